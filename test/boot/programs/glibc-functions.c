// SPDX-License-Identifier: MIT
/* Functions and structures that glibc's headers have otherwise than musl's, or alone: named checks, see
 * check.h. */
#define _FORTIFY_SOURCE 2
#define _GNU_SOURCE
#include "check.h"

#include <argz.h>
#include <ctype.h>
#include <error.h>
#include <execinfo.h>
#include <fenv.h>
#include <getopt.h>
#include <gnu/libc-version.h>
#include <locale.h>
#include <malloc.h>
#include <math.h>
#include <obstack.h>
#include <printf.h>
#include <regex.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include <wchar.h>

/* Contexts: two functions that take turns, with arguments in registers and on the stack. */
static ucontext_t main_context, contexts[2];
static char trail[64];

static void take_turns(int a, int b, int c, int d, int e, int f, int g, int h)
{
    CHECK(a == 1 && b == 2 && c == 3 && d == 4 && e == 5 && f == 6 && g == 7);
    for (int i = 0; i < 3; i++) {
        trail[strlen(trail)] = h == 0 ? 'a' : 'b';
        CHECK(swapcontext(&contexts[h], &contexts[!h]) == 0);
    }
}

static void test_contexts(void)
{
    static _Alignas(16) char stacks[2][65536];
    sigset_t blocked, found;
    for (int i = 0; i < 2; i++) {
        CHECK(getcontext(&contexts[i]) == 0);
        contexts[i].uc_stack.ss_sp = stacks[i];
        contexts[i].uc_stack.ss_size = sizeof stacks[i];
        contexts[i].uc_link = &main_context;
        makecontext(&contexts[i], (void (*)(void))take_turns, 8, 1, 2, 3, 4, 5, 6, 7, i);
    }
    CHECK(swapcontext(&main_context, &contexts[0]) == 0);
    CHECK(strcmp(trail, "ababab") == 0);
    /* The signal mask and the rounding of floating point numbers belong to a context. */
    volatile int rounds = 0;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    fesetround(FE_UPWARD);
    CHECK(getcontext(&main_context) == 0);
    CHECK(sigprocmask(SIG_BLOCK, NULL, &found) == 0 && sigismember(&found, SIGUSR1) == 0);
    CHECK(fegetround() == FE_UPWARD);
    if (rounds++ == 0) {
        sigprocmask(SIG_BLOCK, &blocked, NULL);
        fesetround(FE_TONEAREST);
        setcontext(&main_context);
    }
    CHECK(rounds == 2);
    fesetround(FE_TONEAREST);
}

static void test_jumps(void)
{
    jmp_buf plain;
    sigjmp_buf with_mask;
    volatile int count = 0;
    sigset_t set, found;
    if (setjmp(plain) < 3) longjmp(plain, ++count);
    CHECK(count == 3);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    if (sigsetjmp(with_mask, 1) == 0) {
        sigprocmask(SIG_BLOCK, &set, NULL);
        siglongjmp(with_mask, 1);
    }
    CHECK(sigprocmask(SIG_BLOCK, NULL, &found) == 0 && sigismember(&found, SIGUSR2) == 0);
}

static void test_regex(void)
{
    regex_t pattern;
    regmatch_t match[4];
    memset(match, 0x55, sizeof match);
    CHECK(regcomp(&pattern, "(a|ab)(c|bcd)(d*)", REG_EXTENDED) == 0 && pattern.re_nsub == 3);
    CHECK(regexec(&pattern, "xabcd", 3, match, 0) == 0);
    CHECK(match[0].rm_so == 1 && match[0].rm_eo == 5 && match[1].rm_so == 1 && match[2].rm_eo >= 4);
    CHECK(match[3].rm_so == 0x55555555); /* nothing behind the three asked for */
    regfree(&pattern);
    struct re_pattern_buffer buffer = {0};
    struct re_registers registers = {0};
    re_set_syntax(RE_SYNTAX_POSIX_EXTENDED);
    CHECK(re_compile_pattern("b+(c)", 5, &buffer) == NULL);
    CHECK(re_search(&buffer, "abbc\0bc", 7, 7, -7, &registers) == 5 && registers.start[1] == 6);
    CHECK(re_match(&buffer, "bbc", 3, 0, NULL) == 3);
}

/* What the header makes of strerror_r for programs that want POSIX's. */
int __xpg_strerror_r(int number, char *buffer, size_t size);

