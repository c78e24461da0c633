/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define sigabbrev_np our_sigabbrev_np
#define sigdescr_np our_sigdescr_np
#define strsignal our_strsignal
#include "../../musl/src/string/strsignal.c"
