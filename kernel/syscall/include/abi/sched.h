/* SPDX-License-Identifier: MIT */
/* clone and scheduling (Linux: linux/sched.h, linux/sched/types.h; clone(2), sched(7)). */
#pragma once

#include <core/types.h>

#define CSIGNAL 0x000000ffull /* the signal for the parent, when a process was made */
#define CLONE_VM 0x00000100ull
#define CLONE_FS 0x00000200ull
#define CLONE_FILES 0x00000400ull
#define CLONE_SIGHAND 0x00000800ull
#define CLONE_PIDFD 0x00001000ull
#define CLONE_PTRACE 0x00002000ull
#define CLONE_VFORK 0x00004000ull
#define CLONE_PARENT 0x00008000ull
#define CLONE_THREAD 0x00010000ull
#define CLONE_NEWNS 0x00020000ull
#define CLONE_SYSVSEM 0x00040000ull
#define CLONE_SETTLS 0x00080000ull
#define CLONE_PARENT_SETTID 0x00100000ull
#define CLONE_CHILD_CLEARTID 0x00200000ull
#define CLONE_DETACHED 0x00400000ull
#define CLONE_UNTRACED 0x00800000ull
#define CLONE_CHILD_SETTID 0x01000000ull

/** What clone3 takes; the first version of it. */
struct clone_args {
    uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
    uint64_t stack; /* its lowest byte */
    uint64_t stack_size, tls;
};
_Static_assert(sizeof(struct clone_args) == 64, "CLONE_ARGS_SIZE_VER0");
/* Version 2 adds set_tid, set_tid_size and cgroup. */
#define CLONE_ARGS_SIZE_KNOWN 88

#define SCHED_OTHER 0
#define SCHED_FIFO 1
#define SCHED_RR 2
#define SCHED_BATCH 3
#define SCHED_IDLE 5
#define SCHED_RESET_ON_FORK 0x40000000

#define PRIO_PROCESS 0
#define PRIO_PGRP 1
#define PRIO_USER 2
