/* SPDX-License-Identifier: MIT */
/* The structures of glibc's fts.h, which is BSD's, and what fts-read.c and fts-entries.c share. */
#ifndef GLIBC_FTS_ENTRIES_H
#define GLIBC_FTS_ENTRIES_H

#include "private.h"

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

typedef struct _ftsent {
    struct _ftsent *fts_cycle;  /* of FTS_DC: the directory above that is the same */
    struct _ftsent *fts_parent; /* the one of the roots has level -1 */
    struct _ftsent *fts_link;   /* next in the same directory */
    long fts_number;            /* the program's */
    void *fts_pointer;          /* the program's */
    char *fts_accpath;          /* here the same as fts_path */
    char *fts_path;
    int fts_errno;
    int fts_symfd;
    unsigned short fts_pathlen;
    unsigned short fts_namelen;
    ino_t fts_ino;
    dev_t fts_dev;
    nlink_t fts_nlink;
    short fts_level;
    unsigned short fts_info;
    unsigned short fts_flags;
    unsigned short fts_instr;
    struct stat *fts_statp;
    char fts_name[];
} FTSENT;
_Static_assert(offsetof(FTSENT, fts_name) == 112, "as in glibc's fts.h");

typedef struct {
    FTSENT *fts_cur;   /* returned last */
    FTSENT *fts_child; /* what fts_children read of it */
    FTSENT **fts_array;
    dev_t fts_dev; /* of the root that is gone through */
    char *fts_path;
    int fts_rfd, fts_pathlen, fts_nitems;
    int (*fts_compar)(const void *, const void *);
    int fts_options;
} FTS;

enum {
    FTS_COMFOLLOW = 0x01,
    FTS_LOGICAL = 0x02,
    FTS_NOSTAT = 0x08,
    FTS_PHYSICAL = 0x10,
    FTS_SEEDOT = 0x20,
    FTS_XDEV = 0x40,
    FTS_OPTIONMASK = 0xff,
    FTS_NAMEONLY = 0x100, /* fts_children's */
};

enum {
    FTS_D = 1, /* a directory, before what is in it */
    FTS_DC,    /* one that is also above itself */
    FTS_DEFAULT,
    FTS_DNR, /* one that cannot be read */
    FTS_DOT,
    FTS_DP, /* a directory, after what is in it */
    FTS_ERR,
    FTS_F,
    FTS_INIT,
    FTS_NS,   /* stat failed */
    FTS_NSOK, /* stat was not asked for */
    FTS_SL,
    FTS_SLNONE, /* a symbolic link to nothing */
};

enum { FTS_AGAIN = 1, FTS_FOLLOW, FTS_NOINSTR, FTS_SKIP };

/* An entry for `name` below `parent`, or a root if that has level -1. NULL without memory or with too long a
 * path (errno). To be freed with free(), once its children are. */
hidden FTSENT *glibc_fts_make(FTSENT *parent, const char *name);

/* Looks at the file; gives one of FTS_*, and fills the entry's numbers. */
hidden unsigned short glibc_fts_stat(const FTS *fts, FTSENT *entry, bool follow);

/* What is in the directory, in the program's order. NULL: nothing (errno 0), or it cannot be read (errno). */
hidden FTSENT *glibc_fts_list(FTS *fts, FTSENT *directory, bool names_only);

/* Puts a list into the program's order; without memory it stays as it is. */
hidden FTSENT *glibc_fts_sort(FTS *fts, FTSENT *list);

hidden void glibc_fts_free(FTSENT *list);

#endif
