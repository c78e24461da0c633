/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#include <time.h>

#include "../../musl/src/time/strftime-fields.c"
