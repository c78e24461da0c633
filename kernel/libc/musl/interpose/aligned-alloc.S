/* SPDX-License-Identifier: MIT */
#include "interposable.inc"

    interposable aligned_alloc
