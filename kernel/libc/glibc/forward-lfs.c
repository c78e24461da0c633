/* SPDX-License-Identifier: MIT */
/* Names of the large-file interface that libc does not have itself: off_t has 64 bits everywhere here, so
 * each is the plain function. */
#include "x86_64/forward.h"

GLIBC_FORWARD(fcntl64, fcntl);
GLIBC_FORWARD(__open64, open);
GLIBC_FORWARD(__fseeko64, fseeko);
GLIBC_FORWARD(__ftello64, ftello);
GLIBC_FORWARD(__pread64, pread);
GLIBC_FORWARD(__pwrite64, pwrite);
GLIBC_FORWARD(__lseek64, lseek);
GLIBC_FORWARD(llseek, lseek);
GLIBC_FORWARD(getdirentries64, getdirentries);
