// SPDX-License-Identifier: MIT
// sources: renamed_getopt.c renamed_getopt_long.c
/* Options of random command lines: what each call gives, the order in which the arguments end up, and the
 * messages on standard error must be those of the host. */
#define _GNU_SOURCE
#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern char *our_optarg;
extern int our_optind, our_opterr, our_optopt;
int our_getopt(int, char *const[], const char *);
int our_posix_getopt(int, char *const[], const char *);
int our_getopt_long(int, char *const[], const char *, const struct option *, int *);
int our_getopt_long_only(int, char *const[], const char *, const struct option *, int *);

enum { ARGUMENTS = 8 };

static int flag;
static const struct option options[] = {
    {"all", no_argument, NULL, 'a'},        {"alpha", no_argument, NULL, 'A'},
    {"file", required_argument, NULL, 'f'}, {"files", required_argument, NULL, 'f'},
    {"opt", optional_argument, NULL, 'o'},  {"set", no_argument, &flag, 7},
    {"x", required_argument, NULL, 'X'},    {NULL, 0, NULL, 0}};

static const char *const words[] = {
    "-a", "-b",    "-bval", "-c",   "-cval",    "-z",    "-ab",      "--",      "-",     "file",
    "x",  "--all", "--al",  "--a",  "--file=1", "--fil", "--opt",    "--opt=2", "--set", "--bad",
    "-W", "-Wall", "all=3", "-all", "-file",    "-x",    "--all=no", "-f",      "-o",    "--x"};

/* What one run over a command line shows. */
struct record {
    char text[4096];
};

static void note(struct record *record, int result, const char *argument, int index, int option, int number)
{
    size_t used = strlen(record->text);
    snprintf(record->text + used, sizeof record->text - used, "%d '%s' %d %d %d %d; ", result,
             argument == NULL ? "(none)" : argument, index, option, flag, number);
}

static void note_order(struct record *record, char **argv, int argc)
{
    for (int i = 0; i < argc; i++) strcat(strcat(record->text, argv[i]), " ");
}

/* The messages since the file was empty. */
static void note_messages(struct record *record, int fd)
{
    size_t used = strlen(record->text);
    fflush(stderr);
    ssize_t got = pread(fd, record->text + used, sizeof record->text - used - 1, 0);
    assert(got >= 0);
    record->text[used + (size_t)got] = '\0';
    assert(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
}

int main(void)
{
    static const char *const letters[] = {
        "ab:c::", "+ab:c::", "-ab:c::", ":ab:c::f:W;", "ab:c::f:o::xW;", ""};
    int console = dup(STDERR_FILENO), file = memfd_create("messages", 0);
    assert(file >= 0 && dup2(file, STDERR_FILENO) >= 0);
    setvbuf(stderr, NULL, _IOFBF, 4096);
    for (int round = 0; round < 20000; round++) {
        char *theirs[ARGUMENTS + 1] = {(char *)"program"}, *ours[ARGUMENTS + 1];
        int argc = 1 + rand() % ARGUMENTS, kind = rand() % 4;
        for (int i = 1; i < argc; i++)
            theirs[i] = (char *)words[rand() % (int)(sizeof words / sizeof *words)];
        theirs[argc] = NULL;
        memcpy(ours, theirs, sizeof ours);
        const char *these = letters[rand() % 6];
        struct record their_record = {""}, our_record = {""};
        int result, number;
        flag = 0;
        optind = 0;
        if (kind == 3 && these[0] != '+' && these[0] != '-') setenv("POSIXLY_CORRECT", "1", 1);
        do {
            number = -1;
            result = kind == 0   ? getopt(argc, theirs, these)
                     : kind == 1 ? getopt_long(argc, theirs, these, options, &number)
                     : kind == 2 ? getopt_long_only(argc, theirs, these, options, &number)
                                 : getopt(argc, theirs, these);
            note(&their_record, result, optarg, optind, optopt, number);
        } while (result != -1);
        note_order(&their_record, theirs, argc);
        note_messages(&their_record, file);
        flag = 0;
        our_optind = 0;
        do {
            number = -1;
            result = kind == 0   ? our_getopt(argc, ours, these)
                     : kind == 1 ? our_getopt_long(argc, ours, these, options, &number)
                     : kind == 2 ? our_getopt_long_only(argc, ours, these, options, &number)
                                 : our_getopt(argc, ours, these);
            note(&our_record, result, our_optarg, our_optind, our_optopt, number);
        } while (result != -1);
        note_order(&our_record, ours, argc);
        note_messages(&our_record, file);
        unsetenv("POSIXLY_CORRECT");
        if (strcmp(their_record.text, our_record.text) != 0) {
            dprintf(console, "letters \"%s\", kind %d\nexpected: %s\nfound:    %s\n", these, kind,
                    their_record.text, our_record.text);
            return 1;
        }
    }
    return 0;
}
