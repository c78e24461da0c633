/* SPDX-License-Identifier: MIT */
#include "fts-entries.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool is_dot(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && !name[2]));
}

hidden FTSENT *glibc_fts_make(FTSENT *parent, const char *name)
{
    size_t name_length = strlen(name), path_length = name_length, prefix = 0;
    if (parent != NULL && parent->fts_level >= 0) {
        /* The path of a root may end with a slash. */
        prefix = parent->fts_pathlen;
        if (prefix > 0 && parent->fts_path[prefix - 1] == '/') prefix--;
        path_length += prefix + 1;
    }
    if (path_length > USHRT_MAX) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    /* Behind the name, which may be shortened later, come status and path. */
    size_t status_at = (offsetof(FTSENT, fts_name) + name_length + 1 + 15) & ~(size_t)15;
    FTSENT *entry = calloc(1, status_at + sizeof(struct stat) + path_length + 1);
    if (entry == NULL) return NULL;
    memcpy(entry->fts_name, name, name_length + 1);
    entry->fts_namelen = (unsigned short)name_length;
    entry->fts_statp = (struct stat *)(void *)((char *)entry + status_at);
    entry->fts_path = (char *)(entry->fts_statp + 1);
    entry->fts_accpath = entry->fts_path;
    entry->fts_pathlen = (unsigned short)path_length;
    if (path_length != name_length) {
        memcpy(entry->fts_path, parent->fts_path, prefix);
        entry->fts_path[prefix] = '/';
    }
    memcpy(entry->fts_path + path_length - name_length, name, name_length + 1);
    entry->fts_parent = parent;
    entry->fts_level = parent == NULL ? -1 : (short)(parent->fts_level + 1);
    entry->fts_info = FTS_INIT;
    entry->fts_instr = FTS_NOINSTR;
    return entry;
}

hidden void glibc_fts_free(FTSENT *list)
{
    while (list != NULL) {
        FTSENT *next = list->fts_link;
        free(list);
        list = next;
    }
}

static unsigned short kind_of_directory(FTSENT *entry)
{
    if (entry->fts_level > 0 && is_dot(entry->fts_name)) return FTS_DOT;
    for (FTSENT *above = entry->fts_parent; above != NULL && above->fts_level >= 0;
         above = above->fts_parent) {
        if (above->fts_ino != entry->fts_ino || above->fts_dev != entry->fts_dev) continue;
        entry->fts_cycle = above;
        return FTS_DC;
    }
    return FTS_D;
}

hidden unsigned short glibc_fts_stat(const FTS *fts, FTSENT *entry, bool follow)
{
    struct stat *status = entry->fts_statp;
    if ((fts->fts_options & FTS_LOGICAL) || follow) {
        if (stat(entry->fts_accpath, status) < 0) {
            int error = errno;
            if (lstat(entry->fts_accpath, status) == 0) {
                errno = 0;
                return FTS_SLNONE;
            }
            entry->fts_errno = error;
            memset(status, 0, sizeof *status);
            return FTS_NS;
        }
    } else if (lstat(entry->fts_accpath, status) < 0) {
        entry->fts_errno = errno;
        memset(status, 0, sizeof *status);
        return FTS_NS;
    }
    if (S_ISLNK(status->st_mode)) return FTS_SL;
    if (S_ISREG(status->st_mode)) return FTS_F;
    if (!S_ISDIR(status->st_mode)) return FTS_DEFAULT;
    entry->fts_dev = status->st_dev;
    entry->fts_ino = status->st_ino;
    entry->fts_nlink = status->st_nlink;
    return kind_of_directory(entry);
}

hidden FTSENT *glibc_fts_sort(FTS *fts, FTSENT *list)
{
    size_t count = 0, i = 0;
    for (FTSENT *entry = list; entry != NULL; entry = entry->fts_link) count++;
    FTSENT **all = fts->fts_compar == NULL || count < 2 ? NULL : malloc(count * sizeof(FTSENT *));
    if (all == NULL) return list;
    for (FTSENT *entry = list; entry != NULL; entry = entry->fts_link) all[i++] = entry;
    qsort(all, count, sizeof *all, fts->fts_compar);
    for (i = 0; i < count; i++) all[i]->fts_link = i + 1 < count ? all[i + 1] : NULL;
    list = all[0];
    free(all);
    return list;
}

/* Whether the directory itself says all that is wanted of this entry. */
static bool needs_no_stat(const FTS *fts, const struct dirent *found)
{
    if (!(fts->fts_options & FTS_NOSTAT) || found->d_type == DT_UNKNOWN || found->d_type == DT_DIR)
        return false;
    return found->d_type != DT_LNK || !(fts->fts_options & FTS_LOGICAL);
}

hidden FTSENT *glibc_fts_list(FTS *fts, FTSENT *directory, bool names_only)
{
    DIR *stream = opendir(directory->fts_accpath);
    if (stream == NULL) return NULL;
    FTSENT *list = NULL, **last = &list;
    struct dirent *found;
    while (errno = 0, (found = readdir(stream)) != NULL) {
        if (is_dot(found->d_name) && !(fts->fts_options & FTS_SEEDOT)) continue;
        FTSENT *entry = glibc_fts_make(directory, found->d_name);
        if (entry == NULL) break;
        *last = entry;
        last = &entry->fts_link;
        if (names_only || needs_no_stat(fts, found))
            entry->fts_info = FTS_NSOK;
        else
            entry->fts_info = glibc_fts_stat(fts, entry, false);
    }
    int error = errno;
    closedir(stream);
    errno = error;
    if (error != 0) {
        glibc_fts_free(list);
        return NULL;
    }
    return glibc_fts_sort(fts, list);
}
