/* SPDX-License-Identifier: MIT */
/* ../regex-posix.c beside the host's functions of the same names. */
#define regcomp our_regcomp
#define regexec our_regexec
#define regfree our_regfree
#define regerror our_regerror
#include "../regex-posix.c"
