/* SPDX-License-Identifier: MIT */
/* The interface of GNU: patterns and texts with a length, in any of the syntaxes, searched in either
 * direction; and the old one of BSD. */
#include "regex-buffer.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Programs set this before they compile. */
extern unsigned long re_syntax_options;
GLIBC_EXPORT unsigned long re_syntax_options;

unsigned long re_set_syntax(unsigned long syntax);
GLIBC_EXPORT unsigned long re_set_syntax(unsigned long syntax)
{
    unsigned long before = re_syntax_options;
    re_syntax_options = syntax;
    return before;
}

const char *re_compile_pattern(const char *pattern, size_t length, struct regex_buffer *buffer);
GLIBC_EXPORT const char *re_compile_pattern(const char *pattern, size_t length, struct regex_buffer *buffer)
{
    buffer->flags &= ~(unsigned)BUFFER_NO_SUB;
    if (re_syntax_options & SYNTAX_NO_SUB) buffer->flags |= BUFFER_NO_SUB;
    buffer->flags |= BUFFER_NEWLINE_ANCHOR; /* a newline always begins a line */
    int error = regex_fill_buffer(buffer, pattern, length, re_syntax_options);
    return error == REGEX_OK ? NULL : regex_message(error);
}

int re_compile_fastmap(struct regex_buffer *buffer);
GLIBC_EXPORT int re_compile_fastmap(struct regex_buffer *buffer)
{
    if (buffer->fastmap == NULL || buffer->program == NULL) return 0;
    if (buffer->program->can_be_empty)
        memset(buffer->fastmap, 1, 256);
    else
        memcpy(buffer->fastmap, buffer->program->first, 256);
    buffer->flags |= BUFFER_FASTMAP_ACCURATE;
    return 0;
}

/* To the program's arrays, with -1 behind the last group. False without memory. */
static bool copy_registers(struct regex_buffer *buffer, struct regex_registers *registers,
                           const struct regex_span *spans, size_t count)
{
    unsigned owner = (buffer->flags & BUFFER_REGS) >> BUFFER_REGS_SHIFT, needed = (unsigned)count + 1;
    if (owner == REGS_UNALLOCATED || (owner == REGS_REALLOCATE && needed > registers->num_regs)) {
        bool anew = owner == REGS_UNALLOCATED;
        int *start = reallocarray(anew ? NULL : registers->start, needed, sizeof *start);
        if (start != NULL) registers->start = start;
        int *end = reallocarray(anew ? NULL : registers->end, needed, sizeof *end);
        if (end != NULL) registers->end = end;
        if (start == NULL || end == NULL) {
            if (anew) free(start), free(end);
            return false;
        }
        registers->num_regs = needed;
        buffer->flags = (buffer->flags & ~(unsigned)BUFFER_REGS) | REGS_REALLOCATE << BUFFER_REGS_SHIFT;
    }
    for (unsigned i = 0; i < registers->num_regs; i++) {
        registers->start[i] = i < count ? (int)spans[i].start : -1;
        registers->end[i] = i < count ? (int)spans[i].end : -1;
    }
    return true;
}

/* From `start` over `range` further ones, or back. Gives where the match begins (or, `want_length`, how long
 * it is), -1 without one, -2 on an error. */
static int search(struct regex_buffer *buffer, const char *text, int length, int start, int range, int stop,
                  struct regex_registers *registers, bool want_length)
{
    if (start < 0 || start > length) return -1;
    long long end = (long long)start + range;
    int last = end > length ? length : end < 0 ? 0 : (int)end;
    size_t count = 1;
    if (buffer->flags & BUFFER_NO_SUB) registers = NULL;
    bool is_fixed = (buffer->flags & BUFFER_REGS) >> BUFFER_REGS_SHIFT == REGS_FIXED;
    if (registers != NULL) count = buffer->re_nsub + 1;
    if (registers != NULL && is_fixed && registers->num_regs < count) count = registers->num_regs;
    struct regex_subject subject = {.text = (const unsigned char *)text,
                                    .length = (size_t)length,
                                    .stop = (size_t)(stop < length ? stop : length),
                                    .not_bol = (buffer->flags & BUFFER_NOT_BOL) != 0,
                                    .not_eol = (buffer->flags & BUFFER_NOT_EOL) != 0};
    struct regex_span few[10];
    size_t room = count > 0 ? count : 1;
    struct regex_span *spans = room <= 10 ? few : malloc(room * sizeof *spans);
    if (spans == NULL) return -2;
    int error = regex_run(buffer, &subject, (size_t)start, (size_t)last, spans, room), result;
    if (error != REGEX_OK)
        result = error == REGEX_NOMATCH ? -1 : -2;
    else if (registers != NULL && !copy_registers(buffer, registers, spans, count))
        result = -2;
    else
        result = (int)(want_length ? spans[0].end - start : spans[0].start);
    if (spans != few) free(spans);
    return result;
}

