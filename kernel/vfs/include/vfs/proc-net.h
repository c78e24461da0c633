/* SPDX-License-Identifier: MIT */
/* Texts in /proc/net, which procfs shows and those have who know of networks. */
#pragma once

#include <core/set.h>

/** Registers with SET_ADD(proc_net, struct proc_net_file, name). */
struct proc_net_file {
    const char *name;
    /** Makes the text anew: fills up to `size` bytes and returns how many it would take. May sleep. */
    size_t (*text)(char *buffer, size_t size);
};
