/* SPDX-License-Identifier: MIT */
#include "interposable.inc"

    interposable memalign
