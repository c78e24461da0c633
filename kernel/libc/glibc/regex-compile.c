/* SPDX-License-Identifier: MIT */
/* Trees to programs. */
#include "regex-parse.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

/* Repetitions are written out, so that a short pattern may become a program of any length; this is enough for
 * all but mischief. */
enum { INSTRUCTIONS_MAX = 1 << 20 };

struct compiler {
    struct regex_program *program;
    int error;
};

static uint32_t emit(struct compiler *compiler, enum regex_operation operation, uint32_t x, uint32_t y)
{
    struct regex_program *program = compiler->program;
    if (program->count == program->room) {
        uint32_t room = program->room * 2 + 16;
        struct regex_instruction *grown =
            room > INSTRUCTIONS_MAX ? NULL : reallocarray(program->code, room, sizeof *grown);
        if (grown == NULL) {
            compiler->error = REGEX_ESPACE;
            return 0;
        }
        program->code = grown;
        program->room = room;
    }
    program->code[program->count] = (struct regex_instruction){operation, x, y};
    return program->count++;
}

static void emit_tree(struct compiler *compiler, const struct regex_node *node, bool optional);

/* `{0,n}` of it: each time is within the choice to take it, ((x)?x)? for n = 2. All choices come first. */
static void emit_optional(struct compiler *compiler, const struct regex_node *node, int times)
{
    uint32_t first = compiler->program->count;
    for (int i = 0; i < times; i++) {
        uint32_t split = emit(compiler, REGEX_SPLIT, 0, 0);
        if (compiler->error == REGEX_OK) compiler->program->code[split].x = split + 1;
    }
    for (int i = 0; i < times && compiler->error == REGEX_OK; i++) {
        emit_tree(compiler, node, true);
        /* The innermost choice, the last one, is over first. */
        compiler->program->code[first + (uint32_t)(times - 1 - i)].y = compiler->program->count;
    }
}

static void emit_repetition(struct compiler *compiler, const struct regex_node *node)
{
    for (int i = 0; i < node->from && compiler->error == REGEX_OK; i++)
        emit_tree(compiler, node->left, false);
    if (node->to != REGEX_NO_LIMIT) {
        emit_optional(compiler, node->left, node->to - node->from);
        return;
    }
    uint32_t loop = emit(compiler, REGEX_LOOP, 0, 0);
    emit_tree(compiler, node->left, true);
    emit(compiler, REGEX_JUMP, loop, 0);
    if (compiler->error != REGEX_OK) return;
    compiler->program->code[loop].x = loop + 1;
    compiler->program->code[loop].y = compiler->program->count;
    compiler->program->loop_count++;
}

/* The jumps behind all alternatives but the last are chained by their targets until the end is known. */
static void emit_choice(struct compiler *compiler, const struct regex_node *node)
{
    uint32_t chain = UINT32_MAX;
    for (;; node = node->right) {
        if (node == NULL || node->kind != REGEX_CHOICE) {
            if (node != NULL) emit_tree(compiler, node, false);
            break;
        }
        uint32_t split = emit(compiler, REGEX_SPLIT, 0, 0);
        if (node->left != NULL) emit_tree(compiler, node->left, false);
        chain = emit(compiler, REGEX_JUMP, chain, 0);
        if (compiler->error != REGEX_OK) return;
        compiler->program->code[split].x = split + 1;
        compiler->program->code[split].y = compiler->program->count;
    }
    while (chain != UINT32_MAX && compiler->error == REGEX_OK) {
        uint32_t next = compiler->program->code[chain].x;
        compiler->program->code[chain].x = compiler->program->count;
        chain = next;
    }
}

/* `optional`: it is what a repetition may leave out. */
static void emit_tree(struct compiler *compiler, const struct regex_node *node, bool optional)
{
    for (; node->kind == REGEX_SEQUENCE; node = node->right) {
        emit_tree(compiler, node->left, false);
        optional = false;
    }
    if (compiler->error != REGEX_OK) return;
    switch (node->kind) {
    case REGEX_LEAF: emit(compiler, node->operation, node->value, 0); break;
    case REGEX_CHOICE: emit_choice(compiler, node); break;
    case REGEX_REPETITION: emit_repetition(compiler, node); break;
    case REGEX_GROUP:
        emit(compiler, REGEX_OPEN, node->value, 0);
        if (node->left != NULL) emit_tree(compiler, node->left, false);
        emit(compiler, REGEX_CLOSE, node->value, optional);
        break;
    case REGEX_SEQUENCE: break;
    }
}

