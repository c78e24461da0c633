/* SPDX-License-Identifier: MIT */
/* Finding a match: all ways through the program at once, each place of the program at most once for each
 * character of the text, with the start that is farthest left. So the time is at most the product of both
 * lengths. */
#include "regex-program.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

static bool is_word(uint32_t c)
{
    return c == '_' || (c < REGEX_STRAY && iswalnum(c));
}

/* Whether the character that ends before `at` belongs to a word. In UTF-8 it begins up to three bytes before.
 */
static bool is_word_before(const struct regex_reading *reading, const struct regex_subject *subject,
                           size_t at)
{
    if (at == 0) return false;
    size_t from = at - 1;
    unsigned length;
    if (reading->utf8)
        while (from > 0 && at - from < 4 && (subject->text[from] & 0xc0) == 0x80) from--;
    uint32_t c = regex_decode(reading, subject->text + from, subject->text + at, &length);
    if (from + length != at) c = REGEX_STRAY;
    return is_word(c);
}

static bool is_word_behind(const struct regex_reading *reading, const struct regex_subject *subject,
                           size_t at)
{
    unsigned length;
    return at < subject->length &&
           is_word(regex_decode(reading, subject->text + at, subject->text + subject->length, &length));
}

hidden bool regex_holds(const struct regex_program *program, const struct regex_subject *subject,
                        uint32_t assertion, size_t at)
{
    const struct regex_reading *reading = &program->reading;
    switch ((enum regex_assertion)assertion) {
    case REGEX_LINE_FIRST:
        return at == 0 ? !subject->not_bol : program->newline_anchor && subject->text[at - 1] == '\n';
    case REGEX_LINE_LAST:
        return at == subject->length ? !subject->not_eol
                                     : program->newline_anchor && subject->text[at] == '\n';
    case REGEX_BUFFER_FIRST: return at == 0;
    case REGEX_BUFFER_LAST: return at == subject->length;
    default: break;
    }
    bool before = is_word_before(reading, subject, at), behind = is_word_behind(reading, subject, at);
    switch ((enum regex_assertion)assertion) {
    case REGEX_WORD_FIRST: return !before && behind;
    case REGEX_WORD_LAST: return before && !behind;
    case REGEX_WORD_EDGE: return before != behind;
    default: return before == behind;
    }
}

hidden bool regex_takes(const struct regex_program *program, const struct regex_instruction *instruction,
                        uint32_t c)
{
    switch (instruction->operation) {
    case REGEX_CHARACTER: return instruction->x == c;
    case REGEX_ANY:
        return c < REGEX_STRAY && !((instruction->x & 1) && c == 0) && !((instruction->x & 2) && c == '\n');
    case REGEX_SET: return regex_set_has(&program->sets[instruction->x], c);
    default: return false;
    }
}

/* Places of the program, in the order in which they came, and where each began. */
struct places {
    uint32_t count;
    uint32_t *at;  /* instructions that take a character */
    size_t *start; /* of the match, for each of them */
};

struct search {
    const struct regex_program *program;
    const struct regex_subject *subject;
    struct regex_span best;
    uint32_t *seen; /* for each instruction: number of the step in which it was last come to */
    uint32_t step;
    uint32_t *stack;
    struct places now, next;
};

/* Goes on from an instruction, without taking a character, to all that it leads to. Since places are gone
 * through in the order of their starts, who comes first to an instruction has the leftmost. */
