/* SPDX-License-Identifier: MIT */
/* How the kernel presents itself, to uname(2) and in /proc. */
#pragma once

#define UTS_SYSNAME "Linux"
/** The Linux whose interfaces are the measure here. Programs refuse kernels older than what their libc was
 * built for. */
#define UTS_RELEASE "6.1.0-thimble"
#define UTS_DOMAINNAME "(none)"

/** Thimble's own version; made by the tool. */
extern const char kernel_version[];
