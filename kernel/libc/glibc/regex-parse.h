/* SPDX-License-Identifier: MIT */
/* The tree of a pattern, and what its parser's files share. */
#ifndef GLIBC_REGEX_PARSE_H
#define GLIBC_REGEX_PARSE_H

#include "regex-program.h"

#include <limits.h>

/* glibc's; libc's header says 255. */
enum { REGEX_DUP_MAX = 0x7fff, REGEX_NO_LIMIT = -1 };

enum regex_kind {
    REGEX_LEAF,       /* one instruction: operation, value */
    REGEX_SEQUENCE,   /* left, right */
    REGEX_CHOICE,     /* left, else right; either may be NULL for nothing */
    REGEX_REPETITION, /* left, `from` to `to` times */
    REGEX_GROUP,      /* left, or NULL for nothing; `value` is its number */
};

struct regex_node {
    enum regex_kind kind;
    enum regex_operation operation;
    uint32_t value;
    int from, to;
    struct regex_node *left, *right;
};

/* Nodes in blocks, freed all at once. */
struct regex_nodes {
    struct regex_nodes *next;
    unsigned count;
    struct regex_node nodes[64];
};

enum regex_token_kind {
    TOKEN_END,
    TOKEN_CHARACTER,
    TOKEN_ANY,
    TOKEN_BRACKET,
    TOKEN_ALTERNATIVE,
    TOKEN_STAR,
    TOKEN_PLUS,
    TOKEN_QUESTION,
    TOKEN_OPEN_INTERVAL,
    TOKEN_CLOSE_INTERVAL,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_BACK,
    TOKEN_ASSERTION,
    TOKEN_CLASS,     /* \w \W \s \S: the letter */
    TOKEN_BACKSLASH, /* at the end of the pattern */
};

struct regex_token {
    enum regex_token_kind kind;
    uint32_t value;  /* character, number of the group, assertion, letter */
    unsigned length; /* in bytes */
};

struct regex_parser {
    const unsigned char *start, *at, *end; /* `at` is behind the token */
    unsigned long syntax;
    struct regex_program *program; /* gets the sets */
    struct regex_token token;
    const unsigned char *token_at;
    uint32_t group_count;
    uint32_t completed; /* bit n: group n is closed, for back references from 1 to 9 */
    unsigned depth;
    int error;
    struct regex_nodes *nodes;
};

/* The tree; NULL with parser->error if there is one, without if it matches nothing but the empty string. */
hidden struct regex_node *regex_parse(struct regex_parser *parser);
hidden void regex_free_nodes(struct regex_parser *parser);

/* A new set of the program, NULL without memory (parser->error). */
hidden struct regex_set *regex_new_set(struct regex_parser *parser);
hidden void regex_set_add(struct regex_set *set, uint32_t c);
hidden int regex_set_add_range(struct regex_set *set, uint32_t from, uint32_t to);
hidden int regex_set_add_class(struct regex_set *set, const char *name, size_t length, bool icase);

/* Reads what is behind [ up to and with the ] that closes it. Gives the index of the set. */
hidden uint32_t regex_parse_bracket(struct regex_parser *parser);

#endif
