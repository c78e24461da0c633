/* SPDX-License-Identifier: MIT */
#include "interposable.inc"

    interposable free
    private_too free
