/* SPDX-License-Identifier: MIT */
#include "regex-buffer.h"

#include <stdlib.h>

hidden int regex_fill_buffer(struct regex_buffer *buffer, const char *pattern, size_t length,
                             unsigned long syntax)
{
    struct regex_program *program;
    if (buffer->allocated != 0) regex_free(buffer->program);
    buffer->program = NULL;
    buffer->allocated = buffer->used = 0;
    buffer->syntax = syntax;
    buffer->re_nsub = 0;
    buffer->flags &= BUFFER_NO_SUB | BUFFER_NEWLINE_ANCHOR;
    int error = regex_compile(pattern, length, syntax, buffer->translate, &program);
    if (error != REGEX_OK) return error;
    buffer->program = program;
    buffer->allocated = buffer->used = sizeof *program;
    buffer->re_nsub = program->group_count;
    if (program->can_be_empty) buffer->flags |= BUFFER_CAN_BE_NULL;
    return REGEX_OK;
}

/* The match that begins at `from`, or the first one from there to `last`. */
static int find(const struct regex_program *program, const struct regex_subject *subject, size_t from,
                size_t last, struct regex_span *spans, size_t count)
{
    if (program->has_back) {
        int error = REGEX_NOMATCH;
        for (size_t at = from; at <= last && error == REGEX_NOMATCH;) {
            unsigned length = 1;
            if (at >= subject->stop || program->can_be_empty || program->first[subject->text[at]])
                error = regex_groups(program, subject, at, -1, spans, count);
            if (at < subject->length)
                regex_decode(&program->reading, subject->text + at, subject->text + subject->length, &length);
            at += length;
        }
        return error;
    }
    struct regex_span match;
    int error = regex_search(program, subject, from, last, &match);
    if (error != REGEX_OK || count == 0) return error;
    if (count > 1 && program->group_count > 0)
        return regex_groups(program, subject, (size_t)match.start, match.end, spans, count);
    spans[0] = match;
    for (size_t i = 1; i < count; i++) spans[i] = (struct regex_span){-1, -1};
    return REGEX_OK;
}

hidden int regex_run(const struct regex_buffer *buffer, const struct regex_subject *subject, size_t from,
                     size_t last, struct regex_span *spans, size_t count)
{
    /* A copy, because searches of one pattern may go on in several threads. */
    struct regex_program program = *buffer->program;
    program.newline_anchor = (buffer->flags & BUFFER_NEWLINE_ANCHOR) != 0;
    if (from <= last) return find(&program, subject, from, last, spans, count);
    int error = REGEX_NOMATCH;
    for (size_t at = from;; at--) {
        /* Within a character of UTF-8 nothing begins. */
        bool within = program.reading.utf8 && at < subject->length && (subject->text[at] & 0xc0) == 0x80;
        if (!within) error = find(&program, subject, at, at, spans, count);
        if (error != REGEX_NOMATCH || at == last) return error;
    }
}
