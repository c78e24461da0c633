/* SPDX-License-Identifier: MIT */
/* regcomp and its family, in place of libc's. */
#include "regex-buffer.h"

#include <stdlib.h>
#include <string.h>

enum { REG_EXTENDED = 1, REG_ICASE = 2, REG_NEWLINE = 4, REG_NOSUB = 8 };
enum { REG_NOTBOL = 1, REG_NOTEOL = 2, REG_STARTEND = 4 };

/* RE_SYNTAX_POSIX_BASIC and RE_SYNTAX_POSIX_EXTENDED of glibc's regex.h. */
enum {
    SYNTAX_POSIX_COMMON = SYNTAX_CHAR_CLASSES | SYNTAX_DOT_NEWLINE | SYNTAX_DOT_NOT_NULL | SYNTAX_INTERVALS |
                          SYNTAX_NO_EMPTY_RANGES,
    SYNTAX_POSIX_BASIC = SYNTAX_POSIX_COMMON | SYNTAX_BK_PLUS_QM | SYNTAX_CONTEXT_INVALID_DUP,
    SYNTAX_POSIX_EXTENDED = SYNTAX_POSIX_COMMON | SYNTAX_CONTEXT_INDEP_ANCHORS | SYNTAX_CONTEXT_INDEP_OPS |
                            SYNTAX_NO_BK_BRACES | SYNTAX_NO_BK_PARENS | SYNTAX_NO_BK_VBAR |
                            SYNTAX_CONTEXT_INVALID_OPS | SYNTAX_UNMATCHED_RIGHT_PAREN_ORD,
};

int regcomp(struct regex_buffer *restrict buffer, const char *restrict pattern, int flags);
GLIBC_EXPORT int regcomp(struct regex_buffer *restrict buffer, const char *restrict pattern, int flags)
{
    unsigned long syntax = flags & REG_EXTENDED ? SYNTAX_POSIX_EXTENDED : SYNTAX_POSIX_BASIC;
    if (flags & REG_ICASE) syntax |= SYNTAX_ICASE;
    if (flags & REG_NEWLINE)
        syntax = (syntax & ~(unsigned long)SYNTAX_DOT_NEWLINE) | SYNTAX_HAT_LISTS_NOT_NEWLINE;
    memset(buffer, 0, sizeof *buffer);
    int error = regex_fill_buffer(buffer, pattern, strlen(pattern), syntax);
    if (flags & REG_NEWLINE) buffer->flags |= BUFFER_NEWLINE_ANCHOR;
    if (flags & REG_NOSUB) buffer->flags |= BUFFER_NO_SUB;
    /* POSIX has one error for a parenthesis without the other. */
    return error == REGEX_ERPAREN ? REGEX_EPAREN : error;
}

int regexec(const struct regex_buffer *restrict buffer, const char *restrict text, size_t count,
            struct regex_match *restrict matches, int flags);
GLIBC_EXPORT int regexec(const struct regex_buffer *restrict buffer, const char *restrict text, size_t count,
                         struct regex_match *restrict matches, int flags)
{
    if (flags & ~(REG_NOTBOL | REG_NOTEOL | REG_STARTEND)) return REGEX_BADPAT;
    struct regex_subject subject = {.text = (const unsigned char *)text,
                                    .not_bol = (flags & REG_NOTBOL) != 0,
                                    .not_eol = (flags & REG_NOTEOL) != 0};
    size_t from = 0;
    if (flags & REG_STARTEND) {
        from = (size_t)matches[0].rm_so;
        subject.length = (size_t)matches[0].rm_eo;
    } else {
        subject.length = strlen(text);
    }
    subject.stop = subject.length;
    if (from > subject.length) return REGEX_NOMATCH;
    if (buffer->flags & BUFFER_NO_SUB) count = 0;
    /* More than there are groups are all -1. */
    size_t used = count < buffer->re_nsub + 1 ? count : buffer->re_nsub + 1;
    struct regex_span few[10], *spans = used <= 10 ? few : malloc(used * sizeof *spans);
    if (spans == NULL) return REGEX_ESPACE;
    int error = regex_run(buffer, &subject, from, subject.length, spans, used);
    for (size_t i = 0; error == REGEX_OK && i < count; i++)
        matches[i] = i < used ? (struct regex_match){(int)spans[i].start, (int)spans[i].end}
                              : (struct regex_match){-1, -1};
    if (spans != few) free(spans);
    return error == REGEX_OK ? 0 : error == REGEX_ESPACE ? REGEX_ESPACE : REGEX_NOMATCH;
}

void regfree(struct regex_buffer *buffer);
GLIBC_EXPORT void regfree(struct regex_buffer *buffer)
{
    if (buffer->allocated != 0) regex_free(buffer->program);
    buffer->program = NULL;
    buffer->allocated = buffer->used = 0;
    free(buffer->fastmap);
    buffer->fastmap = NULL;
    free(buffer->translate);
    buffer->translate = NULL;
}

hidden const char *regex_message(int error)
{
    static const char messages[][48] = {
        "Success",
        "No match",
        "Invalid regular expression",
        "Invalid collation character",
        "Invalid character class name",
        "Trailing backslash",
        "Invalid back reference",
        "Unmatched [, [^, [:, [., or [=",
        "Unmatched ( or \\(",
        "Unmatched \\{",
        "Invalid content of \\{\\}",
        "Invalid range end",
        "Memory exhausted",
        "Invalid preceding regular expression",
        "Premature end of regular expression",
        "Regular expression too big",
        "Unmatched ) or \\)",
    };
    if ((unsigned)error >= sizeof messages / sizeof *messages) abort();
    return messages[error];
}

size_t regerror(int error, const struct regex_buffer *restrict buffer, char *restrict to, size_t size);
GLIBC_EXPORT size_t regerror(int error, const struct regex_buffer *restrict buffer, char *restrict to,
                             size_t size)
{
    (void)buffer;
    const char *message = regex_message(error);
    size_t needed = strlen(message) + 1, copied = needed < size ? needed : size;
    if (copied > 0) {
        memcpy(to, message, copied);
        to[copied - 1] = '\0';
    }
    return needed;
}
