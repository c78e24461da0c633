/* SPDX-License-Identifier: MIT */
/* Going through /etc/passwd, in place of libc's: the form with _r must go on where the one without does. An
 * entry for which the buffer is too small comes again at the next call. */
#include "private.h"

#include "../passwd/pwf.h"
#include "lock.h"

static volatile int lock[1];
static FILE *file; /* under the lock, like all here */
static struct passwd entry;
static char *line;
static size_t line_size;

GLIBC_EXPORT void setpwent(void)
{
    LOCK(lock);
    if (file != NULL) fclose(file);
    file = NULL;
    UNLOCK(lock);
}
GLIBC_ALIAS(setpwent, endpwent);

GLIBC_EXPORT struct passwd *getpwent(void)
{
    struct passwd *result = NULL;
    LOCK(lock);
    if (file != NULL || (file = fopen("/etc/passwd", "rbe")) != NULL)
        __getpwent_a(file, &entry, &line, &line_size, &result);
    UNLOCK(lock);
    return result;
}

GLIBC_EXPORT struct passwd *getpwuid(uid_t uid)
{
    struct passwd *result;
    __getpw_a(NULL, uid, &entry, &line, &line_size, &result);
    return result;
}

GLIBC_EXPORT struct passwd *getpwnam(const char *name)
{
    struct passwd *result;
    __getpw_a(name, 0, &entry, &line, &line_size, &result);
    return result;
}

/* Moves `*string` to the buffer. */
static int keep(char **string, char **buffer, size_t *length)
{
    size_t needed = strlen(*string) + 1;
    if (needed > *length) return ERANGE;
    *string = memcpy(*buffer, *string, needed);
    *buffer += needed;
    *length -= needed;
    return 0;
}

static int read_entry(FILE *from, struct passwd *to, char *buffer, size_t length, struct passwd **result)
{
    char *text = NULL;
    size_t text_size = 0;
    off_t before = ftello(from);
    int status = __getpwent_a(from, to, &text, &text_size, result);
    if (status == 0 && *result == NULL) status = ENOENT;
    if (status == 0 && (keep(&to->pw_name, &buffer, &length) || keep(&to->pw_passwd, &buffer, &length) ||
                        keep(&to->pw_gecos, &buffer, &length) || keep(&to->pw_dir, &buffer, &length) ||
                        keep(&to->pw_shell, &buffer, &length))) {
        fseeko(from, before, SEEK_SET);
        status = ERANGE;
    }
    if (status != 0) *result = NULL;
    free(text);
    return status;
}

int fgetpwent_r(FILE *from, struct passwd *to, char *buffer, size_t length, struct passwd **result);
GLIBC_EXPORT int fgetpwent_r(FILE *from, struct passwd *to, char *buffer, size_t length,
                             struct passwd **result)
{
    return read_entry(from, to, buffer, length, result);
}

int getpwent_r(struct passwd *to, char *buffer, size_t length, struct passwd **result);
GLIBC_EXPORT int getpwent_r(struct passwd *to, char *buffer, size_t length, struct passwd **result)
{
    LOCK(lock);
    if (file == NULL) file = fopen("/etc/passwd", "rbe");
    *result = NULL;
    int status = file == NULL ? errno : read_entry(file, to, buffer, length, result);
    UNLOCK(lock);
    return status;
}
