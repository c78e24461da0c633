// SPDX-License-Identifier: MIT
// sources: ../fts-entries.c renamed_fts_read.c
/* Walks over a tree of files, beside the host's: the same entries, in the same order, with the same kinds. */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

FTS *our_fts_open(char *const *, int, int (*)(const FTSENT **, const FTSENT **));
FTSENT *our_fts_read(FTS *);
FTSENT *our_fts_children(FTS *, int);
int our_fts_set(FTS *, FTSENT *, int);
int our_fts_close(FTS *);

struct functions {
    FTS *(*open)(char *const *, int, int (*)(const FTSENT **, const FTSENT **));
    FTSENT *(*read)(FTS *);
    FTSENT *(*children)(FTS *, int);
    int (*set)(FTS *, FTSENT *, int);
    int (*close)(FTS *);
};

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void make_file(const char *path)
{
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    assert(fd >= 0 && close(fd) == 0);
}

/* What a walk shows, in words. `wishes` makes it ask for something at certain names. */
static char *walk(const struct functions *functions, char **roots, int options, int sorted, int wishes)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    FTS *fts = functions->open(roots, options, sorted ? by_name : NULL);
    assert(fts != NULL);
    int followed = 0, again = 0;
    for (FTSENT *entry; (entry = functions->read(fts)) != NULL;) {
        fprintf(out, "%d %s %s level %d, %d and %d bytes, error %d", entry->fts_info, entry->fts_path,
                entry->fts_name, entry->fts_level, entry->fts_pathlen, entry->fts_namelen, entry->fts_errno);
        if (!(options & FTS_NOSTAT) && (entry->fts_info == FTS_F || entry->fts_info == FTS_D))
            fprintf(out, ", inode %lu", (unsigned long)entry->fts_statp->st_ino);
        if (entry->fts_info == FTS_DC) fprintf(out, ", again %s", entry->fts_cycle->fts_name);
        fprintf(out, ", below %s\n",
                entry->fts_parent->fts_level < 0 ? "nothing" : entry->fts_parent->fts_name);
        if (!wishes) continue;
        if (entry->fts_info == FTS_D && strcmp(entry->fts_name, "skipped") == 0)
            functions->set(fts, entry, FTS_SKIP);
        if (entry->fts_info == FTS_SL && !followed++) functions->set(fts, entry, FTS_FOLLOW);
        if (entry->fts_info == FTS_F && !again++) functions->set(fts, entry, FTS_AGAIN);
        if (entry->fts_info == FTS_D && strcmp(entry->fts_name, "b") == 0)
            for (FTSENT *child = functions->children(fts, 0); child != NULL; child = child->fts_link) {
                fprintf(out, "child %s\n", child->fts_name);
                if (strcmp(child->fts_name, "two") == 0) functions->set(fts, child, FTS_SKIP);
            }
    }
    fprintf(out, "end %d\n", errno);
    functions->close(fts);
    fclose(out);
    return text;
}

int main(void)
{
    static const struct functions theirs = {fts_open, fts_read, fts_children, fts_set, fts_close};
    static const struct functions ours = {our_fts_open, our_fts_read, our_fts_children, our_fts_set,
                                          our_fts_close};
    static const int options[] = {FTS_PHYSICAL,
                                  FTS_LOGICAL,
                                  FTS_PHYSICAL | FTS_COMFOLLOW,
                                  FTS_PHYSICAL | FTS_SEEDOT,
                                  FTS_LOGICAL | FTS_XDEV,
                                  FTS_PHYSICAL | FTS_NOSTAT | FTS_NOCHDIR};
    char folder[] = "/tmp/fts-test-XXXXXX";
    assert(mkdtemp(folder) != NULL && chdir(folder) == 0);
    assert(mkdir("a", 0700) == 0 && mkdir("a/b", 0700) == 0 && mkdir("a/skipped", 0700) == 0 &&
           mkdir("e", 0700) == 0);
    static const char *const files[] = {"a/one", "a/b/two", "a/b/three", "a/skipped/four", "f"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) make_file(files[i]);
    assert(symlink("../a", "a/loop") == 0 && symlink("nothing", "a/dangling") == 0 &&
           symlink("a/b", "link") == 0);
    char *roots[][5] = {{(char *)"a", NULL},
                        {(char *)"f", (char *)"a/", (char *)"missing", (char *)"link", NULL},
                        {(char *)"./a/b", (char *)"e", (char *)".", NULL}};
    int failed = 0;
    for (size_t r = 0; r < sizeof roots / sizeof *roots; r++)
        for (size_t o = 0; o < sizeof options / sizeof *options; o++)
            for (int wishes = 0; wishes < 2; wishes++) {
                char *they = walk(&theirs, roots[r], options[o], 1, wishes);
                char *we = walk(&ours, roots[r], options[o], 1, wishes);
                if (strcmp(they, we) != 0) {
                    printf("roots %zu, options %#x, wishes %d\nexpected:\n%sfound:\n%s", r,
                           (unsigned)options[o], wishes, they, we);
                    failed = 1;
                }
                free(they);
                free(we);
            }
    assert(our_fts_open((char *[]){NULL}, FTS_PHYSICAL, NULL) == NULL && errno == EINVAL);
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert(chdir("/") == 0 && system(command) == 0);
    return failed;
}
