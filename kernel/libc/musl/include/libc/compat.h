/* SPDX-License-Identifier: MIT */
/* For sources of ours that programs call: what takes musl's place here, and kernel/libc/glibc. */
#ifndef LIBC_COMPAT_H
#define LIBC_COMPAT_H

/* Before any header. So this one is a file's first. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif

#include <features.h>
#include <stddef.h>

/* On the host, for tests, the headers are another library's. */
#ifndef hidden
#define hidden __attribute__((visibility("hidden")))
#endif

/* What programs bind to has default visibility; all else that is not static is hidden. */
#define GLIBC_EXPORT __attribute__((visibility("default")))

/* A further name, in the same file, of a function or an object: one symbol more, no code. */
#define GLIBC_ALIAS(existing, name) extern __typeof(existing) name __attribute__((alias(#existing)))

#endif
