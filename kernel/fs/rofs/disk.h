/* SPDX-License-Identifier: MIT */
#pragma once

#include <block/block.h>

/** Fills page-cache frames with pages from `index` on of what begins at sector `first` and has `size` bytes;
 * zeroes behind them. The start need not be aligned to pages. At most BLOCK_MAX_SEGMENTS pages. 0 or a
 * negative errno. Sleeps. */
int must_check disk_read_pages(struct block_device *disk, uint64_t first, uint64_t size, uint64_t index,
                               void *const *pages, unsigned count);
