/* SPDX-License-Identifier: MIT */
/* Scripts that name their interpreter: #!INTERPRETER [ARGUMENT]. Pure, tested on the host. */
#pragma once

#include <core/types.h>

/** So much of a file is looked at (Linux' BINPRM_BUF_SIZE). */
#define SCRIPT_LINE_MAX 256u

struct script_line {
    char *interpreter; /* into the buffer; 0-terminated */
    char *argument;    /* everything behind it, NULL: nothing */
};

/** Whether the `size` bytes that a file begins with are such a line. They are changed: strings get their
 * ends. There must be room for one byte behind them. 1: *line is filled; 0: it is no script; -ENOEXEC: the
 * line is too long or names nothing. */
int script_parse(char *bytes, size_t size, struct script_line *line);
