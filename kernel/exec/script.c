/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <abi/errno.h>
#include <core/string.h>

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

static char *skip_blanks(char *at)
{
    while (blank(*at)) at++;
    return at;
}

int script_parse(char *bytes, size_t size, struct script_line *line)
{
    if (size < 2 || bytes[0] != '#' || bytes[1] != '!') return 0;
    char *end = memchr(bytes, '\n', size);
    if (end == NULL && size >= SCRIPT_LINE_MAX) return -ENOEXEC;
    if (end == NULL) end = bytes + size;
    while (blank(end[-1]) || end[-1] == '\r') end--;
    *end = 0;
    char *at = skip_blanks(bytes + 2);
    if (*at == 0) return -ENOEXEC;
    line->interpreter = at;
    line->argument = NULL;
    while (*at != 0 && !blank(*at)) at++;
    if (*at != 0) {
        *at = 0;
        line->argument = skip_blanks(at + 1);
    }
    return 1;
}
