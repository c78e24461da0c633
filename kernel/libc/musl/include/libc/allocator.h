/* SPDX-License-Identifier: MIT */
/*
 * What a component that fills the role `allocator` defines. Beside the functions below: malloc, calloc,
 * realloc, free, aligned_alloc and malloc_usable_size for programs, which set errno to ENOMEM as POSIX has
 * it, and under the names
 * __libc_malloc, __libc_calloc, __libc_realloc and __libc_free those of them that libc calls for memory of
 * its own. The rest of the family (memalign, posix_memalign, reallocarray, valloc ...) is made of these.
 *
 * A thread has room for two words of an allocator in struct pthread: allocator_heap, which is the
 * allocator's, and allocator_done, which, if set, is called once when the thread ends, after all that runs in
 * it at that time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct libc_memory_usage {
    size_t mapped_bytes; /* for blocks that are not large, from the kernel */
    size_t used_bytes;   /* of those, in blocks in use */
    size_t idle_bytes;   /* of those, in blocks that can be given out */
    size_t idle_blocks;
    size_t large_bytes; /* from the kernel for blocks that have a mapping each */
    size_t large_blocks;
};

__attribute__((__visibility__("hidden"))) struct libc_memory_usage libc_allocator_usage(void);

/* Gives back what is not in use; whether there was anything. */
__attribute__((__visibility__("hidden"))) bool libc_allocator_trim(void);
