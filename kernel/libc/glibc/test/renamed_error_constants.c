/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define strerrorname_np our_strerrorname_np
#include "../error-constants.c"
