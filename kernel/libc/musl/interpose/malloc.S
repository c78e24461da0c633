/* SPDX-License-Identifier: MIT */
#include "interposable.inc"

    interposable malloc
    private_too malloc
