// SPDX-License-Identifier: MIT
// sources: ../discipline-input.c ../discipline-output.c
/* What a person types, what is echoed, and what the program reads. */
#include "../discipline.h"
#include "../framing.h"

#include <abi/signal.h>
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char sent[8192];
static size_t sent_size;
static int last_signal;

static void collect(struct discipline *discipline, const char *bytes, size_t size)
{
    (void)discipline;
    assert(sent_size + size < sizeof(sent));
    memcpy(sent + sent_size, bytes, size);
    sent_size += size;
    sent[sent_size] = 0;
}

static void note_signal(struct discipline *discipline, int signal)
{
    (void)discipline;
    last_signal = signal;
}

static struct discipline *begin(bool terminal)
{
    static struct discipline discipline;
    memset(&discipline, 0, sizeof(discipline));
    discipline_init(&discipline, terminal);
    discipline.send = collect;
    discipline.signal = note_signal;
    sent_size = last_signal = 0;
    sent[0] = 0;
    return &discipline;
}

static void type(struct discipline *d, const char *text)
{
    for (; *text != 0; text++) discipline_input(d, (unsigned char)*text);
}

static void expect_sent(const char *expected)
{
    if (strcmp(sent, expected) != 0) {
        fprintf(stderr, "sent     \"%s\"\nexpected \"%s\"\n", sent, expected);
        abort();
    }
    sent_size = 0;
    sent[0] = 0;
}

/* One read of at most `size` bytes; "<EOF>" stands for an end of file. */
static void expect_read(struct discipline *d, size_t size, const char *expected)
{
    char buffer[INPUT_SIZE + 1];
    struct discipline_part part = discipline_peek(d, buffer, size);
    buffer[part.length] = 0;
    discipline_consume(d, &part);
    const char *found = part.length == 0 && part.end ? "<EOF>" : buffer;
    if (strcmp(found, expected) != 0) {
        fprintf(stderr, "read     \"%s\"\nexpected \"%s\"\n", found, expected);
        abort();
    }
}

static struct discipline *with(uint32_t clear, uint32_t set)
{
    struct discipline *d = begin(true);
    struct termios termios = d->termios;
    termios.c_lflag = (termios.c_lflag & ~clear) | set;
    discipline_set(d, &termios);
    return d;
}

static void gives_whole_lines(void)
{
    struct discipline *d = begin(true);
    type(d, "ab");
    assert(discipline_available(d) == 0);
    type(d, "c\rde\n");
    expect_sent("abc\r\nde\r\n");
    assert(discipline_available(d) == 7);
    expect_read(d, 100, "abc\n");
    expect_read(d, 1, "d");
    expect_read(d, 1, "e");
    expect_read(d, 1, "\n");
    expect_read(d, 1, "");
}

static void edits_the_line(void)
{
    struct discipline *d = begin(true);
    type(d, "ax\x7f\x7f\x7f"
            "b\n");
    expect_sent("ax\b \b\b \bb\r\n");
    expect_read(d, 100, "b\n");

    /* A word and what is behind it. */
    type(d, "one two! \x17Z\n");
    expect_sent("one two! \b \b\b \b\b \b\b \b\b \bZ\r\n");
    expect_read(d, 100, "one Z\n");

    type(d, "abc\x15x\n");
    expect_sent("abc\b \b\b \b\b \bx\r\n");
    expect_read(d, 100, "x\n");

    type(d, "ab\x12"
            "c\n");
    expect_sent("ab^R\r\nabc\r\n");
    expect_read(d, 100, "abc\n");

    /* A control character takes two columns, a tab as many as it moved the cursor. */
    discipline_output(d, "$ ", 2);
    type(d, "\x01\x7f"
            "a\t\x7f\x7f\n");
    expect_sent("$ ^A\b \b\b \b"
                "a\t\b \b\b \b\b \b\b \b\b \b\b \b\r\n");
    expect_read(d, 100, "\n");

    /* Erasing does not reach into lines that are complete. */
    type(d, "done\n\x7f\x15\x17");
    expect_sent("done\r\n");
    expect_read(d, 100, "done\n");
}

