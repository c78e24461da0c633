/* SPDX-License-Identifier: MIT */
/* Libc's translation of messages, in tests that have none. */
#include <locale.h>
#define LCTRANS_CUR(message) (message)
