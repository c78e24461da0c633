/* SPDX-License-Identifier: MIT */
/* What the address space runs on, made of the host's memory: frames, page tables, a page cache of one file.
 * Counts what is handed out, and fails allocations on demand. */
#pragma once

#include <vfs/vfs.h>

#include <stdint.h>

#define FAKE_FILE_PAGES 256u

/** The file, opened for reading and writing. Page i begins with the word fake_file_word(i) as long as nobody
 * writes it. */
extern struct file fake_file;
uint64_t fake_file_word(uint64_t index);
/** The first word of the file's page `index` in the cache. */
uint64_t *fake_cache_word(uint64_t index);

/** One of so many allocations fails; 0: none. */
extern unsigned fake_failure_rate;
uint32_t fake_random(uint32_t limit);

/** Frames and objects that are handed out, page table entries that map cached pages. */
extern uint64_t fake_frames, fake_objects, fake_maps;
/** Whether the area lock is held; a return from a function of area.h with it held is a mistake. */
extern bool fake_lock_held;
