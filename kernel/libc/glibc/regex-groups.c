/* SPDX-License-Identifier: MIT */
/* What the groups matched: the first way through the program, in the order of preference (an alternative
 * before the next, once more before enough), that has the right end. Ways are gone one after another. What
 * was found to lead nowhere is remembered, so without back references the time is at most the product of both
 * lengths. */
#include "regex-program.h"

#include <stdlib.h>
#include <string.h>

/* Back references can take exponential time; a search ends with an error then. */
enum { STEPS_MAX = 1 << 27, MARKS_MAX = 1 << 28 };

/* Passing the beginning or end of a group, or the head of a loop, and what was noted there before. */
struct passage {
    uint32_t at;
    size_t position;
    struct regex_span before;
};

/* A way that was not taken. */
struct branch {
    uint32_t at;
    size_t position;
    size_t passages; /* so many were behind it */
};

struct walk {
    const struct regex_program *program;
    const struct regex_subject *subject;
    size_t from;
    ptrdiff_t end; /* -1: the longest */
    struct passage *passages, *best;
    size_t passage_count, passage_room, best_count;
    ptrdiff_t best_end;
    struct branch *branches;
    size_t branch_count, branch_room;
    uint32_t *numbers;    /* of instructions with a choice, from 1 on */
    unsigned char *marks; /* for each of these at each position: a bit, that it was come to */
    size_t positions;     /* of marks */
    bool round;           /* a jump came back to the head of a loop */
    struct regex_span
        *now; /* with back references: by group; behind them, by number of loop, where it began last */
    int error;
};

static bool grow(struct walk *walk, void **list, size_t *room, size_t size)
{
    size_t more = *room * 2 + 64;
    void *grown = reallocarray(*list, more, size);
    if (grown == NULL) {
        walk->error = REGEX_ESPACE;
        return false;
    }
    *list = grown;
    *room = more;
    return true;
}

/* Where the instruction's group, or its loop, is noted. */
static struct regex_span *note_of(struct walk *walk, uint32_t at)
{
    const struct regex_instruction *instruction = &walk->program->code[at];
    if (instruction->operation == REGEX_LOOP)
        return &walk->now[walk->program->group_count + walk->numbers[at]];
    return &walk->now[instruction->x];
}

static void pass(struct walk *walk, uint32_t at, size_t position)
{
    if (walk->passage_count == walk->passage_room &&
        !grow(walk, (void **)&walk->passages, &walk->passage_room, sizeof *walk->passages))
        return;
    struct passage *passage = &walk->passages[walk->passage_count++];
    *passage = (struct passage){at, position, {-1, -1}};
    if (walk->now == NULL) return;
    struct regex_span *note = note_of(walk, at);
    passage->before = *note;
    if (walk->program->code[at].operation == REGEX_CLOSE)
        note->end = (ptrdiff_t)position;
    else
        *note = (struct regex_span){(ptrdiff_t)position, -1};
}

static void leave(struct walk *walk, uint32_t at, size_t position)
{
    if (walk->branch_count == walk->branch_room &&
        !grow(walk, (void **)&walk->branches, &walk->branch_room, sizeof *walk->branches))
        return;
    walk->branches[walk->branch_count++] = (struct branch){at, position, walk->passage_count};
}

/* Back to the last way that was not taken. False if there is none. */
static bool turn_back(struct walk *walk, uint32_t *at, size_t *position)
{
    if (walk->branch_count == 0) return false;
    struct branch branch = walk->branches[--walk->branch_count];
    *at = branch.at;
    *position = branch.position;
    while (walk->passage_count > branch.passages) {
        struct passage *passage = &walk->passages[--walk->passage_count];
        if (walk->now != NULL) *note_of(walk, passage->at) = passage->before;
    }
    return true;
}

/* Marks the place; true if it was marked. */
static bool was_here(struct walk *walk, uint32_t at, size_t position)
{
    size_t bit = (walk->numbers[at] - 1) * walk->positions + (position - walk->from);
    unsigned char mask = (unsigned char)(1u << (bit % 8));
    bool marked = (walk->marks[bit / 8] & mask) != 0;
    walk->marks[bit / 8] |= mask;
    return marked;
}

/* At a choice. Gives where to go on, or UINT32_MAX. */
static uint32_t choose(struct walk *walk, uint32_t at, size_t position)
{
    const struct regex_instruction *instruction = &walk->program->code[at];
    bool loop = instruction->operation == REGEX_LOOP;
    if (walk->now == NULL) {
        /* A loop that has gone round without taking anything is over, rather than wrong. */
        if (was_here(walk, at, position)) return loop ? instruction->y : UINT32_MAX;
    } else if (loop && walk->round && note_of(walk, at)->start == (ptrdiff_t)position) {
        return instruction->y;
    }
    leave(walk, instruction->y, position);
    if (loop && walk->now != NULL) pass(walk, at, position);
    return instruction->x;
}

/* What the group matched, once more. Compared as it is read, so that letters of either case may be the same.
 */
static bool repeats(const struct walk *walk, uint32_t group, size_t *position)
{
    const struct regex_reading *reading = &walk->program->reading;
    const unsigned char *text = walk->subject->text, *stop = text + walk->subject->stop;
    struct regex_span span = walk->now[group];
    if (span.start < 0 || span.end < 0) return false;
    const unsigned char *a = text + span.start, *a_end = text + span.end, *b = text + *position;
    while (a < a_end) {
        unsigned a_length, b_length;
        if (b >= stop ||
            regex_decode(reading, a, a_end, &a_length) != regex_decode(reading, b, stop, &b_length))
            return false;
        a += a_length;
        b += b_length;
    }
    *position = (size_t)(b - text);
    return true;
}

