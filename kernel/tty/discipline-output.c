/* SPDX-License-Identifier: MIT */
/* The output side: line ends, and where the cursor is. */
#include <core/string.h>

#include "discipline.h"

static void move_column(struct discipline *d, unsigned char byte)
{
    if (byte == '\r')
        d->column = 0;
    else if (byte == '\b')
        d->column -= d->column != 0;
    else if (byte == '\t')
        d->column = d->column / 8 * 8 + 8;
    else if (byte >= ' ' && byte != 0x7f && !((d->termios.c_iflag & IUTF8) && (byte & 0xc0) == 0x80))
        d->column++;
}

void discipline_output(struct discipline *d, const char *bytes, size_t size)
{
    if (!d->terminal || !(d->termios.c_oflag & OPOST)) {
        d->send(d, bytes, size);
        return;
    }
    /* Runs of bytes that stay as they are go out at once. */
    size_t run = 0;
    for (size_t i = 0; i < size; i++) {
        bool line_end = bytes[i] == '\n' && (d->termios.c_oflag & ONLCR);
        bool carriage_return = bytes[i] == '\r' && (d->termios.c_oflag & OCRNL);
        if (!line_end && !carriage_return) {
            move_column(d, (unsigned char)bytes[i]);
            continue;
        }
        if (i != run) d->send(d, bytes + run, i - run);
        if (line_end)
            d->send(d, "\r\n", 2);
        else
            d->send(d, "\n", 1);
        if (line_end) d->column = 0;
        run = i + 1;
    }
    if (run != size) d->send(d, bytes + run, size - run);
}
DO_FOR_USE(console_input, discipline_output);