int re_search(struct regex_buffer *buffer, const char *text, int length, int start, int range,
              struct regex_registers *registers);
GLIBC_EXPORT int re_search(struct regex_buffer *buffer, const char *text, int length, int start, int range,
                           struct regex_registers *registers)
{
    return search(buffer, text, length, start, range, length, registers, false);
}

int re_match(struct regex_buffer *buffer, const char *text, int length, int start,
             struct regex_registers *registers);
GLIBC_EXPORT int re_match(struct regex_buffer *buffer, const char *text, int length, int start,
                          struct regex_registers *registers)
{
    return search(buffer, text, length, start, 0, length, registers, true);
}

/* The text is two, one behind the other. */
static int search_both(struct regex_buffer *buffer, const char *text1, int length1, const char *text2,
                       int length2, int start, int range, struct regex_registers *registers, int stop,
                       bool want_length)
{
    int length;
    if (length1 < 0 || length2 < 0 || stop < 0 || __builtin_add_overflow(length1, length2, &length))
        return -2;
    if (length1 == 0 || length2 == 0)
        return search(buffer, length2 > 0 ? text2 : text1, length, start, range, stop, registers,
                      want_length);
    char *both = malloc((size_t)length);
    if (both == NULL) return -2;
    memcpy(both, text1, (size_t)length1);
    memcpy(both + length1, text2, (size_t)length2);
    int result = search(buffer, both, length, start, range, stop, registers, want_length);
    free(both);
    return result;
}

int re_search_2(struct regex_buffer *buffer, const char *text1, int length1, const char *text2, int length2,
                int start, int range, struct regex_registers *registers, int stop);
GLIBC_EXPORT int re_search_2(struct regex_buffer *buffer, const char *text1, int length1, const char *text2,
                             int length2, int start, int range, struct regex_registers *registers, int stop)
{
    return search_both(buffer, text1, length1, text2, length2, start, range, registers, stop, false);
}

int re_match_2(struct regex_buffer *buffer, const char *text1, int length1, const char *text2, int length2,
               int start, struct regex_registers *registers, int stop);
GLIBC_EXPORT int re_match_2(struct regex_buffer *buffer, const char *text1, int length1, const char *text2,
                            int length2, int start, struct regex_registers *registers, int stop)
{
    return search_both(buffer, text1, length1, text2, length2, start, 0, registers, stop, true);
}

/* The arrays, which malloc gave, are to be used; with a count of 0, others are to be made. */
void re_set_registers(struct regex_buffer *buffer, struct regex_registers *registers, unsigned count,
                      int *start, int *end);
GLIBC_EXPORT void re_set_registers(struct regex_buffer *buffer, struct regex_registers *registers,
                                   unsigned count, int *start, int *end)
{
    buffer->flags &= ~(unsigned)BUFFER_REGS;
    if (count > 0) buffer->flags |= REGS_REALLOCATE << BUFFER_REGS_SHIFT;
    *registers =
        count > 0 ? (struct regex_registers){count, start, end} : (struct regex_registers){0, NULL, NULL};
}

/* BSD's: one pattern for the whole program. */
static struct regex_buffer bsd_buffer;

char *re_comp(const char *pattern);
GLIBC_EXPORT char *re_comp(const char *pattern)
{
    if (pattern == NULL) return bsd_buffer.program == NULL ? (char *)"No previous regular expression" : NULL;
    bsd_buffer.flags |= BUFFER_NEWLINE_ANCHOR;
    int error = regex_fill_buffer(&bsd_buffer, pattern, strlen(pattern), re_syntax_options);
    return error == REGEX_OK ? NULL : (char *)regex_message(error);
}

int re_exec(const char *text);
GLIBC_EXPORT int re_exec(const char *text)
{
    size_t length = strlen(text);
    if (length > INT_MAX || bsd_buffer.program == NULL) return -1;
    return search(&bsd_buffer, text, (int)length, 0, (int)length, (int)length, NULL, false) >= 0;
}
