/* SPDX-License-Identifier: MIT */
/* The C library's memory and string functions that the kernel uses, with their standard meaning (C17 7.24).
 */
#pragma once

#include <core/types.h>

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