static void erases_whole_characters_of_utf8(void)
{
    struct discipline *d = begin(true);
    struct termios termios = d->termios;
    termios.c_iflag |= IUTF8;
    discipline_set(d, &termios);
    type(d, "a\xe2\x82\xac\x7f\n");
    expect_sent("a\xe2\x82\xac\b \b\r\n");
    expect_read(d, 100, "a\n");
}

static void ends_files(void)
{
    struct discipline *d = begin(true);
    type(d, "\x04");
    assert(discipline_available(d) == 1);
    expect_read(d, 10, "<EOF>");
    expect_read(d, 10, "");
    /* Behind some text it ends the line without being part of it; and only once, also when the buffer is just
     * filled. */
    type(d, "abc\x04xyz\n");
    expect_read(d, 3, "abc");
    expect_read(d, 10, "xyz\n");
    type(d, "q\x04");
    expect_read(d, 10, "q");
    expect_read(d, 10, "");
    type(d, "partial");
    discipline_end_input(d);
    expect_read(d, 100, "partial");
}

static void takes_literally_what_was_announced(void)
{
    struct discipline *d = begin(true);
    type(d, "\x16\x03\x16\x04\n");
    assert(last_signal == 0);
    expect_sent("^\b^C^\b^D\r\n");
    expect_read(d, 10, "\x03\x04\n");
}

static void sends_signals(void)
{
    struct discipline *d = begin(true);
    type(d, "lost\x03");
    assert(last_signal == SIGINT);
    type(d, "\x1c");
    assert(last_signal == SIGQUIT);
    type(d, "\x1a");
    assert(last_signal == SIGTSTP);
    expect_sent("lost^C^\\^Z");
    type(d, "x\n");
    expect_read(d, 10, "x\n");

    d = with(0, NOFLSH);
    type(d, "kept\x03\n");
    expect_read(d, 10, "kept\n");

    d = with(ISIG, 0);
    last_signal = 0;
    type(d, "\x03\n");
    assert(last_signal == 0);
    expect_read(d, 10, "\x03\n");
}

static void passes_bytes_in_raw_mode(void)
{
    struct discipline *d = with(ICANON | ECHO | ISIG | IEXTEN, 0);
    type(d, "\x03\x7f\x04\x16");
    assert(discipline_available(d) == 4);
    expect_read(d, 3, "\x03\x7f\x04");
    expect_read(d, 3, "\x16");
    expect_sent("");
}

static void keeps_what_was_typed_over_a_change_of_mode(void)
{
    struct discipline *d = begin(true);
    type(d, "half");
    struct termios termios = d->termios;
    termios.c_lflag &= ~ICANON;
    discipline_set(d, &termios);
    expect_read(d, 2, "ha");
    termios.c_lflag |= ICANON;
    discipline_set(d, &termios);
    expect_read(d, 10, "lf");
}

static void maps_line_ends_of_input(void)
{
    struct discipline *d = begin(true);
    struct termios termios = d->termios;
    termios.c_iflag = IGNCR;
    discipline_set(d, &termios);
    type(d, "a\r\n");
    expect_read(d, 10, "a\n");
    termios.c_iflag = INLCR | ISTRIP;
    termios.c_lflag &= ~ICANON;
    discipline_set(d, &termios);
    type(d, "\n\xe1");
    expect_read(d, 10, "\ra");
}

static void maps_line_ends_of_output(void)
{
    struct discipline *d = begin(true);
    discipline_output(d, "a\nb\n\nc", 6);
    expect_sent("a\r\nb\r\n\r\nc");
    struct termios termios = d->termios;
    termios.c_oflag = OPOST | OCRNL;
    discipline_set(d, &termios);
    discipline_output(d, "\ra\n", 3);
    expect_sent("\na\n");
    termios.c_oflag = ONLCR;
    discipline_set(d, &termios);
    discipline_output(d, "a\n", 2);
    expect_sent("a\n");
}

