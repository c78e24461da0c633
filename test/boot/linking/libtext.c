/* SPDX-License-Identifier: MIT */
/* Compiled so that there are addresses in its code. */
#include "linking.h"

static int value = 11;
int text_value(void)
{
    return value + shared_value;
}
