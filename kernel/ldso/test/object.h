/* SPDX-License-Identifier: MIT */
/* A small shared object with one of everything, and putting any object into memory, for the tests. */
#pragma once

#include "../image.h"

/** Numbers of the object's symbols. */
enum {
    WANTED = 1,   /* wanted@NEED_1, undefined */
    MAYBE = 2,    /* maybe, undefined and weak */
    ANSWER_2 = 3, /* answer@@OBJ_2, a function */
    ANSWER_1 = 4, /* answer@OBJ_1, another one */
    VALUE = 5,    /* value, a variable of 8 bytes without a version */
    COUNTER = 6,  /* counter, thread-local */
    PICKED = 7,   /* picked, a function that a resolver chooses */
    SYMBOL_COUNT = 8,
};

#define RELA_COUNT 14
#define GOT_COUNT 24
#define DATA_ADDRESS 0x1000u

/** What is loaded to be read and executed. */
struct object_text {
    Elf64_Ehdr header;
    Elf64_Phdr segments[5];
    Elf64_Sym symbols[SYMBOL_COUNT];
    char strings[160];
    uint32_t sysv[2 + 1 + SYMBOL_COUNT];
    uint32_t padding;
    struct {
        uint32_t bucket_count, first_symbol, bloom_words, bloom_shift;
        uint64_t bloom[1];
        uint32_t buckets[1], chain[SYMBOL_COUNT - ANSWER_2];
    } gnu;
    uint16_t versions[SYMBOL_COUNT];
    struct {
        Elf64_Verneed need;
        Elf64_Vernaux auxiliary;
    } needed;
    struct {
        Elf64_Verdef definition;
        Elf64_Verdaux name;
    } defined[3];
    Elf64_Rela rela[RELA_COUNT], plt[1];
    uint64_t relr[2];
    uint8_t code[64];
};

/** What is loaded to be read and written. */
struct object_data {
    Elf64_Dyn dynamic[32];
    uint64_t got[GOT_COUNT];
    uint64_t functions[2];
    uint8_t tls[16];
};

/** The file. Offsets are addresses. */
struct object {
    union {
        struct object_text text;
        uint8_t page[DATA_ADDRESS];
    };
    struct object_data data;
};

/** Address of a member of `text` or `data` in the file. */
#define ADDRESS_OF(member) offsetof(struct object, member)

/** The object as it should be. */
void object_make(struct object *object);

/** The value of the first entry of that tag. */
uint64_t *object_tag(struct object *object, int64_t tag);

/** Puts a file into memory that ends where its last segment does, as ldso_map does it by mappings. NULL: it
 * is to be refused, for *reason. free(memory) when done. */
void *object_load(const void *file, size_t size, struct ldso_image *image, const char **reason);

/** What the doubles of doubles.c found: the symbol `wanted` is at this address. */
#define WANTED_ADDRESS 0x123456u
