/* SPDX-License-Identifier: MIT */
/* glibc's regex.h: the structures that programs have, which libc's header has otherwise (its regoff_t has 64
 * bits). */
#ifndef GLIBC_REGEX_BUFFER_H
#define GLIBC_REGEX_BUFFER_H

#include "regex-program.h"

/* struct re_pattern_buffer, which is regex_t too. */
struct regex_buffer {
    struct regex_program *program;
    unsigned long allocated; /* not 0: there is a program */
    unsigned long used;
    unsigned long syntax;
    char *fastmap; /* the program's, of 256 bytes, or NULL */
    unsigned char *translate;
    size_t re_nsub;
    /* The bit fields of glibc's structure, from bit 0 on: see below. */
    unsigned flags;
};
_Static_assert(sizeof(struct regex_buffer) == 64, "regex_t");
_Static_assert(offsetof(struct regex_buffer, re_nsub) == 48, "regex_t");

enum {
    BUFFER_CAN_BE_NULL = 1 << 0,
    BUFFER_REGS = 3 << 2, /* one of the REGS_ below, shifted */
    BUFFER_REGS_SHIFT = 2,
    BUFFER_FASTMAP_ACCURATE = 1 << 4,
    BUFFER_NO_SUB = 1 << 5,
    BUFFER_NOT_BOL = 1 << 6,
    BUFFER_NOT_EOL = 1 << 7,
    BUFFER_NEWLINE_ANCHOR = 1 << 8,
};

/* Whose the arrays of struct re_registers are. */
enum {
    REGS_UNALLOCATED, /* to be made by malloc */
    REGS_REALLOCATE,  /* were made by malloc */
    REGS_FIXED,       /* the program's, as they are */
};

struct regex_match {
    int rm_so, rm_eo;
};
_Static_assert(sizeof(struct regex_match) == 8, "regmatch_t");

struct regex_registers {
    unsigned num_regs;
    int *start, *end;
};

/* Compiles into the buffer, with buffer->translate. The flags newline_anchor and no_sub are set by the caller
 * after. */
hidden int regex_fill_buffer(struct regex_buffer *buffer, const char *pattern, size_t length,
                             unsigned long syntax);

/* Searches for a match that begins from `from` to `last`, or back to `last` if that is less, and fills
 * `count` spans. */
hidden int regex_run(const struct regex_buffer *buffer, const struct regex_subject *subject, size_t from,
                     size_t last, struct regex_span *spans, size_t count);

#endif
