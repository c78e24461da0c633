/* SPDX-License-Identifier: MIT */
/* What the C library calls where it calls malloc and its family, if the dynamic linker finds that the program
 * has functions of its own for it; else NULL. Written before the program's first instruction only. */
#pragma once

#include <stddef.h>

#define LIBC_INTERPOSED __attribute__((__visibility__("hidden")))

extern LIBC_INTERPOSED void *(*libc_interposed_aligned_alloc)(size_t alignment, size_t size);
extern LIBC_INTERPOSED void *(*libc_interposed_calloc)(size_t count, size_t size);
extern LIBC_INTERPOSED void (*libc_interposed_free)(void *memory);
extern LIBC_INTERPOSED void *(*libc_interposed_malloc)(size_t size);
extern LIBC_INTERPOSED size_t (*libc_interposed_malloc_usable_size)(void *memory);
extern LIBC_INTERPOSED void *(*libc_interposed_memalign)(size_t alignment, size_t size);
extern LIBC_INTERPOSED int (*libc_interposed_posix_memalign)(void **memory, size_t alignment, size_t size);
extern LIBC_INTERPOSED void *(*libc_interposed_realloc)(void *memory, size_t size);
