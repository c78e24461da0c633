/* SPDX-License-Identifier: MIT */
/* musl's, with its own name for the function that libstdc++ and libgcc know as __pthread_key_create, where
 * they look whether there are threads at all (kernel/libc/glibc/forward-names.c). */
#define __pthread_key_create libc_pthread_key_create
#include "libc/free-name.h"

#include <../thread/pthread_key_create.c>