/* The first byte that a character of the text can have if the instruction takes it. */
static void note_first(struct regex_program *program, const struct regex_instruction *instruction)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        unsigned char text[1] = {(unsigned char)byte};
        unsigned length;
        uint32_t c = regex_decode(&program->reading, text, text + 1, &length);
        /* More than one character begins with this byte, or it is none: only some that differ are told apart.
         */
        bool begins_many = c >= REGEX_STRAY && !program->reading.icase && program->reading.translate == NULL;
        if (c < REGEX_STRAY) {
            if (regex_takes(program, instruction, c)) program->first[byte] = 1;
        } else if (begins_many && instruction->operation == REGEX_CHARACTER) {
            uint32_t wanted = instruction->x, lead;
            lead = wanted >= REGEX_STRAY ? wanted - REGEX_STRAY
                   : wanted < 0x80       ? 0
                   : wanted < 0x800      ? 0xc0 | wanted >> 6
                   : wanted < 0x10000    ? 0xe0 | wanted >> 12
                                         : 0xf0 | wanted >> 18;
            if (lead == byte) program->first[byte] = 1;
        } else {
            program->first[byte] = 1;
        }
    }
}

/* Follows all ways from the beginning up to the first characters. Recursion is as deep as choices are in a
 * row, so a list of places to go is kept instead. */
static int find_first(struct regex_program *program)
{
    uint32_t *places = malloc(program->count * 2 * sizeof *places), count = 0;
    unsigned char *seen = calloc(program->count, 1);
    if (places == NULL || seen == NULL) {
        free(places);
        free(seen);
        return REGEX_ESPACE;
    }
    places[count++] = 0;
    while (count > 0) {
        uint32_t at = places[--count];
        const struct regex_instruction *instruction = &program->code[at];
        if (seen[at]) continue;
        seen[at] = 1;
        switch (instruction->operation) {
        case REGEX_SPLIT:
        case REGEX_LOOP:
            places[count++] = instruction->x;
            places[count++] = instruction->y;
            break;
        case REGEX_JUMP: places[count++] = instruction->x; break;
        case REGEX_OPEN:
        case REGEX_CLOSE:
        case REGEX_ASSERT: places[count++] = at + 1; break;
        case REGEX_BACK:
        case REGEX_MATCH: program->can_be_empty = true; break;
        default: note_first(program, instruction); break;
        }
    }
    free(places);
    free(seen);
    return REGEX_OK;
}

hidden int regex_compile(const char *pattern, size_t length, unsigned long syntax,
                         const unsigned char *translate, struct regex_program **result)
{
    struct regex_program *program = calloc(1, sizeof *program);
    if (program == NULL) return REGEX_ESPACE;
    program->reading = (struct regex_reading){.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                                              .icase = (syntax & SYNTAX_ICASE) != 0,
                                              .translate = translate};
    const unsigned char *start = (const unsigned char *)pattern;
    struct regex_parser parser = {
        .start = start, .at = start, .end = start + length, .syntax = syntax, .program = program};
    const struct regex_node *tree = regex_parse(&parser);
    struct compiler compiler = {program, parser.error};
    program->group_count = parser.group_count;
    if (compiler.error == REGEX_OK && tree != NULL) emit_tree(&compiler, tree, false);
    if (compiler.error == REGEX_OK) emit(&compiler, REGEX_MATCH, 0, 0);
    if (compiler.error == REGEX_OK) compiler.error = find_first(program);
    regex_free_nodes(&parser);
    if (compiler.error != REGEX_OK) {
        regex_free(program);
        return compiler.error;
    }
    *result = program;
    return REGEX_OK;
}

hidden void regex_free(struct regex_program *program)
{
    if (program == NULL) return;
    for (uint32_t i = 0; i < program->set_count; i++) free(program->sets[i].ranges);
    free(program->sets);
    free(program->code);
    free(program);
}
