/* SPDX-License-Identifier: MIT */
#include "fortify-format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

/* What may stand between % and the conversion: flags, width, precision, positions, length modifiers. */
static bool is_modifier(uint32_t c)
{
    return c != 0 && c < 128 && strchr("-+ #0'I*123456789.$hlqjzZtL", (int)c);
}

static bool stores_narrow(const char *format)
{
    while ((format = strchr(format, '%')) != NULL) {
        do format++;
        while (is_modifier((unsigned char)*format));
        if (*format == 'n') return true;
        if (*format != '\0') format++;
    }
    return false;
}

static bool stores_wide(const wchar_t *format)
{
    while ((format = wcschr(format, L'%')) != NULL) {
        do format++;
        while (is_modifier((uint32_t)*format));
        if (*format == L'n') return true;
        if (*format != L'\0') format++;
    }
    return false;
}

/* A reader of /proc/self/maps that needs no memory but its own. */
struct maps {
    int fd;
    size_t position, length;
    char bytes[256];
};

static int next_byte(struct maps *maps)
{
    if (maps->position == maps->length) {
        ssize_t got = read(maps->fd, maps->bytes, sizeof maps->bytes);
        if (got <= 0) return -1;
        maps->position = 0;
        maps->length = (size_t)got;
    }
    return (unsigned char)maps->bytes[maps->position++];
}

/* Reads hexadecimal digits up to `end`. False at the end of the file. */
static bool read_address(struct maps *maps, int end, uintptr_t *address)
{
    *address = 0;
    for (int c; (c = next_byte(maps)) != end;) {
        if (c < 0) return false;
        *address = *address << 4 | (uintptr_t)((c & 15) + (c > '9' ? 9 : 0));
    }
    return true;
}

/* Whether any byte of the range is in a mapping that can be written. Where there is no /proc, nothing can be
 * said against the range, and glibc lets it pass too. */
static bool is_writable(const void *start, size_t length)
{
    int errno_before = errno;
    struct maps maps = {.fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)};
    bool writable = false;
    uintptr_t from, to, first = (uintptr_t)start, last = first + length;
    while (maps.fd >= 0 && !writable && read_address(&maps, '-', &from) && read_address(&maps, ' ', &to)) {
        next_byte(&maps); /* r */
        writable = next_byte(&maps) == 'w' && from < last && to > first;
        int c;
        do c = next_byte(&maps);
        while (c >= 0 && c != '\n');
    }
    if (maps.fd >= 0) close(maps.fd);
    errno = errno_before;
    return writable;
}

static const char message[] = "%n in writable segment detected";

hidden void glibc_check_format(int flag, const char *format)
{
    if (flag > 0 && stores_narrow(format) && is_writable(format, strlen(format)))
        glibc_abort_short_message(message);
}

hidden void glibc_check_wide_format(int flag, const wchar_t *format)
{
    if (flag > 0 && stores_wide(format) && is_writable(format, wcslen(format) * sizeof *format))
        glibc_abort_short_message(message);
}