static void test_errors(void)
{
    char buffer[64];
    CHECK(strcmp(strerror_r(ENOENT, buffer, sizeof buffer), "No such file or directory") == 0);
    CHECK(strcmp(strerror_r(12345, buffer, sizeof buffer), "Unknown error 12345") == 0);
    CHECK(__xpg_strerror_r(ENOTEMPTY, buffer, sizeof buffer) == 0 &&
          strcmp(buffer, "Directory not empty") == 0);
    CHECK(strcmp(strerror(ETIMEDOUT), "Connection timed out") == 0 &&
          strcmp(strerrorname_np(EPERM), "EPERM") == 0);
    CHECK(strcmp(strsignal(SIGSEGV), "Segmentation fault") == 0);
    program_invocation_name = "me";
    error(0, ENOENT, "number %d", 5);
    error_at_line(0, 0, "file.c", 7, "here");
    CHECK(error_message_count == 2);
}

static void test_options(void)
{
    char *argv[] = {"x", "operand", "-a", "--long=1", "more", "-b", NULL};
    static const struct option options[] = {{"long", required_argument, NULL, 'l'}, {NULL, 0, NULL, 0}};
    CHECK(getopt_long(6, argv, "ab", options, NULL) == 'a');
    CHECK(getopt_long(6, argv, "ab", options, NULL) == 'l' && strcmp(optarg, "1") == 0);
    CHECK(getopt_long(6, argv, "ab", options, NULL) == 'b' &&
          getopt_long(6, argv, "ab", options, NULL) == -1);
    CHECK(optind == 4 && strcmp(argv[4], "operand") == 0 && strcmp(argv[5], "more") == 0);
    char *again[] = {"x", "operand", "-a", NULL};
    optind = 0;
    CHECK(getopt(3, again, "a") == 'a' && getopt(3, again, "a") == -1 &&
          strcmp(again[optind], "operand") == 0);
}

#define obstack_chunk_alloc malloc
#define obstack_chunk_free free

static void test_vectors(void)
{
    struct obstack obstack;
    char *argz = NULL;
    size_t length = 0;
    obstack_init(&obstack);
    for (int i = 0; i < 2000; i++) obstack_printf(&obstack, "%d,", i);
    obstack_1grow(&obstack, '\0');
    char *text = obstack_finish(&obstack);
    CHECK(strlen(text) == 8890 && strcmp(text + 8880, "1998,1999,") == 0);
    obstack_free(&obstack, NULL);
    CHECK(argz_create_sep("a:b", ':', &argz, &length) == 0 && argz_count(argz, length) == 2);
    CHECK(argz_append(&argz, &length, "c", 2) == 0 && argz_insert(&argz, &length, argz, "z") == 0);
    argz_stringify(argz, length, '+');
    CHECK(strcmp(argz, "z+a+b+c") == 0);
    free(argz);
    int types[4];
    CHECK(parse_printf_format("%2$ld %1$s", 4, types) == 2 && types[0] == PA_STRING &&
          types[1] == (PA_INT | PA_FLAG_LONG));
}

static void test_numbers(void)
{
    srandom(42);
    long first = random();
    srand(42);
    CHECK(first == 71876166 && rand() == 71876166);
    uint32_t below = arc4random_uniform(10), a = arc4random(), b = arc4random(), c = arc4random();
    CHECK(below < 10 && (a != b || b != c));
    CHECK(issignaling(__builtin_nans("")) && !issignaling(__builtin_nan("")));
    CHECK(feenableexcept(FE_DIVBYZERO) == 0 && fegetexcept() == FE_DIVBYZERO);
    CHECK(fedisableexcept(FE_DIVBYZERO) == FE_DIVBYZERO && fegetexcept() == 0);
    locale_t locale = newlocale(LC_ALL_MASK, "C", NULL);
    CHECK(locale != NULL && strtol_l("077", NULL, 0, locale) == 63);
    char text[32];
    CHECK(strfromd(text, sizeof text, "%.2f", 1.005) == 4);
    CHECK(rawmemchr("abc", 'c') != NULL && isalpha('a') && toupper('x') == 'X');
}

static int compare_tens(const void *a, const void *b)
{
    return *(const int *)a / 10 - *(const int *)b / 10;
}

