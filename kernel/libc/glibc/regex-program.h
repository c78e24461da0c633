/* SPDX-License-Identifier: MIT */
/* Regular expressions: what a pattern is compiled to, and what the files of regex-*.c share.
 *
 * A pattern is parsed to a tree (regex-parse.c, regex-bracket.c), the tree becomes a program for a machine
 * with one instruction for each character to match (regex-compile.c). A search runs all ways through the
 * program at once and finds the leftmost, longest match (regex-search.c). If the groups are asked for, a
 * second pass over that match alone goes through the ways one after another, the preferred first
 * (regex-groups.c); patterns with back references are matched by that pass alone. regex-gnu.c and
 * regex-posix.c are the two interfaces. */
#ifndef GLIBC_REGEX_PROGRAM_H
#define GLIBC_REGEX_PROGRAM_H

#include "private.h"

#include <stdbool.h>
#include <stdint.h>
#include <wctype.h>

/* Syntax bits (glibc's regex.h, RE_*; here without the prefix's clash with libc's header). */
enum {
    SYNTAX_BACKSLASH_ESCAPE_IN_LISTS = 1 << 0,
    SYNTAX_BK_PLUS_QM = 1 << 1,
    SYNTAX_CHAR_CLASSES = 1 << 2,
    SYNTAX_CONTEXT_INDEP_ANCHORS = 1 << 3,
    SYNTAX_CONTEXT_INDEP_OPS = 1 << 4,
    SYNTAX_CONTEXT_INVALID_OPS = 1 << 5,
    SYNTAX_DOT_NEWLINE = 1 << 6,
    SYNTAX_DOT_NOT_NULL = 1 << 7,
    SYNTAX_HAT_LISTS_NOT_NEWLINE = 1 << 8,
    SYNTAX_INTERVALS = 1 << 9,
    SYNTAX_LIMITED_OPS = 1 << 10,
    SYNTAX_NEWLINE_ALT = 1 << 11,
    SYNTAX_NO_BK_BRACES = 1 << 12,
    SYNTAX_NO_BK_PARENS = 1 << 13,
    SYNTAX_NO_BK_REFS = 1 << 14,
    SYNTAX_NO_BK_VBAR = 1 << 15,
    SYNTAX_NO_EMPTY_RANGES = 1 << 16,
    SYNTAX_UNMATCHED_RIGHT_PAREN_ORD = 1 << 17,
    SYNTAX_NO_GNU_OPS = 1 << 19,
    SYNTAX_INVALID_INTERVAL_ORD = 1 << 21,
    SYNTAX_ICASE = 1 << 22,
    SYNTAX_CARET_ANCHORS_HERE = 1 << 23,
    SYNTAX_CONTEXT_INVALID_DUP = 1 << 24,
    SYNTAX_NO_SUB = 1 << 25,
};

/* Errors: those of POSIX's regex.h, with numbers of glibc's. */
enum {
    REGEX_OK,
    REGEX_NOMATCH,
    REGEX_BADPAT,
    REGEX_ECOLLATE,
    REGEX_ECTYPE,
    REGEX_EESCAPE,
    REGEX_ESUBREG,
    REGEX_EBRACK,
    REGEX_EPAREN,
    REGEX_EBRACE,
    REGEX_BADBR,
    REGEX_ERANGE,
    REGEX_ESPACE,
    REGEX_BADRPT,
    REGEX_EEND,
    REGEX_ESIZE,
    REGEX_ERPAREN,
};

/* glibc's message for an error. */
hidden const char *regex_message(int error);

/* A character: a code point, or a byte that is no part of one (REGEX_STRAY + its value). */
enum { REGEX_STRAY = 0x110000 };

/* How text is read: the locale's encoding, and what is done to each character before it is compared. */
struct regex_reading {
    bool utf8;                      /* else each byte is a character */
    bool icase;                     /* capital letters for small ones */
    const unsigned char *translate; /* of bytes, before all else; NULL: none */
};

