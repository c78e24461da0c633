/* SPDX-License-Identifier: MIT */
#include "interposable.inc"

    interposable realloc
    private_too realloc