static void test_sort(void)
{
    int numbers[200];
    for (int i = 0; i < 200; i++) numbers[i] = (i * 7919) % 1000;
    qsort(numbers, 200, sizeof *numbers, compare_tens);
    /* Those with the same tens are in the order in which they were: that of i, of which each number has one.
     */
    for (int i = 1; i < 200; i++) {
        CHECK(numbers[i - 1] / 10 <= numbers[i] / 10);
        if (numbers[i - 1] / 10 != numbers[i] / 10) continue;
        int before = 0, behind = 0;
        while ((before * 7919) % 1000 != numbers[i - 1]) before++;
        while ((behind * 7919) % 1000 != numbers[i]) behind++;
        CHECK(before < behind);
    }
}

static void test_memory(void)
{
    struct mallinfo2 before = mallinfo2(), now;
    void *large = malloc(1 << 20), *small[100];
    for (int i = 0; i < 100; i++) CHECK((small[i] = malloc(1000)) != NULL);
    now = mallinfo2();
    CHECK(large != NULL && now.hblks == before.hblks + 1 && now.hblkhd >= before.hblkhd + (1 << 20));
    CHECK(now.uordblks >= before.uordblks + 100000 && now.uordblks < before.uordblks + 150000);
    CHECK(now.arena >= now.uordblks);
    free(large);
    for (int i = 0; i < 100; i++) free(small[i]);
    now = mallinfo2();
    CHECK(now.hblks == before.hblks && now.uordblks < before.uordblks + 10000);
    malloc_trim(0);
    CHECK(mallopt(M_MMAP_THRESHOLD, 65536) == 1);
    CHECK(strcmp(gnu_get_libc_version(), "2.36") == 0);
    void *frames[16];
    int count = backtrace(frames, 16);
    CHECK(count >= 3);
    char **names = backtrace_symbols(frames, count);
    bool named = false;
    for (int i = 0; names != NULL && i < count; i++) named |= strstr(names[i], "(main+0x") != NULL;
    CHECK(named);
    free(names);
}

/* Streams whose characters the program reads by itself, as macros of the header do. */
static void test_streams(void)
{
    FILE *file = tmpfile();
    CHECK(file != NULL && fputs("some text\n", file) >= 0);
    rewind(file);
    int c, count = 0;
    while ((c = getc_unlocked(file)) != EOF) count++;
    CHECK(count == 10 && feof_unlocked(file) && !ferror_unlocked(file));
    for (int i = 0; i < 5000; i++) CHECK(putc_unlocked('a', file) == 'a');
    CHECK(fflush_unlocked(file) == 0 && ftello64(file) == 5010);
    fclose(file);
}

static void expect_zone(const char *setting, time_t time, const char *expected)
{
    char text[64];
    struct tm tm;
    setenv("TZ", setting, 1);
    tzset();
    CHECK(strftime(text, sizeof text, "%F %T %Z %z", localtime_r(&time, &tm)) != 0);
    CHECK(strcmp(text, expected) == 0);
}

static void test_zones(void)
{
    time_t zero = 0;
    struct tm tm;
    CHECK(strcmp(gmtime(&zero)->tm_zone, "GMT") == 0);
    tm = (struct tm){.tm_year = 70, .tm_mday = 2};
    CHECK(timegm(&tm) == 86400 && strcmp(tm.tm_zone, "GMT") == 0);
    expect_zone("", 0, "1970-01-01 00:00:00 UTC +0000");
    /* Summer time without rules begins in March and ends in November. */
    expect_zone("CET-1CEST", 1700000000, "2023-11-14 23:13:20 CET +0100");
    expect_zone("CET-1CEST", 1690000000, "2023-07-22 06:26:40 CEST +0200");
    expect_zone("<-03>3<-02>", 1700000000, "2023-11-14 19:13:20 -03 -0300");
    expect_zone("EST5EDT,M4.1.0,M10.5.0", 1700000000, "2023-11-14 17:13:20 EST -0500");
    expect_zone("JST-9", 1700000000, "2023-11-15 07:13:20 JST +0900");
}

static const struct check checks[] = {
    {"contexts", test_contexts}, {"jumps", test_jumps},     {"regex", test_regex},
    {"errors", test_errors},     {"options", test_options}, {"vectors", test_vectors},
    {"numbers", test_numbers},   {"sort", test_sort},       {"memory", test_memory},
    {"streams", test_streams},   {"zones", test_zones},
};

int main(int argc, char **argv)
{
    RUN_CHECKS(argc, argv, checks);
    return 0;
}
