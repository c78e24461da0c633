/* SPDX-License-Identifier: MIT */
/* The kernel's heap. Memory is 16-byte aligned, not more: take frames for what needs more. */
#pragma once

#include <core/types.h>

/** NULL: out of memory. Usable in interrupt context. */
void *must_check kmalloc(size_t size);
void *must_check kzalloc(size_t size);
/** NULL leaves `memory` as it was. */
void *must_check krealloc(void *memory, size_t size);
void kfree(void *memory);
/** How many bytes are taken for what kmalloc gave, at least as many as were asked for. */
size_t kmalloc_size(void *memory);
char *must_check kstrdup(const char *text, size_t length);
