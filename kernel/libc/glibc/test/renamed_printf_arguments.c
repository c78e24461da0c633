/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define parse_printf_format our_parse_printf_format
#include "../printf-arguments.c"
