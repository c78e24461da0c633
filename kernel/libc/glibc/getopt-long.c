/* SPDX-License-Identifier: MIT */
/* Long options: names that may be shortened while they stay unique. */
#include "getopt-pass.h"

#include <stdio.h>
#include <string.h>

/* Options that do the same are not ambiguous. */
static bool are_same(const struct option *a, const struct option *b)
{
    return a->has_arg == b->has_arg && a->flag == b->flag && a->val == b->val;
}

/* The option that `name` means; NULL if there is none, with `ambiguous` set if there are several. */
static const struct option *find(const struct option *options, const char *name, size_t length, bool only,
                                 bool *ambiguous)
{
    const struct option *first = NULL;
    *ambiguous = false;
    for (const struct option *one = options; one->name != NULL; one++)
        if (strncmp(one->name, name, length) == 0 && one->name[length] == '\0') return one;
    for (const struct option *one = options; one->name != NULL; one++) {
        if (strncmp(one->name, name, length) != 0) continue;
        if (first == NULL)
            first = one;
        else if (only || !are_same(first, one))
            *ambiguous = true;
    }
    return *ambiguous ? NULL : first;
}

static void print_possibilities(const char *program, const struct option *options, const char *name,
                                size_t length, const char *prefix)
{
    flockfile(stderr);
    fprintf(stderr, "%s: option '%s%s' is ambiguous; possibilities:", program, prefix, name);
    for (const struct option *one = options; one->name != NULL; one++)
        if (strncmp(one->name, name, length) == 0) fprintf(stderr, " '%s%s'", prefix, one->name);
    fputc('\n', stderr);
    funlockfile(stderr);
}

hidden int getopt_take_long(int argc, char **argv, const char *letters,
                            const struct getopt_long_arguments *more, bool only, const char *prefix)
{
    struct getopt_pass *pass = &getopt_pass;
    const char *name = pass->rest;
    size_t length = strcspn(name, "=");
    bool ambiguous, print = opterr && letters[0] != ':';
    const struct option *option = find(more->options, name, length, only, &ambiguous);
    if (option == NULL) {
        /* A single hyphen, and a letter that there is: short options. */
        if (!ambiguous && only && argv[optind][1] != '-' && strchr(letters, *name) != NULL) return -1;
        if (print && ambiguous)
            print_possibilities(argv[0], more->options, name, length, prefix);
        else if (print)
            fprintf(stderr, "%s: unrecognized option '%s%s'\n", argv[0], prefix, name);
        pass->rest = NULL;
        optind++;
        optopt = 0;
        return '?';
    }
    optind++;
    pass->rest = NULL;
    const char *problem = NULL;
    if (name[length] == '=' && option->has_arg == no_argument)
        problem = "doesn't allow an argument";
    else if (name[length] == '=')
        optarg = (char *)name + length + 1;
    else if (option->has_arg == required_argument && optind >= argc)
        problem = "requires an argument";
    else if (option->has_arg == required_argument)
        optarg = argv[optind++];
    if (problem != NULL) {
        if (print) fprintf(stderr, "%s: option '%s%s' %s\n", argv[0], prefix, option->name, problem);
        optopt = option->val;
        return letters[0] == ':' && name[length] != '=' ? ':' : '?';
    }
    if (more->index != NULL) *more->index = (int)(option - more->options);
    if (option->flag == NULL) return option->val;
    *option->flag = option->val;
    return 0;
}

GLIBC_EXPORT int getopt_long(int argc, char *const argv[], const char *letters, const struct option *options,
                             int *index)
{
    return getopt_next(argc, (char **)argv, letters,
                       &(struct getopt_long_arguments){options, index, false, false});
}

GLIBC_EXPORT int getopt_long_only(int argc, char *const argv[], const char *letters,
                                  const struct option *options, int *index)
{
    return getopt_next(argc, (char **)argv, letters,
                       &(struct getopt_long_arguments){options, index, true, false});
}
