/* SPDX-License-Identifier: MIT */
/* Reaching the program's memory. It is mapped while the kernel runs, so these are copies with a check of the
 * range and recovery from faults. They may sleep (a page is read from disk); never call them with a spin lock
 * held. */
#pragma once

#include <core/types.h>

/** Whether [address, address + size) lies in the program's half. */
bool user_range_ok(const void *address, size_t size);

/** 0 or -EFAULT; after -EFAULT part may have been copied. */
int must_check copy_from_user(void *destination, const void *source, size_t size);
int must_check copy_to_user(void *destination, const void *source, size_t size);
int must_check clear_user(void *destination, size_t size);
/** Length without the final 0, -EFAULT, or -ENAMETOOLONG when there is none within `size` bytes. */
ssize64_t must_check strncpy_from_user(char *destination, const char *source, size_t size);
/** Copies as much as is possible; returns the number of bytes that were NOT copied. Either side may be the
 * program's. */
size_t user_copy_partial(void *destination, const void *source, size_t size);

/** Loads and stores of one naturally aligned value; 0 or -EFAULT. */
int must_check get_user32(uint32_t *value, const uint32_t *address);
int must_check put_user32(uint32_t value, uint32_t *address);
/** Atomically: if *address == expected, stores `desired`. *found gets what was there. 0 or -EFAULT. */
int must_check cmpxchg_user32(uint32_t *address, uint32_t expected, uint32_t desired, uint32_t *found);

/** Fault recovery: when an instruction between two labels of the set `extable` faults, execution goes on at
 * `resume`. */
struct extable_entry {
    vaddr_t fault, resume;
};
