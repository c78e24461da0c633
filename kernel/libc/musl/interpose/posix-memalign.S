/* SPDX-License-Identifier: MIT */
#include "interposable.inc"

    interposable posix_memalign
