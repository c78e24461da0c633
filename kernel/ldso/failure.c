/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <stdarg.h>
#include <stdio.h>

char ldso_failure_text[1024];

int ldso_fail(const char *file, int status, const char *format, ...)
{
    int length = snprintf(ldso_failure_text, sizeof(ldso_failure_text) / 2, "%s: ", file);
    size_t at = length < 0 ? 0 : (size_t)length;
    if (at >= sizeof(ldso_failure_text) / 2) at = sizeof(ldso_failure_text) / 2 - 1;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(ldso_failure_text + at, sizeof(ldso_failure_text) - at, format, arguments);
    va_end(arguments);
    return status;
}
