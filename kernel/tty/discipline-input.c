/* SPDX-License-Identifier: MIT */
/* The input side: the ring, editing a line, echo, and bytes that ask for signals. */
#include <abi/signal.h>
#include <core/string.h>

#include "discipline.h"

#define BELL '\a'
#define DISABLED 0 /* a c_cc entry with this value stands for no byte: _POSIX_VDISABLE */
#define CONTROL(letter) ((letter)&0x1f)

static const struct termios defaults = {
    .c_iflag = ICRNL,
    .c_oflag = OPOST | ONLCR,
    .c_cflag = B115200 | CS8 | CREAD | HUPCL,
    .c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
    .c_cc = {[VINTR] = CONTROL('C'),
             [VQUIT] = CONTROL('\\'),
             [VERASE] = 0x7f,
             [VKILL] = CONTROL('U'),
             [VEOF] = CONTROL('D'),
             [VMIN] = 1,
             [VSTART] = CONTROL('Q'),
             [VSTOP] = CONTROL('S'),
             [VSUSP] = CONTROL('Z'),
             [VREPRINT] = CONTROL('R'),
             [VDISCARD] = CONTROL('O'),
             [VWERASE] = CONTROL('W'),
             [VLNEXT] = CONTROL('V')},
};

void discipline_init(struct discipline *d, bool terminal)
{
    d->terminal = terminal;
    d->termios = defaults;
}

static bool has(const struct discipline *d, uint32_t local_flag)
{
    return d->termios.c_lflag & local_flag;
}

static bool is(const struct discipline *d, unsigned which, unsigned char byte)
{
    return byte != DISABLED && d->termios.c_cc[which] == byte;
}

static unsigned char at(const struct discipline *d, uint32_t position)
{
    return d->ring[position % INPUT_SIZE];
}

static bool ends_line(const struct discipline *d, uint32_t position)
{
    position %= INPUT_SIZE;
    return d->line_ends[position / 8] & 1u << position % 8;
}

static void put(struct discipline *d, unsigned char byte, bool end)
{
    uint32_t index = d->write_at++ % INPUT_SIZE;
    d->ring[index] = byte;
    uint8_t bit = (uint8_t)(1u << index % 8);
    if (end)
        d->line_ends[index / 8] |= bit;
    else
        d->line_ends[index / 8] &= (uint8_t)~bit;
}

/* One place is kept for the end of a line. */
static bool full(const struct discipline *d)
{
    return d->write_at - d->read_at >= INPUT_SIZE - 1;
}

bool discipline_ready(const struct discipline *d)
{
    /* A line that alone fills the ring can only be ended by more input; what is too much of it is refused
     * with a bell. */
    return !full(d) || (discipline_canonical(d) && d->ready_at == d->read_at);
}

/* A control character as it is echoed: two columns. */
static bool shown_as_control(const struct discipline *d, unsigned char byte)
{
    return has(d, ECHOCTL) && (byte < ' ' || byte == 0x7f) && byte != '\t' && byte != '\n';
}

static void echo(struct discipline *d, unsigned char byte)
{
    if (shown_as_control(d, byte)) {
        char text[2] = {'^', (char)(byte ^ 0x40)};
        discipline_output(d, text, 2);
    } else {
        discipline_output(d, (const char *)&byte, 1);
    }
}

static bool continues_utf8(const struct discipline *d, unsigned char byte)
{
    return (d->termios.c_iflag & IUTF8) && (byte & 0xc0) == 0x80;
}

/* The column behind `byte` when it begins at `column`. */
static unsigned column_behind(const struct discipline *d, unsigned char byte, unsigned column)
{
    if (byte == '\t') return column / 8 * 8 + 8;
    if (shown_as_control(d, byte)) return column + 2;
    return byte < ' ' || byte == 0x7f || continues_utf8(d, byte) ? column : column + 1;
}

/* Where the cursor is behind the edited line: a tab's width depends on all that is before it. */
static unsigned end_column(const struct discipline *d)
{
    unsigned column = d->line_column;
    for (uint32_t position = d->ready_at; position != d->write_at; position++)
        column = column_behind(d, at(d, position), column);
    return column;
}

static void erase_character(struct discipline *d)
{
    unsigned before = end_column(d);
    while (d->write_at != d->ready_at && continues_utf8(d, at(d, d->write_at - 1))) d->write_at--;
    if (d->write_at != d->ready_at) d->write_at--;
    if (!has(d, ECHO)) return;
    if (!has(d, ECHOE)) {
        echo(d, d->termios.c_cc[VERASE]);
        return;
    }
    for (unsigned column = end_column(d); column < before; column++) discipline_output(d, "\b \b", 3);
}

static bool is_word(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte >= 0x80;
}

static void erase_word(struct discipline *d)
{
    while (d->write_at != d->ready_at && !is_word(at(d, d->write_at - 1))) erase_character(d);
    while (d->write_at != d->ready_at && is_word(at(d, d->write_at - 1))) erase_character(d);
}

static void kill_line(struct discipline *d)
{
    if (has(d, ECHO) && has(d, ECHOK) && has(d, ECHOKE) && has(d, ECHOE)) {
        while (d->write_at != d->ready_at) erase_character(d);
        return;
    }
    d->write_at = d->ready_at;
    if (!has(d, ECHO)) return;
    echo(d, d->termios.c_cc[VKILL]);
    if (has(d, ECHOK)) discipline_output(d, "\n", 1);
    d->line_column = d->column;
}

