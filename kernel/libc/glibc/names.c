/* SPDX-License-Identifier: MIT */
/* Small functions of glibc's own about strings, characters, files and answers. */
#include "private.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

/* Programs choose what they do by these two; Debian 12 has this release. */
const char *gnu_get_libc_version(void);
GLIBC_EXPORT const char *gnu_get_libc_version(void)
{
    return "2.36";
}

const char *gnu_get_libc_release(void);
GLIBC_EXPORT const char *gnu_get_libc_release(void)
{
    return "stable";
}

/* The byte is there, as the caller knows. */
void *rawmemchr(const void *bytes, int byte);
GLIBC_EXPORT void *rawmemchr(const void *bytes, int byte)
{
    return byte == 0 ? (char *)bytes + strlen(bytes) : memchr(bytes, byte, SIZE_MAX);
}
GLIBC_ALIAS(rawmemchr, __rawmemchr);

wchar_t *wcschrnul(const wchar_t *text, wchar_t c);
GLIBC_EXPORT wchar_t *wcschrnul(const wchar_t *text, wchar_t c)
{
    while (*text != L'\0' && *text != c) text++;
    return (wchar_t *)text;
}

wchar_t *wmempcpy(wchar_t *restrict to, const wchar_t *restrict from, size_t length);
GLIBC_EXPORT wchar_t *wmempcpy(wchar_t *restrict to, const wchar_t *restrict from, size_t length)
{
    return wmemcpy(to, from, length) + length;
}

void *memfrob(void *bytes, size_t length);
GLIBC_EXPORT void *memfrob(void *bytes, size_t length)
{
    for (char *at = bytes; length-- > 0; at++) *at ^= 42;
    return bytes;
}

/* The macros of ctype.h as functions, for arguments that are letters of the other case. */
int(_tolower)(int c);
GLIBC_EXPORT int(_tolower)(int c)
{
    return tolower(c);
}

int(_toupper)(int c);
GLIBC_EXPORT int(_toupper)(int c)
{
    return toupper(c);
}

/* What "yes" and "no" begin with in the C locale and all that there are here. */
int rpmatch(const char *answer);
GLIBC_EXPORT int rpmatch(const char *answer)
{
    return *answer == 'y' || *answer == 'Y' ? 1 : *answer == 'n' || *answer == 'N' ? 0 : -1;
}

char *canonicalize_file_name(const char *path);
GLIBC_EXPORT char *canonicalize_file_name(const char *path)
{
    return realpath(path, NULL);
}

/* Whether glob would take the pattern for more than a name. */
int glob_pattern_p(const char *pattern, int quoted);
GLIBC_EXPORT int glob_pattern_p(const char *pattern, int quoted)
{
    int open = 0;
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '*' || *pattern == '?' || (*pattern == ']' && open)) return 1;
        if (*pattern == '[') open = 1;
        if (*pattern == '\\' && quoted && pattern[1] != '\0') pattern++;
    }
    return 0;
}

/* scandir relative to a directory. Libc's takes a path, so one through /proc would be needed; this reads
 * itself. */
int scandirat(int directory, const char *path, struct dirent ***result, int (*select)(const struct dirent *),
              int (*compare)(const struct dirent **, const struct dirent **));
GLIBC_EXPORT int scandirat(int directory, const char *path, struct dirent ***result,
                           int (*select)(const struct dirent *),
                           int (*compare)(const struct dirent **, const struct dirent **))
{
    int fd = openat(directory, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (stream == NULL) {
        if (fd >= 0) close(fd);
        return -1;
    }
    struct dirent **entries = NULL, *entry;
    size_t count = 0, room = 0;
    int errno_before = errno, failed = 0;
    while (errno = 0, (entry = readdir(stream)) != NULL) {
        if (select != NULL && !select(entry)) continue;
        if (count == room) {
            room = room * 2 + 16;
            struct dirent **grown = realloc(entries, room * sizeof *entries);
            if (grown == NULL) break;
            entries = grown;
        }
        if ((entries[count] = malloc(entry->d_reclen)) == NULL) break;
        memcpy(entries[count++], entry, entry->d_reclen);
    }
    failed = entry != NULL ? ENOMEM : errno;
    closedir(stream);
    if (failed != 0) {
        while (count > 0) free(entries[--count]);
        free(entries);
        errno = failed;
        return -1;
    }
    errno = errno_before;
    if (compare != NULL)
        qsort(entries, count, sizeof *entries, (int (*)(const void *, const void *))(void (*)(void))compare);
    *result = entries;
    return (int)count;
}
GLIBC_ALIAS(scandirat, scandirat64);

/* Whether the descriptor is of this type, one of stat's. */
int isfdtype(int fd, int type);
GLIBC_EXPORT int isfdtype(int fd, int type)
{
    struct stat status;
    return fstat(fd, &status) < 0 ? -1 : (status.st_mode & S_IFMT) == (mode_t)type;
}

int getpt(void);
GLIBC_EXPORT int getpt(void)
{
    return posix_openpt(O_RDWR);
}

char *getwd(char *buffer);
char *__getwd_chk(char *buffer, size_t room);
GLIBC_EXPORT char *getwd(char *buffer)
{
    char path[PATH_MAX];
    if (getcwd(path, sizeof path) == NULL) {
        snprintf(buffer, PATH_MAX, "%s", strerror(errno));
        return NULL;
    }
    return strcpy(buffer, path);
}

GLIBC_EXPORT char *__getwd_chk(char *buffer, size_t room)
{
    char *result = getcwd(buffer, room);
    if (result == NULL && errno == ERANGE) __chk_fail();
    return result;
}

int fcloseall(void);
GLIBC_EXPORT int fcloseall(void)
{
    return fflush(NULL);
}

int dysize(int year);
GLIBC_EXPORT int dysize(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365;
}

/* C23's question about the resolution of time bases. */
int timespec_getres(struct timespec *resolution, int base);
GLIBC_EXPORT int timespec_getres(struct timespec *resolution, int base)
{
    if (base != TIME_UTC) return 0;
    if (resolution != NULL) clock_getres(CLOCK_REALTIME, resolution);
    return base;
}

/* Device numbers as functions, which glibc's macros of that name are. */
unsigned gnu_dev_major(dev_t device);
GLIBC_EXPORT unsigned gnu_dev_major(dev_t device)
{
    return (unsigned)((device >> 32 & 0xfffff000) | (device >> 8 & 0xfff));
}

unsigned gnu_dev_minor(dev_t device);
GLIBC_EXPORT unsigned gnu_dev_minor(dev_t device)
{
    return (unsigned)((device >> 12 & 0xffffff00) | (device & 0xff));
}

dev_t gnu_dev_makedev(unsigned major, unsigned minor);
GLIBC_EXPORT dev_t gnu_dev_makedev(unsigned major, unsigned minor)
{
    return (dev_t)(major & 0xfffff000) << 32 | (dev_t)(major & 0xfff) << 8 |
           (dev_t)(minor & 0xffffff00) << 12 | (minor & 0xff);
}

void __assert(const char *what, const char *file, int line);
GLIBC_EXPORT void __assert(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: Assertion `%s' failed.\n", file, line, what);
    abort();
}

void __assert_perror_fail(int error, const char *file, unsigned line, const char *function);
GLIBC_EXPORT void __assert_perror_fail(int error, const char *file, unsigned line, const char *function)
{
    fprintf(stderr, "%s:%u: %s: Unexpected error: %s.\n", file, line, function, strerror(error));
    abort();
}