/* The character at `at`, before `end`; `*length` is that of its bytes. */
hidden uint32_t regex_decode(const struct regex_reading *reading, const unsigned char *at,
                             const unsigned char *end, unsigned *length);

/* What a bracket expression stands for. */
enum { REGEX_SET_CLASSES = 12 };
struct regex_set {
    bool negated;
    uint8_t bits[256 / 8]; /* characters below 256 */
    uint8_t class_count;
    wctype_t classes[REGEX_SET_CLASSES]; /* for characters from 256 on */
    uint32_t range_count, range_room;
    uint32_t (*ranges)[2]; /* for characters from 256 on; malloc */
};

hidden bool regex_set_has(const struct regex_set *set, uint32_t c);

enum regex_assertion {
    REGEX_LINE_FIRST, /* ^ */
    REGEX_LINE_LAST,  /* $ */
    REGEX_BUFFER_FIRST,
    REGEX_BUFFER_LAST,
    REGEX_WORD_FIRST,
    REGEX_WORD_LAST,
    REGEX_WORD_EDGE,
    REGEX_NO_WORD_EDGE,
};

enum regex_operation {
    REGEX_CHARACTER, /* x: the character */
    REGEX_ANY,       /* x: bit 0, not NUL; bit 1, not newline */
    REGEX_SET,       /* x: index of the set */
    REGEX_SPLIT,     /* go on at x, or else at y */
    REGEX_LOOP,      /* like SPLIT, at the head of a loop with its body at x */
    REGEX_JUMP,      /* x */
    REGEX_OPEN,      /* x: group, from 1 on */
    REGEX_CLOSE,     /* x: group; y: 1 if it may be left out or repeated (see regex-groups.c) */
    REGEX_ASSERT,    /* x: an assertion */
    REGEX_BACK,      /* x: group */
    REGEX_MATCH,
};

struct regex_instruction {
    uint32_t operation;
    uint32_t x, y;
};

struct regex_program {
    struct regex_reading reading;
    bool newline_anchor; /* newlines begin and end lines; set before each search */
    bool has_back;
    bool can_be_empty; /* `first` says nothing then */
    uint32_t group_count;
    uint32_t count, room; /* instructions */
    struct regex_instruction *code;
    uint32_t set_count;
    struct regex_set *sets;
    uint32_t loop_count;
    unsigned char first[256]; /* 1: a match may begin with this byte of the text */
};

/* What is searched. Offsets are in bytes from `text`. */
struct regex_subject {
    const unsigned char *text;
    size_t length; /* where the text ends */
    size_t stop;   /* where matching ends, not above length */
    bool not_bol, not_eol;
};

struct regex_span {
    ptrdiff_t start, end; /* -1: no part of the match */
};

/* Compiles. On success `*program` is to be freed by regex_free. */
hidden int regex_compile(const char *pattern, size_t length, unsigned long syntax,
                         const unsigned char *translate, struct regex_program **program);
hidden void regex_free(struct regex_program *program);

/* Whether the assertion holds between the character before `at` and the one behind. */
hidden bool regex_holds(const struct regex_program *program, const struct regex_subject *subject,
                        uint32_t assertion, size_t at);
hidden bool regex_takes(const struct regex_program *program, const struct regex_instruction *instruction,
                        uint32_t c);

/* The leftmost match that begins in [from, last], of those the longest. For programs without back references.
 */
hidden int regex_search(const struct regex_program *program, const struct regex_subject *subject, size_t from,
                        size_t last, struct regex_span *match);

/* The groups of a match that begins at `from`: if `end` is not negative, of the one that ends there, else of
 * the longest. spans[0] is the match; groups up to `count` are filled. */
hidden int regex_groups(const struct regex_program *program, const struct regex_subject *subject, size_t from,
                        ptrdiff_t end, struct regex_span *spans, size_t count);

#endif
