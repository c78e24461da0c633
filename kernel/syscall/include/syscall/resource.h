/* SPDX-License-Identifier: MIT */
/* The process's limits, for the components that keep to them. */
#pragma once

#include <abi/resource.h>

/** The soft limit (rlim_cur) of a resource, RLIMIT_*; RLIM_INFINITY: none. Any context. */
uint64_t resource_limit(unsigned resource);
/** Both limits, for /proc/PID/limits. */
struct rlimit resource_limits(unsigned resource);
