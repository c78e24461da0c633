/* SPDX-License-Identifier: MIT */
/* getopt and getopt_long in place of libc's: glibc's getopt also moves operands behind the options, unless
 * POSIXLY_CORRECT is in the environment, and its messages are what programs are known by. */
#include "getopt-pass.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Programs read and set these. An optind of 0 begins anew. */
GLIBC_EXPORT char *optarg;
GLIBC_EXPORT int optind = 1;
GLIBC_EXPORT int opterr = 1;
GLIBC_EXPORT int optopt = '?';

struct getopt_pass getopt_pass;

static void reverse(char **from, char **to)
{
    while (from < --to) {
        char *one = *from;
        *from++ = *to;
        *to = one;
    }
}

/* Moves the operands behind the options that were taken since: two neighbouring blocks change places. */
static void move_operands(char **argv)
{
    struct getopt_pass *pass = &getopt_pass;
    reverse(argv + pass->first_operand, argv + pass->end_operand);
    reverse(argv + pass->end_operand, argv + optind);
    reverse(argv + pass->first_operand, argv + optind);
    pass->first_operand += optind - pass->end_operand;
    pass->end_operand = optind;
}

static bool is_operand(const char *argument)
{
    return argument[0] != '-' || argument[1] == '\0';
}

static const char *begin(const char *letters, const struct getopt_long_arguments *more)
{
    struct getopt_pass *pass = &getopt_pass;
    bool anew = optind == 0 || !pass->begun;
    if (anew) {
        if (optind == 0) optind = 1;
        *pass = (struct getopt_pass){.begun = true, .first_operand = optind, .end_operand = optind};
        pass->order = letters[0] == '-'                                  ? GETOPT_RETURN_IN_ORDER
                      : letters[0] == '+'                                ? GETOPT_REQUIRE_ORDER
                      : more->posix || getenv("POSIXLY_CORRECT") != NULL ? GETOPT_REQUIRE_ORDER
                                                                         : GETOPT_PERMUTE;
    }
    return letters[0] == '-' || letters[0] == '+' ? letters + 1 : letters;
}

/* Goes to the next argument that is an option. 0 if it stands in getopt_pass.rest, else what getopt returns.
 */
static int next_argument(int argc, char **argv, const char *letters, const struct getopt_long_arguments *more)
{
    struct getopt_pass *pass = &getopt_pass;
    /* The program may have set optind back. */
    if (pass->end_operand > optind) pass->end_operand = optind;
    if (pass->first_operand > optind) pass->first_operand = optind;
    if (pass->order == GETOPT_PERMUTE) {
        if (pass->first_operand != pass->end_operand && pass->end_operand != optind)
            move_operands(argv);
        else if (pass->end_operand != optind)
            pass->first_operand = optind;
        while (optind < argc && is_operand(argv[optind])) optind++;
        pass->end_operand = optind;
    }
    if (optind < argc && strcmp(argv[optind], "--") == 0) {
        optind++;
        if (pass->first_operand != pass->end_operand && pass->end_operand != optind)
            move_operands(argv);
        else if (pass->first_operand == pass->end_operand)
            pass->first_operand = optind;
        pass->end_operand = argc;
        optind = argc;
    }
    if (optind >= argc) {
        /* What follows for the program are the operands, moved or not. */
        if (pass->first_operand != pass->end_operand) optind = pass->first_operand;
        return -1;
    }
    if (is_operand(argv[optind])) {
        if (pass->order == GETOPT_REQUIRE_ORDER) return -1;
        optarg = argv[optind++];
        return 1;
    }
    pass->rest = argv[optind] + 1;
    if (more->options == NULL) return 0;
    if (argv[optind][1] == '-') {
        pass->rest++;
        return getopt_take_long(argc, argv, letters, more, more->only, "--");
    }
    if (more->only && (argv[optind][2] != '\0' || strchr(letters, argv[optind][1]) == NULL)) {
        int result = getopt_take_long(argc, argv, letters, more, true, "-");
        if (result != -1) return result;
    }
    return 0;
}

static int complain(char **argv, const char *letters, int letter, const char *what, int result)
{
    if (opterr && letters[0] != ':') fprintf(stderr, "%s: %s -- '%c'\n", argv[0], what, letter);
    optopt = letter;
    return result;
}

/* The argument of a short option: the rest, or the next argument. */
static int take_argument(int argc, char **argv, const char *letters, int letter, bool optional)
{
    struct getopt_pass *pass = &getopt_pass;
    char *rest = pass->rest;
    pass->rest = NULL;
    if (*rest != '\0') {
        optarg = rest;
        optind++;
    } else if (!optional && optind >= argc) {
        return complain(argv, letters, letter, "option requires an argument", letters[0] == ':' ? ':' : '?');
    } else if (!optional) {
        optarg = argv[optind++];
    }
    return letter;
}

hidden int getopt_next(int argc, char **argv, const char *letters, const struct getopt_long_arguments *more)
{
    struct getopt_pass *pass = &getopt_pass;
    if (argc < 1) return -1;
    optarg = NULL;
    letters = begin(letters, more);
    if (pass->rest == NULL || *pass->rest == '\0') {
        pass->rest = NULL;
        /* A long option that sets a flag gives 0, like an argument with short ones; those have a rest. */
        int result = next_argument(argc, argv, letters, more);
        if (result != 0 || pass->rest == NULL) return result;
    }
    int letter = *pass->rest++;
    const char *found = letter == ':' || letter == ';' ? NULL : strchr(letters, letter);
    if (*pass->rest == '\0') optind++;
    if (found == NULL) return complain(argv, letters, letter, "invalid option", '?');
    if (letter == 'W' && found[1] == ';' && more->options != NULL) {
        if (*pass->rest == '\0') {
            if (optind >= argc)
                return complain(argv, letters, letter, "option requires an argument",
                                letters[0] == ':' ? ':' : '?');
            pass->rest = argv[optind];
        }
        return getopt_take_long(argc, argv, letters, more, false, "-W ");
    }
    return found[1] == ':' ? take_argument(argc, argv, letters, letter, found[2] == ':') : letter;
}

GLIBC_EXPORT int getopt(int argc, char *const argv[], const char *letters)
{
    return getopt_next(argc, (char **)argv, letters, &(struct getopt_long_arguments){0});
}

int __posix_getopt(int argc, char *const argv[], const char *letters);
GLIBC_EXPORT int __posix_getopt(int argc, char *const argv[], const char *letters)
{
    return getopt_next(argc, (char **)argv, letters, &(struct getopt_long_arguments){.posix = true});
}
