// SPDX-License-Identifier: MIT
// sources: renamed_random.c renamed_random_48.c renamed_qsort.c renamed_strfrom.c renamed_printf_arguments.c ../isoc23-strtol.c
/* Random numbers, sorting and formats, beside the host's; and numbers in base 2, which the host may not have.
 */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <printf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

long our_random(void);
void our_srandom(unsigned);
char *our_initstate(unsigned, char *, size_t);
char *our_setstate(char *);
int our_rand(void);
int our_rand_r(unsigned *);
int our_random_r(struct random_data *, int32_t *);
int our_initstate_r(unsigned, char *, size_t, struct random_data *);
int our_setstate_r(char *, struct random_data *);

static void test_random(void)
{
    /* Without a seed first. */
    for (int i = 0; i < 100; i++) assert(random() == our_random());
    for (unsigned seed = 0; seed < 1000; seed += 37) {
        srandom(seed);
        our_srandom(seed);
        for (int i = 0; i < 200; i++) assert(rand() == our_rand());
    }
    unsigned their_seed = 5, our_seed = 5;
    for (int i = 0; i < 100; i++) assert(rand_r(&their_seed) == our_rand_r(&our_seed));
    /* States of every size, left and gone back to. */
    static const size_t sizes[] = {8, 31, 32, 64, 127, 128, 256, 300};
    _Alignas(int) char their_states[8][300], our_states[8][300];
    for (int k = 0; k < 8; k++) {
        assert(initstate((unsigned)k + 7, their_states[k], sizes[k]) != NULL);
        assert(our_initstate((unsigned)k + 7, our_states[k], sizes[k]) != NULL);
        for (int i = 0; i < 77; i++) assert(random() == our_random());
    }
    for (int k = 0; k < 8; k++) {
        assert(setstate(their_states[k]) != NULL && our_setstate(our_states[k]) != NULL);
        for (int i = 0; i < 77; i++) assert(random() == our_random());
    }
    assert(our_initstate(1, our_states[0], 7) == NULL && errno == EINVAL);
    struct random_data theirs = {0}, ours = {0};
    assert(initstate_r(9, their_states[0], 64, &theirs) == 0 &&
           our_initstate_r(9, our_states[0], 64, &ours) == 0);
    for (int i = 0; i < 100; i++) {
        int32_t they, we;
        assert(random_r(&theirs, &they) == 0 && our_random_r(&ours, &we) == 0 && they == we);
    }
}

int our_erand48_r(unsigned short *, struct drand48_data *, double *);
int our_drand48_r(struct drand48_data *, double *);
int our_lrand48_r(struct drand48_data *, long *);
int our_mrand48_r(struct drand48_data *, long *);
int our_srand48_r(long, struct drand48_data *);
int our_seed48_r(unsigned short *, struct drand48_data *);
int our_lcong48_r(unsigned short *, struct drand48_data *);

static void test_random_48(void)
{
    struct drand48_data theirs = {0}, ours = {0};
    unsigned short seed[3] = {1, 2, 3}, parameters[7] = {9, 8, 7, 6, 5, 4, 3};
    for (int round = 0; round < 4; round++) {
        if (round == 0) assert(srand48_r(-99, &theirs) == 0 && our_srand48_r(-99, &ours) == 0);
        if (round == 1) assert(seed48_r(seed, &theirs) == 0 && our_seed48_r(seed, &ours) == 0);
        if (round == 2) assert(lcong48_r(parameters, &theirs) == 0 && our_lcong48_r(parameters, &ours) == 0);
        for (int i = 0; i < 100; i++) {
            double their_double, our_double;
            long their_long, our_long;
            drand48_r(&theirs, &their_double), our_drand48_r(&ours, &our_double);
            assert(their_double == our_double);
            lrand48_r(&theirs, &their_long), our_lrand48_r(&ours, &our_long);
            assert(their_long == our_long);
            mrand48_r(&theirs, &their_long), our_mrand48_r(&ours, &our_long);
            assert(their_long == our_long);
        }
    }
}

void our_qsort(void *, size_t, size_t, int (*)(const void *, const void *));

/* Libc's own sort, for want of memory, is not needed here. */
void __qsort_r(void *base, size_t count, size_t size, int (*compare)(const void *, const void *, void *),
               void *more);
void __qsort_r(void *base, size_t count, size_t size, int (*compare)(const void *, const void *, void *),
               void *more)
{
    (void)base, (void)count, (void)size, (void)compare, (void)more;
    abort();
}

struct item {
    int key, place;
    char more[24];
};

static int compare_items(const void *a, const void *b)
{
    return ((const struct item *)a)->key - ((const struct item *)b)->key;
}

