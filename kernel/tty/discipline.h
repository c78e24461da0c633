/* SPDX-License-Identifier: MIT */
/*
 * The line discipline: what happens to bytes between the device and the program (termios(3)). Input is kept
 * in a ring; in canonical mode a line is edited at its end until it is complete. Nothing here sleeps or
 * locks: the caller does.
 */
#pragma once

#include <abi/termios.h>
#include <core/demand.h>

/* So that the whole console fits into one page. A line may be one byte shorter. */
#define INPUT_SIZE 2048u

struct discipline {
    struct termios termios;
    bool terminal; /* false: a plain stream, bytes pass as they are */
    bool ended;    /* there will be no more input */
    bool literal;  /* the next byte was announced by VLNEXT */
    /* Positions count bytes since the start and wrap; they index the ring modulo INPUT_SIZE:
     * read_at <= ready_at <= write_at <= read_at + INPUT_SIZE. What lies between ready_at and write_at is
     * being edited. */
    uint32_t read_at, ready_at, write_at;
    unsigned column;      /* of the cursor, as far as we sent it */
    unsigned line_column; /* where the echo of the line being edited began */
    unsigned char ring[INPUT_SIZE];
    uint8_t line_ends[INPUT_SIZE / 8]; /* bits: this byte ends a line; a byte 0 that does is an end of file */

    /** Sends bytes to the device as they are. */
    void (*send)(struct discipline *discipline, const char *bytes, size_t size);
    /** A byte asked for a signal. */
    void (*signal)(struct discipline *discipline, int signal);
};

/** All but ring and callbacks. */
void discipline_init(struct discipline *discipline, bool terminal);

/** Whether another byte of input can be taken without losing one. */
bool discipline_ready(const struct discipline *discipline);
void discipline_input(struct discipline *discipline, unsigned char byte);
void discipline_end_input(struct discipline *discipline);

/** Bytes of input that the program can read now; in canonical mode only those of complete lines. */
size_t discipline_available(const struct discipline *discipline);

struct discipline_part {
    uint32_t position; /* where it was in the input */
    size_t length;     /* bytes that were copied */
    size_t consumed;   /* bytes that they took up in the input: an end of file is one without length */
    bool end;          /* of a line, or of a file */
};
/** Copies the next input, at most `size` bytes and at most one line, without taking it. */
struct discipline_part discipline_peek(const struct discipline *discipline, char *buffer, size_t size);
/** Takes what was copied, unless it was flushed meanwhile. */
void discipline_consume(struct discipline *discipline, const struct discipline_part *part);
/** Forgets all input. */
void discipline_flush(struct discipline *discipline);

/** Sends the program's output, processed as c_oflag says. */
void discipline_output(struct discipline *discipline, const char *bytes, size_t size);
DECLARE_DO(console_input, discipline_output);

/** Changes the settings; what was typed stays. */
void discipline_set(struct discipline *discipline, const struct termios *termios);

static inline bool discipline_canonical(const struct discipline *discipline)
{
    return discipline->terminal && (discipline->termios.c_lflag & ICANON);
}
