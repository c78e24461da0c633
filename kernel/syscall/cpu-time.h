/* SPDX-License-Identifier: MIT */
/* CPU time used. The kernel does not tell the program's own time from what it does on its behalf: all counts as the program's. */
#pragma once

#include <core/types.h>

/** Of the thread `tid`; 0: the calling one. False: there is none. */
bool cpu_time_thread_ns(int tid, uint64_t *ns);
