// SPDX-License-Identifier: MIT
// sources: renamed_argz.c renamed_envz.c
/* Argument and environment vectors, beside the host's. */
#define _GNU_SOURCE
#include <argz.h>
#include <assert.h>
#include <envz.h>
#include <stdlib.h>
#include <string.h>

int our_argz_append(char **, size_t *, const char *, size_t);
int our_argz_add(char **, size_t *, const char *);
int our_argz_add_sep(char **, size_t *, const char *, int);
int our_argz_create_sep(const char *, int, char **, size_t *);
int our_argz_create(char *const[], char **, size_t *);
size_t our_argz_count(const char *, size_t);
void our_argz_extract(const char *, size_t, char **);
void our_argz_stringify(char *, size_t, int);
char *our_argz_next(const char *, size_t, const char *);
void our_argz_delete(char **, size_t *, char *);
int our_argz_insert(char **, size_t *, char *, const char *);
int our_argz_replace(char **, size_t *, const char *, const char *, unsigned *);
char *our_envz_entry(const char *, size_t, const char *);
char *our_envz_get(const char *, size_t, const char *);
void our_envz_remove(char **, size_t *, const char *);
int our_envz_add(char **, size_t *, const char *, const char *);
int our_envz_merge(char **, size_t *, const char *, size_t, int);
void our_envz_strip(char **, size_t *);

static char *theirs, *ours;
static size_t their_length, our_length;

static void compare(void)
{
    assert(their_length == our_length);
    assert(our_length == 0 || memcmp(theirs, ours, our_length) == 0);
    assert(argz_count(theirs, their_length) == our_argz_count(ours, our_length));
}

static void begin(const char *text)
{
    free(theirs);
    free(ours);
    assert(argz_create_sep(text, ':', &theirs, &their_length) == 0);
    assert(our_argz_create_sep(text, ':', &ours, &our_length) == 0);
    compare();
}

static unsigned state = 1;

static unsigned draw(unsigned below)
{
    state = state * 1103515245u + 12345u;
    return state / 65536 % below;
}

/* What all functions that change a vector make of the same one, with places in it chosen at random. */
static void test_changes(void)
{
    static const char *const words[] = {"", "a", "bc", "abcabc", "=", "a=1", "b=", "bc=2"};
    for (int i = 0; i < 20000; i++) {
        const char *word = words[draw(8)], *other = words[draw(8)];
        size_t place = our_length > 0 ? draw((unsigned)our_length) : 0;
        unsigned their_count = 0, our_count = 0;
        switch (draw(12)) {
        case 0:
            assert(argz_add(&theirs, &their_length, word) == our_argz_add(&ours, &our_length, word));
            break;
        case 1: begin("x::yy:zzz:"); break;
        case 2:
            argz_add_sep(&theirs, &their_length, "p,,q", ',');
            our_argz_add_sep(&ours, &our_length, "p,,q", ',');
            break;
        case 3:
            if (our_length == 0) break;
            while (place > 0 && ours[place - 1] != '\0') place--;
            argz_delete(&theirs, &their_length, theirs + place);
            our_argz_delete(&ours, &our_length, ours + place);
            break;
        case 4:
            if (our_length == 0) break;
            assert(argz_insert(&theirs, &their_length, theirs + place, word) ==
                   our_argz_insert(&ours, &our_length, ours + place, word));
            break;
        case 5:
            if (our_length > 500) begin("");
            assert(argz_replace(&theirs, &their_length, word, other, &their_count) ==
                   our_argz_replace(&ours, &our_length, word, other, &our_count));
            assert(their_count == our_count);
            break;
        case 6:
        case 7: {
            const char *value = draw(2) ? other : NULL;
            assert(envz_add(&theirs, &their_length, word, value) ==
                   our_envz_add(&ours, &our_length, word, value));
            break;
        }
        case 8:
            envz_strip(&theirs, &their_length);
            our_envz_strip(&ours, &our_length);
            break;
        case 9:
            envz_remove(&theirs, &their_length, word);
            our_envz_remove(&ours, &our_length, word);
            break;
        case 10: {
            char *more = NULL;
            size_t more_length = 0;
            argz_create_sep("a=9:n:bc=7:m=", ':', &more, &more_length);
            int override = (int)draw(2);
            envz_merge(&theirs, &their_length, more, more_length, override);
            our_envz_merge(&ours, &our_length, more, more_length, override);
            free(more);
            break;
        }
        default: {
            const char *their_value = envz_get(theirs, their_length, word);
            const char *our_value = our_envz_get(ours, our_length, word);
            assert((their_value == NULL) == (our_value == NULL));
            assert(their_value == NULL || strcmp(their_value, our_value) == 0);
            break;
        }
        }
        compare();
        if (our_length > 1000) begin("");
    }
}

static void test_reading(void)
{
    char *argv[] = {"one", "", "three", NULL}, *parts[8];
    free(ours);
    assert(our_argz_create(argv, &ours, &our_length) == 0 && our_length == 11);
    our_argz_extract(ours, our_length, parts);
    for (int i = 0; i < 3; i++) assert(strcmp(parts[i], argv[i]) == 0);
    assert(parts[3] == NULL);
    const char *entry = our_argz_next(ours, our_length, NULL);
    assert(strcmp(entry, "one") == 0);
    entry = our_argz_next(ours, our_length, entry);
    assert(entry[0] == '\0');
    entry = our_argz_next(ours, our_length, entry);
    assert(our_argz_next(ours, our_length, entry) == NULL);
    our_argz_stringify(ours, our_length, '/');
    assert(strcmp(ours, "one//three") == 0);
}

int main(void)
{
    begin("");
    test_changes();
    test_reading();
    free(theirs);
    free(ours);
    return 0;
}
