/* SPDX-License-Identifier: MIT */
/* Telling the user what a program asked for in vain. */
#pragma once

#include <core/types.h>

/** Logs once per number and boot that a system call is not implemented, by its name; -ENOSYS. */
long syscall_missing(uint32_t number);

/* Numbers of calls whose absence shows in the arguments of others. */
#define SYSCALL_NUMBER_CLONE 56
#define SYSCALL_NUMBER_FORK 57
#define SYSCALL_NUMBER_VFORK 58
#define SYSCALL_NUMBER_CLONE3 435
