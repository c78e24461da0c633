/* SPDX-License-Identifier: MIT */
/*
 * The program's address space: areas, filled when touched. There is one, for the life of the machine.
 *
 * Anonymous memory and private copies belong to the area that maps them and have exactly one mapping. Pages
 * of files stay in the page cache (vfs/cache.h), mapped read-only into private areas until they are written
 * to, and as they are into shared ones; their entries carry PTE_SOFT_CACHE.
 *
 * Locks: all of it is under the area lock, a mutex. Whoever copies from or to the program may take it by a
 * fault, perhaps with the lock of a vnode or a file's position held; hence no such lock is ever taken under
 * the area lock. What is under it: page cache locks, the heap, frames.
 */
#pragma once

#include <core/types.h>

struct file;
struct vnode;

/** Kept in a balanced tree by address; never overlapping. Read and changed under the area lock. */
struct area {
    vaddr_t start, end; /* page-aligned */
    uint32_t prot;      /* PROT_READ, PROT_WRITE, PROT_EXEC */
    uint32_t flags;     /* MAP_SHARED or MAP_PRIVATE, MAP_ANONYMOUS, MAP_GROWSDOWN, MAP_NORESERVE */
    struct file *file;  /* referenced; NULL: anonymous */
    uint64_t offset;    /* in the file, of `start`; page-aligned */
    const char *label;  /* "[heap]", "[stack]", NULL */
    /* The tree's (area-tree.c): lower and higher areas, and what is known of all areas below this node. */
    struct area *child[2], *parent;
    vaddr_t low, high; /* where the first begins, where the last ends */
    size_t max_gap;    /* the largest gap between two neighbours */
    int height;
};

/** As mmap (flags, prot, errors as mmap(2) has them): returns the address or a negative errno. `label` may be
 * NULL, else it stays valid for ever. */
long area_map(vaddr_t address, size_t size, uint32_t prot, uint32_t flags, struct file *file, uint64_t offset,
              const char *label);
/** As munmap, mprotect, mremap, madvise: 0 (area_remap: the new address) or a negative errno. */
int area_unmap(vaddr_t address, size_t size);
int area_protect(vaddr_t address, size_t size, uint32_t prot);
long area_remap(vaddr_t address, size_t old_size, size_t new_size, uint32_t flags, vaddr_t new_address);
int area_advise(vaddr_t address, size_t size, int advice);

/** Makes the page at `address` present for an access (FAULT_WRITE, FAULT_FETCH bits of `access`).
 * 0; -EFAULT: nothing is mapped there (SEGV_MAPERR); -EACCES: mapped, but not for this access (SEGV_ACCERR);
 * -EIO: the file ended before or cannot be read (SIGBUS); -ENOMEM: out of memory. May sleep. */
int area_fault(vaddr_t address, uint32_t access);

/** Lets `visit` see all areas in ascending order under the area lock; it must not sleep nor touch the
 * program's memory. Stops when it returns false. */
void area_each(bool (*visit)(const struct area *area, void *context), void *context);

/** The lowest address that brk may have (end of the program's data, page-aligned), set once by the program
 * loader. */
void area_set_brk(vaddr_t start);

/** In pages: mapped in all, present now. For /proc/self/statm and getrusage. */
void area_counts(uint64_t *mapped, uint64_t *resident);

/** Drops what is mapped from pages of `file`'s vnode at and behind `offset` (ftruncate), after the vnode's
 * size was changed and before cache_truncate; see vfs/cache.h. */
void area_truncate_vnode(struct vnode *vnode, uint64_t offset);
