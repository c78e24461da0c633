/* SPDX-License-Identifier: MIT */
#include "private.h"

#include "iconv-record.h"

#include "syscall.h"

/* A function of the kernel (kernel/syscall/record.c), as system calls are called. */
extern const char component_record[] __attribute__((visibility("hidden")));

bool iconv_is_large_recorded(size_t set)
{
    bool is_large = iconv_is_large_plain(set);
    if (is_large) __syscall1((long)component_record, (long)"libc-charsets");
    return is_large;
}
