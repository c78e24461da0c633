/* SPDX-License-Identifier: MIT */
/* The C library's memory and string functions that the kernel uses, with their standard meaning (C17 7.24).
 */
#pragma once

#include <core/types.h>

/* The three to which compilers turn copies and fillings have their standard names; a C library for programs
 * may bring faster ones, which then serve both. The others have names of their own beside that library's,
 * which may use vector registers. Tests on the host use the host's. */
#if !__STDC_HOSTED__
#define memcmp kernel_memcmp
#define memchr kernel_memchr
#define strlen kernel_strlen
#define strnlen kernel_strnlen
#define strcmp kernel_strcmp
#define strncmp kernel_strncmp
#define strchr kernel_strchr
#define strrchr kernel_strrchr
#endif

void *memcpy(void *restrict destination, const void *restrict source, size_t size);
void *memmove(void *destination, const void *source, size_t size);
void *memset(void *destination, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *memory, int byte, size_t size);
size_t strlen(const char *string);
size_t strnlen(const char *string, size_t limit);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
char *strchr(const char *string, int character);
char *strrchr(const char *string, int character);

/** The number at the start of `text` in base 10, or 16 after "0x"; *end is set behind it (== text: there is
 * none). Stops at UINT64_MAX. */
uint64_t parse_number(const char *text, const char **end);
