/* SPDX-License-Identifier: MIT */
/* Bracket expressions (POSIX.1, 9.3.5). Ranges go by code points. A collating element is one character. */
#include "regex-parse.h"

#include <string.h>

/* An element between the brackets. */
struct element {
    enum { ELEMENT_CHARACTER, ELEMENT_CLASS, ELEMENT_EQUIVALENCE, ELEMENT_END } kind;
    bool is_hyphen; /* one that may stand for a range */
    uint32_t c;
    const char *name; /* of a class */
    size_t name_length;
};

static uint32_t fail(struct regex_parser *parser, int error)
{
    if (parser->error == REGEX_OK) parser->error = error;
    return 0;
}

static uint32_t next_character(struct regex_parser *parser)
{
    unsigned length;
    uint32_t c = regex_decode(&parser->program->reading, parser->at, parser->end, &length);
    parser->at += length;
    return c;
}

/* [:name:], [=c=] or [.c.], of which the first two characters were read. */
static void read_named(struct regex_parser *parser, unsigned char kind, struct element *element)
{
    const unsigned char *name = parser->at;
    while (parser->end - parser->at >= 2 && (parser->at[0] != kind || parser->at[1] != ']')) parser->at++;
    if (parser->end - parser->at < 2) {
        fail(parser, REGEX_EBRACK);
        return;
    }
    const unsigned char *name_end = parser->at;
    parser->at += 2;
    element->name = (const char *)name;
    element->name_length = (size_t)(name_end - name);
    if (kind == ':') {
        element->kind = ELEMENT_CLASS;
        return;
    }
    unsigned length = 0;
    if (name < name_end) element->c = regex_decode(&parser->program->reading, name, name_end, &length);
    if (name == name_end || name + length != name_end) fail(parser, REGEX_ECOLLATE);
    element->kind = kind == '=' ? ELEMENT_EQUIVALENCE : ELEMENT_CHARACTER;
}

static struct element read_element(struct regex_parser *parser, bool first)
{
    struct element element = {.kind = ELEMENT_CHARACTER};
    if (parser->at >= parser->end) {
        fail(parser, REGEX_EBRACK);
        element.kind = ELEMENT_END;
        return element;
    }
    unsigned char byte = *parser->at;
    if (byte == ']' && !first) {
        parser->at++;
        element.kind = ELEMENT_END;
        return element;
    }
    if (byte == '[' && parser->end - parser->at >= 2) {
        unsigned char kind = parser->at[1];
        if (kind == '.' || kind == '=' || (kind == ':' && (parser->syntax & SYNTAX_CHAR_CLASSES))) {
            parser->at += 2;
            read_named(parser, kind, &element);
            return element;
        }
    }
    if (byte == '\\' && (parser->syntax & SYNTAX_BACKSLASH_ESCAPE_IN_LISTS) && parser->end - parser->at >= 2)
        parser->at++;
    else
        element.is_hyphen = byte == '-';
    element.c = next_character(parser);
    return element;
}

/* Whether a hyphen for a range is next: one that is not the last before the bracket. */
static bool is_range_next(const struct regex_parser *parser)
{
    return parser->end - parser->at >= 2 && parser->at[0] == '-' && parser->at[1] != ']';
}

static void add_element(struct regex_parser *parser, struct regex_set *set, const struct element *element)
{
    int error = element->kind == ELEMENT_CLASS ? regex_set_add_class(set, element->name, element->name_length,
                                                                     (parser->syntax & SYNTAX_ICASE) != 0)
                                               : regex_set_add_range(set, element->c, element->c);
    if (error != REGEX_OK) fail(parser, error);
}

static void add_range(struct regex_parser *parser, struct regex_set *set, const struct element *from)
{
    parser->at++; /* the hyphen */
    struct element to = read_element(parser, false);
    if (parser->error != REGEX_OK) return;
    if (from->kind != ELEMENT_CHARACTER || to.kind != ELEMENT_CHARACTER)
        fail(parser, REGEX_ERANGE);
    else if (from->c > to.c)
        fail(parser, parser->syntax & SYNTAX_NO_EMPTY_RANGES ? REGEX_ERANGE : REGEX_OK);
    else if (regex_set_add_range(set, from->c, to.c) != REGEX_OK)
        fail(parser, REGEX_ESPACE);
}

hidden uint32_t regex_parse_bracket(struct regex_parser *parser)
{
    struct regex_set *set = regex_new_set(parser);
    if (set == NULL) return 0;
    if (parser->at < parser->end && *parser->at == '^') {
        parser->at++;
        set->negated = true;
        if (parser->syntax & SYNTAX_HAT_LISTS_NOT_NEWLINE) regex_set_add(set, '\n');
    }
    if (parser->at == parser->end) fail(parser, REGEX_BADPAT); /* nothing begins, so nothing is unmatched */
    for (bool first = true; parser->error == REGEX_OK; first = false) {
        struct element element = read_element(parser, first);
        if (element.kind == ELEMENT_END || parser->error != REGEX_OK) break;
        /* A hyphen is itself only at the beginning, at the end, and as the end of a range. */
        bool last = parser->at < parser->end && *parser->at == ']';
        if (element.is_hyphen && !first && !last) {
            fail(parser, REGEX_ERANGE);
            break;
        }
        if (is_range_next(parser))
            add_range(parser, set, &element);
        else
            add_element(parser, set, &element);
    }
    return parser->program->set_count - 1;
}
