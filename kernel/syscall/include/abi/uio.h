/* SPDX-License-Identifier: MIT */
/* readv(2) and writev(2) (linux/uio.h). */
#pragma once

#include <core/types.h>

#define IOV_MAX 1024
/** A read or write moves at most this (linux/fs.h: MAX_RW_COUNT). */
#define RW_COUNT_MAX 0x7ffff000ul

struct iovec {
    void *iov_base;
    size_t iov_len;
};
_Static_assert(sizeof(struct iovec) == 16, "struct iovec of x86-64");
