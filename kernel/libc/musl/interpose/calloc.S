/* SPDX-License-Identifier: MIT */
#include "interposable.inc"

    interposable calloc
    private_too calloc
