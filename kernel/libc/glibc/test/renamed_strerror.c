/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define strerror our_strerror
#define strerrordesc_np our_strerrordesc_np
#define __strerror_r our_strerror_r
#define __xpg_strerror_r our_xpg_strerror_r
#define strerror_l our_strerror_l
#define __strerror_l our_strerror_l_inside
#include "../../musl/src/errno/strerror.c"
