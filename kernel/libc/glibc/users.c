/* SPDX-License-Identifier: MIT */
/* Groups of the process, netgroups, and the records of who is logged in. */
#include "private.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int group_member(gid_t gid);
GLIBC_EXPORT int group_member(gid_t gid)
{
    int count = getgroups(0, NULL), member = 0;
    gid_t *groups = count <= 0 ? NULL : malloc((size_t)count * sizeof *groups);
    if (groups == NULL) return 0;
    count = getgroups(count, groups);
    for (int i = 0; i < count; i++) member |= groups[i] == gid;
    free(groups);
    return member;
}

/* The line of a user as in /etc/passwd. */
int getpw(uid_t uid, char *buffer);
GLIBC_EXPORT int getpw(uid_t uid, char *buffer)
{
    struct passwd entry, *result;
    char text[1024];
    if (getpwuid_r(uid, &entry, text, sizeof text, &result) != 0 || result == NULL) return -1;
    return sprintf(buffer, "%s:%s:%u:%u:%s:%s:%s", entry.pw_name, entry.pw_passwd, entry.pw_uid, entry.pw_gid,
                   entry.pw_gecos, entry.pw_dir, entry.pw_shell) < 0
               ? -1
               : 0;
}

/* Netgroups come from NIS (Debian's nsswitch.conf names nothing else), which is not here: nobody is in one.
 */
int innetgr(const char *group, const char *host, const char *user, const char *domain);
GLIBC_EXPORT int innetgr(const char *group, const char *host, const char *user, const char *domain)
{
    (void)group, (void)host, (void)user, (void)domain;
    return 0;
}

int setnetgrent(const char *group);
GLIBC_EXPORT int setnetgrent(const char *group)
{
    (void)group;
    return 0; /* no such group */
}

void endnetgrent(void);
GLIBC_EXPORT void endnetgrent(void) {}

int getnetgrent(char **host, char **user, char **domain);
GLIBC_EXPORT int getnetgrent(char **host, char **user, char **domain)
{
    (void)host, (void)user, (void)domain;
    return 0;
}

int getnetgrent_r(char **host, char **user, char **domain, char *buffer, size_t length);
GLIBC_EXPORT int getnetgrent_r(char **host, char **user, char **domain, char *buffer, size_t length)
{
    (void)host, (void)user, (void)domain, (void)buffer, (void)length;
    return 0;
}

/* There is no /run/utmp, so nothing is recorded, as glibc does where the file is missing. Libc's own calls
 * about it (getutxent and so on) answer the same. */
void login(const void *record);
GLIBC_EXPORT void login(const void *record)
{
    (void)record;
}

int logout(const char *line);
GLIBC_EXPORT int logout(const char *line)
{
    (void)line;
    return 0;
}

void logwtmp(const char *line, const char *name, const char *host);
GLIBC_EXPORT void logwtmp(const char *line, const char *name, const char *host)
{
    (void)line, (void)name, (void)host;
}