static void reprint(struct discipline *d)
{
    echo(d, d->termios.c_cc[VREPRINT]);
    discipline_output(d, "\n", 1);
    d->line_column = d->column;
    for (uint32_t position = d->ready_at; position != d->write_at; position++) echo(d, at(d, position));
}

/* True when the byte asked for a signal, and is not input. */
static bool take_signal(struct discipline *d, unsigned char byte)
{
    int signal = is(d, VINTR, byte)   ? SIGINT
                 : is(d, VQUIT, byte) ? SIGQUIT
                 : is(d, VSUSP, byte) ? SIGTSTP
                                      : 0;
    if (signal == 0 || !has(d, ISIG)) return false;
    if (!has(d, NOFLSH)) discipline_flush(d);
    if (has(d, ECHO)) echo(d, byte);
    d->line_column = d->column;
    d->signal(d, signal);
    return true;
}

/* True when the byte edited the line, and is not input. */
static bool take_edit(struct discipline *d, unsigned char byte)
{
    bool extended = has(d, IEXTEN);
    if (is(d, VERASE, byte)) {
        if (d->write_at != d->ready_at) erase_character(d);
    } else if (is(d, VKILL, byte)) {
        kill_line(d);
    } else if (extended && is(d, VWERASE, byte)) {
        erase_word(d);
    } else if (extended && is(d, VREPRINT, byte) && has(d, ECHO)) {
        reprint(d);
    } else if (extended && is(d, VLNEXT, byte)) {
        d->literal = true;
        if (has(d, ECHO) && has(d, ECHOCTL)) discipline_output(d, "^\b", 2);
    } else {
        return false;
    }
    return true;
}

static void add(struct discipline *d, unsigned char byte)
{
    if (full(d)) {
        char bell = BELL;
        discipline_output(d, &bell, 1);
        return;
    }
    if (d->write_at == d->ready_at) d->line_column = d->column;
    put(d, byte, false);
    if (has(d, ECHO)) echo(d, byte);
}

static void canonical_input(struct discipline *d, unsigned char byte)
{
    if (take_edit(d, byte)) return;
    bool end_of_file = is(d, VEOF, byte);
    if (byte == '\n' || end_of_file || is(d, VEOL, byte) || (has(d, IEXTEN) && is(d, VEOL2, byte))) {
        put(d, end_of_file ? 0 : byte, true);
        d->ready_at = d->write_at;
        if (!end_of_file && (has(d, ECHO) || (byte == '\n' && has(d, ECHONL)))) echo(d, byte);
        return;
    }
    add(d, byte);
}

void discipline_input(struct discipline *d, unsigned char byte)
{
    if (!d->terminal) {
        if (!full(d)) put(d, byte, false);
        d->ready_at = d->write_at;
        return;
    }
    if (d->literal) {
        d->literal = false;
        add(d, byte);
        if (!has(d, ICANON)) d->ready_at = d->write_at;
        return;
    }
    uint32_t flags = d->termios.c_iflag;
    if (flags & ISTRIP) byte &= 0x7f;
    if (byte == '\r') {
        if (flags & IGNCR) return;
        if (flags & ICRNL) byte = '\n';
    } else if (byte == '\n' && (flags & INLCR)) {
        byte = '\r';
    }
    if (take_signal(d, byte)) return;
    if (has(d, ICANON)) {
        canonical_input(d, byte);
        return;
    }
    add(d, byte);
    d->ready_at = d->write_at;
}

void discipline_end_input(struct discipline *d)
{
    /* What was typed of a line without its end is a line too. */
    d->ready_at = d->write_at;
    d->ended = true;
}

size_t discipline_available(const struct discipline *d)
{
    return d->ready_at - d->read_at;
}

struct discipline_part discipline_peek(const struct discipline *d, char *buffer, size_t size)
{
    struct discipline_part part = {.position = d->read_at};
    bool canonical = discipline_canonical(d);
    for (uint32_t position = d->read_at; position != d->ready_at; position++) {
        bool end = canonical && ends_line(d, position);
        bool end_of_file = end && at(d, position) == 0;
        /* An end of file right behind what fills the buffer goes with it, else the next read would find an
         * empty line. */
        if (part.length == size && !end_of_file) break;
        if (!end_of_file) buffer[part.length++] = (char)at(d, position);
        part.consumed++;
        if (end) {
            part.end = true;
            break;
        }
    }
    return part;
}

void discipline_consume(struct discipline *d, const struct discipline_part *part)
{
    if (d->read_at == part->position) d->read_at += (uint32_t)part->consumed;
}

void discipline_flush(struct discipline *d)
{
    /* The position moves even if there is nothing, so that discipline_consume sees a flush; the ring is empty
     * either way. */
    d->read_at = d->ready_at = d->write_at;
    d->literal = false;
}

void discipline_set(struct discipline *d, const struct termios *termios)
{
    bool changed = (d->termios.c_lflag ^ termios->c_lflag) & ICANON;
    d->termios = *termios;
    /* What was typed in the other mode can be read at once, be it a whole line or not. */
    if (changed) d->ready_at = d->write_at;
}