static void is_transparent_as_a_stream(void)
{
    struct discipline *d = begin(false);
    char buffer[256];
    for (unsigned i = 0; i < 256; i++) discipline_input(d, (unsigned char)i);
    struct discipline_part part = discipline_peek(d, buffer, sizeof(buffer));
    assert(part.length == 256 && !part.end);
    for (unsigned i = 0; i < 256; i++) assert((unsigned char)buffer[i] == i);
    expect_sent("");
    discipline_output(d, "a\n", 2);
    expect_sent("a\n");
}

static void loses_nothing_while_ready(void)
{
    for (int terminal = 0; terminal < 2; terminal++) {
        struct discipline *d = terminal ? with(ICANON | ECHO | ISIG | IEXTEN, 0) : begin(false);
        unsigned char in = 0, out = 0;
        for (unsigned round = 0; round < 2000; round++) {
            for (unsigned count = (unsigned)rand() % 700; count != 0 && discipline_ready(d); count--)
                discipline_input(d, in++ % 10 + 'a');
            char buffer[600];
            struct discipline_part part = discipline_peek(d, buffer, (size_t)rand() % sizeof(buffer));
            for (size_t i = 0; i < part.length; i++) assert(buffer[i] == out++ % 10 + 'a');
            discipline_consume(d, &part);
        }
    }
}

static void refuses_more_of_a_line_than_fits_but_ends_it(void)
{
    struct discipline *d = with(ECHO, 0);
    for (unsigned i = 0; i < 2 * INPUT_SIZE; i++) {
        assert(discipline_ready(d));
        discipline_input(d, 'x');
    }
    assert(sent_size == INPUT_SIZE + 1 && sent[0] == '\a');
    discipline_input(d, '\n');
    assert(!discipline_ready(d) && discipline_available(d) == INPUT_SIZE);
    /* Even if a driver does not ask. */
    discipline_input(d, 'y');
    struct discipline_part part = {.position = d->read_at, .consumed = INPUT_SIZE};
    discipline_consume(d, &part);
    assert(discipline_ready(d));
}

static void flushes(void)
{
    struct discipline *d = begin(true);
    char buffer[8];
    type(d, "one\ntwo");
    struct discipline_part part = discipline_peek(d, buffer, sizeof(buffer));
    discipline_flush(d);
    assert(discipline_available(d) == 0);
    type(d, "three\n");
    /* What was copied before is gone; it must not take the new input with it. */
    discipline_consume(d, &part);
    expect_read(d, 10, "three\n");
}

static void framing_tells_bytes_from_the_end(void)
{
    struct framing framing = {0};
    assert(framing_decode(&framing, 'a') == FRAMING_BYTE);
    assert(framing_decode(&framing, 0x04) == FRAMING_BYTE);
    assert(framing_decode(&framing, 0x10) == FRAMING_NOTHING);
    assert(framing_decode(&framing, 0x10) == FRAMING_BYTE);
    assert(framing_decode(&framing, 0x10) == FRAMING_NOTHING);
    assert(framing_decode(&framing, 'x') == FRAMING_INVALID);
    assert(framing_decode(&framing, 0x10) == FRAMING_NOTHING);
    assert(framing_decode(&framing, 0x04) == FRAMING_ENDED);
    /* A signal, with a number that looks like an escape, and input after it. */
    assert(framing_decode(&framing, 0x18) == FRAMING_BYTE);
    assert(framing_decode(&framing, 0x10) == FRAMING_NOTHING);
    assert(framing_decode(&framing, 0x18) == FRAMING_NOTHING);
    assert(framing_decode(&framing, 0x10) == FRAMING_SIGNALLED);
    assert(framing_decode(&framing, 'a') == FRAMING_BYTE);
}

int main(void)
{
    gives_whole_lines();
    edits_the_line();
    erases_whole_characters_of_utf8();
    ends_files();
    takes_literally_what_was_announced();
    sends_signals();
    passes_bytes_in_raw_mode();
    keeps_what_was_typed_over_a_change_of_mode();
    maps_line_ends_of_input();
    maps_line_ends_of_output();
    is_transparent_as_a_stream();
    loses_nothing_while_ready();
    refuses_more_of_a_line_than_fits_but_ends_it();
    flushes();
    framing_tells_bytes_from_the_end();
    return 0;
}
