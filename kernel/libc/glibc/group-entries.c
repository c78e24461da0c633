/* SPDX-License-Identifier: MIT */
/* Going through /etc/group, in place of libc's: the form with _r must go on where the one without does. An
 * entry for which the buffer is too small comes again at the next call. */
#include "private.h"

#include "../passwd/pwf.h"
#include "lock.h"

static volatile int lock[1];
static FILE *file; /* under the lock, like all here */
static struct group entry;
static char *line, **members;

GLIBC_EXPORT void setgrent(void)
{
    LOCK(lock);
    if (file != NULL) fclose(file);
    file = NULL;
    UNLOCK(lock);
}
GLIBC_ALIAS(setgrent, endgrent);

GLIBC_EXPORT struct group *getgrent(void)
{
    struct group *result = NULL;
    size_t line_size = 0, member_count = 0;
    LOCK(lock);
    if (file != NULL || (file = fopen("/etc/group", "rbe")) != NULL)
        __getgrent_a(file, &entry, &line, &line_size, &members, &member_count, &result);
    UNLOCK(lock);
    return result;
}

GLIBC_EXPORT struct group *getgrgid(gid_t gid)
{
    struct group *result;
    size_t line_size = 0, member_count = 0;
    __getgr_a(NULL, gid, &entry, &line, &line_size, &members, &member_count, &result);
    return result;
}

GLIBC_EXPORT struct group *getgrnam(const char *name)
{
    struct group *result;
    size_t line_size = 0, member_count = 0;
    __getgr_a(name, 0, &entry, &line, &line_size, &members, &member_count, &result);
    return result;
}

static char *keep(const char *string, char **buffer, size_t *length)
{
    size_t needed = strlen(string) + 1;
    if (needed > *length) return NULL;
    char *kept = memcpy(*buffer, string, needed);
    *buffer += needed;
    *length -= needed;
    return kept;
}

/* Moves the strings of `to` to the buffer. False without room. */
static int keep_all(struct group *to, char *buffer, size_t length)
{
    size_t count = 0;
    while (to->gr_mem[count] != NULL) count++;
    size_t padding = -(size_t)buffer % sizeof(char *), needed = padding + (count + 1) * sizeof(char *);
    if (needed > length) return 0;
    char **list = (char **)(void *)(buffer + padding);
    buffer += needed;
    length -= needed;
    for (size_t i = 0; i < count; i++)
        if ((list[i] = keep(to->gr_mem[i], &buffer, &length)) == NULL) return 0;
    list[count] = NULL;
    to->gr_mem = list;
    to->gr_name = keep(to->gr_name, &buffer, &length);
    to->gr_passwd = keep(to->gr_passwd, &buffer, &length);
    return to->gr_name != NULL && to->gr_passwd != NULL;
}

static int read_entry(FILE *from, struct group *to, char *buffer, size_t length, struct group **result)
{
    char *text = NULL, **list = NULL;
    size_t text_size = 0, list_size = 0;
    off_t before = ftello(from);
    int status = __getgrent_a(from, to, &text, &text_size, &list, &list_size, result);
    if (status == 0 && *result == NULL) status = ENOENT;
    if (status == 0 && !keep_all(to, buffer, length)) {
        fseeko(from, before, SEEK_SET);
        status = ERANGE;
    }
    if (status != 0) *result = NULL;
    free(text);
    free(list);
    return status;
}

int fgetgrent_r(FILE *from, struct group *to, char *buffer, size_t length, struct group **result);
GLIBC_EXPORT int fgetgrent_r(FILE *from, struct group *to, char *buffer, size_t length, struct group **result)
{
    return read_entry(from, to, buffer, length, result);
}

int getgrent_r(struct group *to, char *buffer, size_t length, struct group **result);
GLIBC_EXPORT int getgrent_r(struct group *to, char *buffer, size_t length, struct group **result)
{
    LOCK(lock);
    if (file == NULL) file = fopen("/etc/group", "rbe");
    *result = NULL;
    int status = file == NULL ? errno : read_entry(file, to, buffer, length, result);
    UNLOCK(lock);
    return status;
}
