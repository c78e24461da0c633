/* SPDX-License-Identifier: MIT */
/* The C library's memory and string functions that the kernel uses, with their standard meaning (C17 7.24).
 */
#pragma once

#include <core/types.h>

/* A kernel may have a C library for programs beside these, with the same names and the freedom to use vector
 * registers. So the kernel's own have other names; for memcpy, memmove and memset that includes the calls
 * into which compilers turn copies and fillings. A file that makes such calls without including this header
 * is found by the linker. Tests on the host use the host's. */
#if !__STDC_HOSTED__
__asm__(".set memcpy, kernel_memcpy\n.set memmove, kernel_memmove\n.set memset, kernel_memset");
#define KERNEL_NAME(name) __asm__("kernel_" #name)
#else
#define KERNEL_NAME(name)
#endif

void *memcpy(void *restrict destination, const void *restrict source, size_t size) KERNEL_NAME(memcpy);
void *memmove(void *destination, const void *source, size_t size) KERNEL_NAME(memmove);
void *memset(void *destination, int byte, size_t size) KERNEL_NAME(memset);
int memcmp(const void *a, const void *b, size_t size) KERNEL_NAME(memcmp);
void *memchr(const void *memory, int byte, size_t size) KERNEL_NAME(memchr);
size_t strlen(const char *string) KERNEL_NAME(strlen);
size_t strnlen(const char *string, size_t limit) KERNEL_NAME(strnlen);
int strcmp(const char *a, const char *b) KERNEL_NAME(strcmp);
int strncmp(const char *a, const char *b, size_t limit) KERNEL_NAME(strncmp);
char *strchr(const char *string, int character) KERNEL_NAME(strchr);
char *strrchr(const char *string, int character) KERNEL_NAME(strrchr);

/** The number at the start of `text` in base 10, or 16 after "0x"; *end is set behind it (== text: there is
 * none). Stops at UINT64_MAX. */
uint64_t parse_number(const char *text, const char **end);