/* Elements that are equal stay in their order. */
static void test_sort(void)
{
    for (size_t count = 0; count < 3000; count = count * 2 + 1) {
        struct item *items = malloc((count + 1) * sizeof *items);
        for (size_t i = 0; i < count; i++) items[i] = (struct item){rand() % 50, (int)i, "x"};
        our_qsort(items, count, sizeof *items, compare_items);
        for (size_t i = 1; i < count; i++) {
            assert(items[i - 1].key <= items[i].key);
            assert(items[i - 1].key < items[i].key || items[i - 1].place < items[i].place);
        }
        free(items);
    }
}

size_t our_parse_printf_format(const char *, size_t, int *);

static void test_formats(void)
{
    static const char *const parts[] = {"%",  "d",  "s",  "l",     "ll",   "h",      "hh", "L", "*", ".",
                                        "3",  "1$", "2$", "-",     "+",    "0",      "'",  "z", "j", "t",
                                        "c",  "f",  "g",  "a",     "p",    "n",      "%%", "m", "x", "lc",
                                        "ls", "C",  "S",  "%5.2f", "%-*d", " text ", "i",  "u"};
    for (int i = 0; i < 50000; i++) {
        char format[64] = "";
        int theirs[12], ours[12];
        for (int left = rand() % 8; left > 0; left--)
            strcat(format, parts[rand() % (int)(sizeof parts / sizeof *parts)]);
        memset(theirs, -1, sizeof theirs), memset(ours, -1, sizeof ours);
        size_t they = parse_printf_format(format, 12, theirs), we = our_parse_printf_format(format, 12, ours);
        if (they != we || memcmp(theirs, ours, sizeof ours) != 0) {
            fprintf(stderr, "\"%s\": %zu arguments, expected %zu\n", format, we, they);
            for (size_t k = 0; k < they; k++) fprintf(stderr, "%#x, expected %#x\n", ours[k], theirs[k]);
            abort();
        }
    }
}

int our_strfromd(char *, size_t, const char *, double);
int our_strfroml(char *, size_t, const char *, long double);

static void test_strfrom(void)
{
    static const char *const formats[] = {"%f", "%.3e", "%.0g", "%A", "%.f"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        char theirs[64], ours[64];
        assert(strfromd(theirs, 64, formats[i], 1234.5678) == our_strfromd(ours, 64, formats[i], 1234.5678));
        assert(strcmp(theirs, ours) == 0);
        assert(strfroml(theirs, 64, formats[i], 0.1L) == our_strfroml(ours, 64, formats[i], 0.1L));
        assert(strcmp(theirs, ours) == 0);
    }
    assert(our_strfromd(NULL, 0, "%d", 1) == -1 && our_strfromd(NULL, 0, "%3f", 1) == -1);
}

long __isoc23_strtol(const char *, char **, int);
unsigned long __isoc23_strtoul(const char *, char **, int);
long __isoc23_wcstol(const wchar_t *, wchar_t **, int);
unsigned long __isoc23_wcstoul(const wchar_t *, wchar_t **, int);

static void test_binary(void)
{
    char *end;
    assert(__isoc23_strtol("0b101", &end, 0) == 5 && *end == '\0');
    assert(__isoc23_strtol(" -0B11x", &end, 2) == -3 && *end == 'x');
    assert(__isoc23_strtol("0b2", &end, 0) == 0 && *end == 'b');
    assert(__isoc23_strtol("0b11", &end, 16) == 0xb11 && *end == '\0');
    assert(__isoc23_strtol("0x1f", &end, 0) == 31 && __isoc23_strtol("017", &end, 0) == 15);
    errno = 0;
    char digits[80] = "0b1";
    memset(digits + 3, '0', 63);
    assert(__isoc23_strtoul(digits, &end, 0) == 1ul << 63 && errno == 0);
    assert(__isoc23_strtol(digits, &end, 0) == LONG_MAX && errno == ERANGE);
    errno = 0;
    digits[66] = '0';
    assert(__isoc23_strtoul(digits, &end, 0) == ULONG_MAX && errno == ERANGE && *end == '\0');
    assert(__isoc23_strtoul("-0b1", &end, 0) == ULONG_MAX);
    assert(__isoc23_strtol("-0b1000000000000000000000000000000000000000000000000000000000000000", &end, 0) ==
           LONG_MIN);
    wchar_t *wide_end;
    assert(__isoc23_wcstol(L"-0b110 ", &wide_end, 0) == -6 && *wide_end == L' ');
    assert(__isoc23_wcstoul(L"12", &wide_end, 0) == 12);
}

int main(void)
{
    test_random();
    test_random_48();
    test_sort();
    test_formats();
    test_strfrom();
    test_binary();
    return 0;
}
