/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#include <locale.h>
#include <time.h>

#define strftime our_strftime
#define strftime_l our_strftime_l
#include "../../musl/src/time/strftime.c"
