/* SPDX-License-Identifier: MIT */
/* The console as a file: a plain stream of bytes, or with --tty a terminal with a line discipline. */
#pragma once

#include <core/types.h>

struct file;

/** What descriptors 0, 1 and 2 (`which`) are when the program starts: a new opening in *opened. 0 or a
 * negative errno. */
int must_check tty_open_standard(int which, struct file **opened);

/** For devices of /dev: makes `file`, just created for the device's vnode, an opening of the console. */
int tty_open_console(struct file *file);
/** The same for /dev/tty, the controlling terminal: -ENXIO when the console is a plain stream. */
int tty_open_controlling(struct file *file);
