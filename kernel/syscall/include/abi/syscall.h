/* SPDX-License-Identifier: MIT */
/*
 * A system call NAME is a function `sys_NAME` of up to six register-sized arguments that returns a value or a
 * negative errno. The tool builds the table of numbers from the functions that are there; nothing else
 * registers them.
 */
#pragma once

#include <core/types.h>

/** Begins the definition of a system call: SYSCALL(getpid)(void) { ... } */
#define SYSCALL(name) long sys_##name

/**
 * The same for a call that runs without the kernel lock, on several CPUs at once (docs/cpus.md). It touches
 * the calling thread's own state, constants, what has a sequence counter, and what is only ever touched under
 * spin locks that are taken with interrupts off; and the program's memory. What else it needs is between
 * kernel_lock and kernel_unlock (sched/lock.h). The section tells the component smp: what is in it is between
 * __unlocked_start and __unlocked_end.
 */
#define SYSCALL_UNLOCKED(name) __attribute__((section(".text.unlocked.sys_" #name))) long sys_##name
