/* SPDX-License-Identifier: MIT */
/* Second names of calls about threads, from before POSIX had them. */
#include "x86_64/forward.h"

GLIBC_FORWARD(pthread_mutexattr_getkind_np, pthread_mutexattr_gettype);
GLIBC_FORWARD(pthread_mutexattr_setrobust_np, pthread_mutexattr_setrobust);
GLIBC_FORWARD(pthread_mutexattr_getrobust_np, pthread_mutexattr_getrobust);
GLIBC_FORWARD(pthread_mutex_consistent_np, pthread_mutex_consistent);
