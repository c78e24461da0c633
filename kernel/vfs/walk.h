/* SPDX-License-Identifier: MIT */
/* Resolving paths (path_resolution(7)). */
#pragma once

#include <abi/fcntl.h>

#include "name.h"

#define WALK_LINKS_MAX 40

/* Follow a symbolic link in the last place. */
#define WALK_FOLLOW 1u
/* AT_EMPTY_PATH: an empty path is the file behind the descriptor. */
#define WALK_EMPTY 2u

enum walk_last {
    WALK_NAME,   /* `last` is a name in the directory `at` */
    WALK_DOT,    /* the path ended in `.` (or is `/`): `at` is what it leads to */
    WALK_DOTDOT, /* the same for `..` */
};

struct walk {
    struct name *at; /* referenced */
    struct file
        *file; /* referenced: the path leads to this opening, by a link as those in /proc/self/fd; or NULL */
    const char *last;
    size_t last_length;
    enum walk_last kind;
    bool slash; /* slashes follow the last name: it has to be a directory */
    /* The rest is the walk's own. */
    const char *rest;
    unsigned links;
    char *buffer; /* PATH_MAX bytes, filled from its end; allocated for long paths and at the first link */
    char small[144];
};

/** Begins at a directory descriptor (or AT_FDCWD) with a path of the program. WALK_EMPTY among the flags
 * allows an empty path, which then sets `file`, or `at` with WALK_DOT for AT_FDCWD, and leaves nothing to
 * walk. Whatever it returns, walk_end is to be called. */
int must_check walk_begin(struct walk *walk, int directory, const char *user_path, unsigned flags);
/** Begins at / with an absolute path of the kernel's, which stays until walk_end. */
int must_check walk_begin_kernel(struct walk *walk, const char *path);
/** The same for a path that may be relative to the working directory. */
int must_check walk_begin_here(struct walk *walk, const char *path);
void walk_end(struct walk *walk);

/** Goes on to the last component and leaves it to the caller: `at`, `last`, `kind` and `slash` are set. */
int must_check walk_parent(struct walk *walk);
/** The last component was found to be a symbolic link `link` (whose reference is taken over): goes on with
 * its target. Afterwards either `file` is set or walk_parent is next. */
int must_check walk_link(struct walk *walk, struct name *link);
/** All the way: afterwards `file`, or else `at`, is what the path leads to. -ENOENT when there is no such
 * file. */
int must_check walk_all(struct walk *walk, unsigned flags);

/** What walk_all arrived at; may be NULL for a file that has no vnode. */
struct vnode *walk_vnode(const struct walk *walk);

/** walk_begin and walk_all in one. */
int must_check walk_user(struct walk *walk, int directory, const char *user_path, unsigned flags);

/** The working directory, referenced. */
struct name *working_directory(void);