static void follow(struct search *search, struct places *to, uint32_t from, size_t start, size_t position)
{
    const struct regex_instruction *code = search->program->code;
    uint32_t count = 0;
    search->stack[count++] = from;
    while (count > 0) {
        uint32_t at = search->stack[--count];
        if (search->seen[at] == search->step) continue;
        search->seen[at] = search->step;
        switch (code[at].operation) {
        case REGEX_SPLIT:
        case REGEX_LOOP:
            search->stack[count++] = code[at].y;
            search->stack[count++] = code[at].x;
            break;
        case REGEX_JUMP: search->stack[count++] = code[at].x; break;
        case REGEX_OPEN:
        case REGEX_CLOSE: search->stack[count++] = at + 1; break;
        case REGEX_ASSERT:
            if (regex_holds(search->program, search->subject, code[at].x, position))
                search->stack[count++] = at + 1;
            break;
        case REGEX_MATCH:
            /* A later end is a longer match, of the same start or of one farther left. */
            search->best = (struct regex_span){(ptrdiff_t)start, (ptrdiff_t)position};
            break;
        default:
            to->at[to->count] = at;
            to->start[to->count++] = start;
            break;
        }
    }
}

/* To the next byte with which a match can begin, by whole characters. */
static size_t skip(const struct regex_program *program, const struct regex_subject *subject, size_t position,
                   size_t last)
{
    const unsigned char *text = subject->text;
    while (position <= last && position < subject->stop && !program->first[text[position]]) {
        unsigned length = 1;
        if (text[position] >= 0x80 && program->reading.utf8)
            regex_decode(&program->reading, text + position, text + subject->length, &length);
        position += length;
    }
    return position;
}

static void run(struct search *search, size_t position, size_t last)
{
    const struct regex_program *program = search->program;
    const struct regex_subject *subject = search->subject;
    const unsigned char *text = subject->text;
    for (;;) {
        bool found = search->best.start >= 0;
        /* Nothing on the way: skip to where something can begin. */
        if (search->now.count == 0) {
            if (found) return;
            if (!program->can_be_empty) {
                position = skip(program, subject, position, last);
                search->step++; /* what was come to before was at another position */
            }
            if (position > last || (position >= subject->stop && !program->can_be_empty)) return;
        }
        /* A new start comes behind all others. In UTF-8 not within a character. */
        if (!found && position <= last) follow(search, &search->now, 0, position, position);
        /* An empty match may lie behind where matching ends, as in glibc. */
        if (position >= subject->length || (position >= subject->stop && position >= last)) return;
        unsigned length;
        uint32_t c = regex_decode(&program->reading, text + position, text + subject->length, &length);
        position += length;
        search->step++;
        search->next.count = 0;
        for (uint32_t i = 0; i < search->now.count; i++) {
            size_t start = search->now.start[i];
            /* With a match, what began farther right is of no interest. */
            if (search->best.start >= 0 && start > (size_t)search->best.start) break;
            uint32_t at = search->now.at[i];
            if (position <= subject->stop && regex_takes(program, &program->code[at], c))
                follow(search, &search->next, at + 1, start, position);
        }
        struct places done = search->now;
        search->now = search->next;
        search->next = done;
    }
}

hidden int regex_search(const struct regex_program *program, const struct regex_subject *subject, size_t from,
                        size_t last, struct regex_span *match)
{
    /* One block: two lists of starts, then two of places, then marks and stack. A place puts at most two on
     * the stack, and takes one off. */
    size_t count = program->count;
    size_t size = count * (2 * sizeof(size_t) + 3 * sizeof(uint32_t)) + (count * 2 + 2) * sizeof(uint32_t);
    _Alignas(size_t) unsigned char few[2048];
    unsigned char *block = size <= sizeof few ? few : malloc(size);
    if (block == NULL) return REGEX_ESPACE;
    struct search search = {.program = program, .subject = subject, .best = {-1, -1}, .step = 1};
    search.now.start = (size_t *)(void *)block;
    search.next.start = search.now.start + count;
    search.now.at = (uint32_t *)(void *)(search.next.start + count);
    search.next.at = search.now.at + count;
    search.seen = search.next.at + count;
    search.stack = search.seen + count;
    memset(search.seen, 0, count * sizeof *search.seen);
    run(&search, from, last);
    if (block != few) free(block);
    *match = search.best;
    return search.best.start >= 0 ? REGEX_OK : REGEX_NOMATCH;
}
