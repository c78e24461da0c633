/* SPDX-License-Identifier: MIT */
/*
 * Tells a program that lacks memory from one that is only slow. Pages of files are dropped for want of memory
 * and read again when they are used, so a program may be larger than the memory. But what a single
 * instruction needs (its code, what it reads, what it writes) must be there at once. When the program's own
 * data leave less than that, each of these pages drives another one out, the instruction starts over, and
 * this goes on for ever.
 *
 * A page is read "again" when it is one of the last REFAULT_WINDOW that were dropped, and not more than so
 * many pages of files are left: with 128 KiB more it would have stayed. A thread gives up after REFAULT_LIMIT
 * reads in a row that are all of that kind, and between which it made no system call. Who reads or scans
 * files, whatever their size, reads pages that were dropped long ago, or never were there. A program that
 * does something makes system calls. One that only computes, in a loop over more pages than fit, may be given
 * up though it might have come to an end: after it has read each of them REFAULT_LIMIT / (2 * REFAULT_WINDOW)
 * times, more than a hundred, and being hundreds of times slower than with those pages in memory.
 *
 * For comparison: the start of Python, which in 2400 KiB crawls through its relocations before the memory is
 * full, has 3,300 runs of such reads; none is longer than 127. The measure is events, since time would say
 * more of the host than of the program.
 */
#pragma once

#include <core/types.h>

#define REFAULT_WINDOW 32u
#define REFAULT_LIMIT 8192u

/** The pages that were dropped last, so that others could have their memory. The files' addresses are names
 * only. */
struct dropped_pages {
    struct {
        const void *file;
        uint64_t index;
    } last[REFAULT_WINDOW];
    unsigned next; /* where the next one goes, in place of the oldest */
};

void refault_note_drop(struct dropped_pages *dropped, const void *file, uint64_t index);

/** A page is about to be read; `resident` others are in memory and could be dropped. `*streak` counts for the
 * thread that wants it, which sets it to 0 when it does anything else that shows that it goes on. True: there
 * is not enough memory to go on; the count has begun again. */
bool refault_note_read(const struct dropped_pages *dropped, const void *file, uint64_t index,
                       uint64_t resident, unsigned *streak);
