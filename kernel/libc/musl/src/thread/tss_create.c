/* SPDX-License-Identifier: MIT */
/* musl's; see pthread_key_create.c. */
#define __pthread_key_create libc_pthread_key_create
#include <../thread/tss_create.c>
