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
