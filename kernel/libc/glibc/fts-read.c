/* SPDX-License-Identifier: MIT */
/* fts: going through trees of files. The working directory is never changed, so FTS_NOCHDIR is always the
 * case and fts_accpath is the whole path. */
#include "fts-entries.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void free_all(FTS *fts)
{
    glibc_fts_free(fts->fts_child);
    fts->fts_child = NULL;
    /* Of each level what was not yet passed, up to the entry above the roots. */
    for (FTSENT *entry = fts->fts_cur; entry != NULL;) {
        FTSENT *parent = entry->fts_parent;
        glibc_fts_free(entry);
        entry = parent;
    }
    fts->fts_cur = NULL;
}

FTS *fts_open(char *const paths[], int options, int (*compare)(const FTSENT **, const FTSENT **));
GLIBC_EXPORT FTS *fts_open(char *const paths[], int options, int (*compare)(const FTSENT **, const FTSENT **))
{
    if ((options & ~FTS_OPTIONMASK) != 0 || paths[0] == NULL) {
        errno = EINVAL;
        return NULL;
    }
    FTS *fts = calloc(1, sizeof *fts);
    if (fts == NULL) return NULL;
    fts->fts_options = options;
    fts->fts_compar = (int (*)(const void *, const void *))(void (*)(void))compare;
    FTSENT *above = glibc_fts_make(NULL, ""), *list = NULL, **last = &list;
    int error = above == NULL ? ENOMEM : 0;
    for (char *const *path = paths; error == 0 && *path != NULL; path++) {
        FTSENT *root = **path == '\0' ? (errno = ENOENT, NULL) : glibc_fts_make(above, *path);
        if (root == NULL) {
            error = errno;
            break;
        }
        *last = root;
        last = &root->fts_link;
        root->fts_info = glibc_fts_stat(fts, root, (options & FTS_COMFOLLOW) != 0);
        /* . and .. are roots like others. */
        if (root->fts_info == FTS_DOT) root->fts_info = FTS_D;
    }
    /* fts_read goes on from the one before the first. */
    FTSENT *before = error == 0 ? glibc_fts_make(above, "") : NULL;
    if (before == NULL) {
        glibc_fts_free(list);
        free(above);
        free(fts);
        errno = error != 0 ? error : ENOMEM;
        return NULL;
    }
    before->fts_link = glibc_fts_sort(fts, list);
    fts->fts_cur = before;
    return fts;
}

int fts_close(FTS *fts);
GLIBC_EXPORT int fts_close(FTS *fts)
{
    free_all(fts);
    free(fts);
    return 0;
}

/* The name of a root is its last component, from when it is gone to. */
static void begin_root(FTS *fts, FTSENT *root)
{
    char *slash = strrchr(root->fts_name, '/');
    if (slash != NULL && (slash != root->fts_name || slash[1] != '\0')) {
        root->fts_namelen = (unsigned short)strlen(slash + 1);
        memmove(root->fts_name, slash + 1, root->fts_namelen + 1u);
    }
    fts->fts_dev = root->fts_dev;
}

/* The entry is next; what the program asked for it with fts_set while it was a child is done now. */
static FTSENT *arrive(FTS *fts, FTSENT *entry)
{
    fts->fts_cur = entry;
    if (entry->fts_level == 0) begin_root(fts, entry);
    if (entry->fts_instr == FTS_FOLLOW) entry->fts_info = glibc_fts_stat(fts, entry, true);
    entry->fts_instr = FTS_NOINSTR;
    return entry;
}

/* The next in the same directory that is not to be skipped, or the directory itself, done. NULL at the end.
 */
static FTSENT *go_on(FTS *fts, FTSENT *entry)
{
    for (FTSENT *next; (next = entry->fts_link) != NULL; entry = next) {
        free(entry);
        fts->fts_cur = next;
        if (next->fts_instr != FTS_SKIP) return arrive(fts, next);
    }
    FTSENT *parent = entry->fts_parent;
    free(entry);
    fts->fts_cur = parent;
    if (parent->fts_level < 0) {
        free(parent);
        fts->fts_cur = NULL;
        errno = 0; /* the end, no error */
        return NULL;
    }
    parent->fts_info = parent->fts_errno != 0 ? FTS_ERR : FTS_DP;
    return parent;
}

FTSENT *fts_read(FTS *fts);
GLIBC_EXPORT FTSENT *fts_read(FTS *fts)
{
    FTSENT *entry = fts->fts_cur;
    if (entry == NULL) return NULL;
    unsigned short wish = entry->fts_instr;
    entry->fts_instr = FTS_NOINSTR;
    if (wish == FTS_AGAIN) {
        entry->fts_info = glibc_fts_stat(fts, entry, false);
        return entry;
    }
    if (wish == FTS_FOLLOW && (entry->fts_info == FTS_SL || entry->fts_info == FTS_SLNONE)) {
        entry->fts_info = glibc_fts_stat(fts, entry, true);
        return entry;
    }
    if (entry->fts_info != FTS_D) return go_on(fts, entry);

    /* A directory that is not to be gone into comes a second time at once. */
    if (wish == FTS_SKIP || ((fts->fts_options & FTS_XDEV) && entry->fts_dev != fts->fts_dev)) {
        glibc_fts_free(fts->fts_child);
        fts->fts_child = NULL;
        entry->fts_info = FTS_DP;
        return entry;
    }
    FTSENT *child = fts->fts_child;
    if (child != NULL && (fts->fts_options & FTS_NAMEONLY)) {
        /* fts_children gave names alone, which is not enough. */
        glibc_fts_free(child);
        child = NULL;
    }
    fts->fts_child = NULL;
    fts->fts_options &= ~FTS_NAMEONLY;
    if (child == NULL && (child = glibc_fts_list(fts, entry, false)) == NULL) {
        entry->fts_errno = errno;
        entry->fts_info = errno != 0 ? FTS_DNR : FTS_DP;
        return entry;
    }
    if (child->fts_instr != FTS_SKIP) return arrive(fts, child);
    return go_on(fts, child);
}

FTSENT *fts_children(FTS *fts, int instruction);
GLIBC_EXPORT FTSENT *fts_children(FTS *fts, int instruction)
{
    FTSENT *entry = fts->fts_cur;
    errno = instruction == 0 || instruction == FTS_NAMEONLY ? 0 : EINVAL;
    if (errno != 0 || entry == NULL) return NULL;
    /* Before the first fts_read: the roots. */
    if (entry->fts_info == FTS_INIT) return entry->fts_link;
    if (entry->fts_info != FTS_D) return NULL;
    glibc_fts_free(fts->fts_child);
    fts->fts_options = (fts->fts_options & ~FTS_NAMEONLY) | instruction;
    fts->fts_child = glibc_fts_list(fts, entry, instruction != 0);
    return fts->fts_child;
}

int fts_set(FTS *fts, FTSENT *entry, int instruction);
GLIBC_EXPORT int fts_set(FTS *fts, FTSENT *entry, int instruction)
{
    (void)fts;
    if (instruction != 0 && (instruction < FTS_AGAIN || instruction > FTS_SKIP)) {
        errno = EINVAL;
        return 1;
    }
    entry->fts_instr = (unsigned short)instruction;
    return 0;
}

GLIBC_ALIAS(fts_open, fts64_open);
GLIBC_ALIAS(fts_close, fts64_close);
GLIBC_ALIAS(fts_read, fts64_read);
GLIBC_ALIAS(fts_children, fts64_children);
GLIBC_ALIAS(fts_set, fts64_set);