/* True if nothing better can come. */
static bool arrive(struct walk *walk, size_t position)
{
    if (walk->end >= 0 ? (ptrdiff_t)position != walk->end : (ptrdiff_t)position <= walk->best_end)
        return false;
    walk->best_end = (ptrdiff_t)position;
    struct passage *copy = malloc((walk->passage_count + 1) * sizeof *copy);
    if (copy == NULL) {
        walk->error = REGEX_ESPACE;
        return true;
    }
    if (walk->passage_count > 0) memcpy(copy, walk->passages, walk->passage_count * sizeof *copy);
    free(walk->best);
    walk->best = copy;
    walk->best_count = walk->passage_count;
    return walk->end >= 0 || position >= walk->subject->stop;
}

static void go(struct walk *walk)
{
    const struct regex_program *program = walk->program;
    const struct regex_subject *subject = walk->subject;
    size_t position = walk->from, limit = walk->end >= 0 ? (size_t)walk->end : subject->stop;
    uint32_t at = 0;
    for (uint32_t steps = 0; walk->error == REGEX_OK; steps++) {
        if (steps == STEPS_MAX) walk->error = REGEX_ESPACE;
        const struct regex_instruction *instruction = &program->code[at];
        bool goes = true, round = false;
        switch (instruction->operation) {
        case REGEX_SPLIT:
        case REGEX_LOOP:
            at = choose(walk, at, position);
            goes = at != UINT32_MAX;
            break;
        case REGEX_JUMP:
            round = instruction->x < at;
            at = instruction->x;
            break;
        case REGEX_OPEN:
        case REGEX_CLOSE: pass(walk, at++, position); break;
        case REGEX_ASSERT:
            goes = regex_holds(program, subject, instruction->x, position);
            at++;
            break;
        case REGEX_BACK:
            goes = repeats(walk, instruction->x, &position);
            at++;
            break;
        case REGEX_MATCH:
            if (arrive(walk, position)) return;
            goes = false;
            break;
        default: {
            unsigned length = 0;
            goes = position < limit &&
                   regex_takes(program, instruction,
                               regex_decode(&program->reading, subject->text + position,
                                            subject->text + subject->length, &length)) &&
                   position + length <= limit;
            position += length;
            at++;
            break;
        }
        }
        walk->round = round && goes;
        if (!goes && !turn_back(walk, &at, &position)) return;
    }
}

/* Goes the way once more, now setting groups. A group that may be left out, and that matched nothing in its
 * last round, keeps what it and the others had matched before that: glibc's rule. */
static void set_groups(const struct walk *walk, struct regex_span *spans, size_t count,
                       struct regex_span *before)
{
    for (size_t i = 0; i < count; i++) spans[i] = (struct regex_span){-1, -1};
    if (count == 0) return;
    spans[0] = (struct regex_span){(ptrdiff_t)walk->from, walk->best_end};
    memcpy(before, spans, count * sizeof *spans);
    for (size_t i = 0; i < walk->best_count; i++) {
        const struct regex_instruction *instruction = &walk->program->code[walk->best[i].at];
        ptrdiff_t position = (ptrdiff_t)walk->best[i].position;
        if (instruction->operation == REGEX_LOOP || instruction->x >= count) continue;
        struct regex_span *span = &spans[instruction->x];
        if (instruction->operation == REGEX_OPEN) {
            *span = (struct regex_span){position, -1};
        } else if (span->start < position) {
            span->end = position;
            memcpy(before, spans, count * sizeof *spans);
        } else if (instruction->y && before[instruction->x].start != -1) {
            memcpy(spans, before, count * sizeof *spans);
        } else {
            span->end = position;
        }
    }
}

/* Numbers the choices (or with back references the loops) and makes room for what is noted. */
static void prepare(struct walk *walk)
{
    const struct regex_program *program = walk->program;
    uint32_t count = 0;
    walk->numbers = calloc(program->count, sizeof *walk->numbers);
    if (walk->numbers == NULL) {
        walk->error = REGEX_ESPACE;
        return;
    }
    for (uint32_t i = 0; i < program->count; i++) {
        uint32_t operation = program->code[i].operation;
        if (operation == REGEX_LOOP || (operation == REGEX_SPLIT && !program->has_back))
            walk->numbers[i] = ++count;
    }
    if (program->has_back) {
        size_t notes = program->group_count + count + 1u;
        walk->now = malloc(notes * sizeof *walk->now);
        for (size_t i = 0; walk->now != NULL && i < notes; i++) walk->now[i] = (struct regex_span){-1, -1};
    } else {
        size_t bits;
        walk->positions = (size_t)walk->end - walk->from + 1;
        if (!__builtin_mul_overflow((size_t)count, walk->positions, &bits) && bits <= MARKS_MAX)
            walk->marks = calloc(bits / 8 + 1, 1);
    }
    if (walk->now == NULL && walk->marks == NULL) walk->error = REGEX_ESPACE;
}

hidden int regex_groups(const struct regex_program *program, const struct regex_subject *subject, size_t from,
                        ptrdiff_t end, struct regex_span *spans, size_t count)
{
    struct walk walk = {.program = program, .subject = subject, .from = from, .end = end, .best_end = -1};
    struct regex_span *before = count > 0 ? malloc(count * sizeof *before) : NULL;
    prepare(&walk);
    if (count > 0 && before == NULL) walk.error = REGEX_ESPACE;
    if (walk.error == REGEX_OK) go(&walk);
    if (walk.error == REGEX_OK && walk.best == NULL) walk.error = REGEX_NOMATCH;
    if (walk.error == REGEX_OK) set_groups(&walk, spans, count, before);
    free(walk.passages);
    free(walk.best);
    free(walk.branches);
    free(walk.numbers);
    free(walk.marks);
    free(walk.now);
    free(before);
    return walk.error;
}
