/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define strfromd our_strfromd
#define strfromf our_strfromf
#define strfroml our_strfroml
#include "../strfrom.c"
