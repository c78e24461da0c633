/* SPDX-License-Identifier: MIT */
#pragma once

#include <vfs/iovec.h>
#include <vfs/vfs.h>

/** Calls the file's read (O_RDONLY) or write (O_WRONLY); the errno of files that have none. */
ssize64_t file_move(struct file *file, uint32_t direction, void *buffer, size_t size, uint64_t *position);
