/* SPDX-License-Identifier: MIT */
#include "interposable.inc"

    interposable malloc_usable_size
