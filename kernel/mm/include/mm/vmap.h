/* SPDX-License-Identifier: MIT */
/* Kernel virtual memory outside of the direct map. */
#pragma once

#include <core/types.h>

/** Maps device registers uncached, for ever. NULL: out of memory, or a device or firmware told of an address
 * that the CPU does not have. `physical` need not be aligned. */
volatile void *must_check mmio_map(paddr_t physical, size_t size);

#define KERNEL_STACK_SIZE (4 * PAGE_SIZE)

/** A kernel stack between guard pages; returns its top, 0 when out of memory. */
vaddr_t must_check kernel_stack_alloc(void);
void kernel_stack_free(vaddr_t top);
/** Whether an address lies in a kernel stack's guard page. */
bool kernel_stack_guard(vaddr_t address);
