/* SPDX-License-Identifier: MIT */
/* musl's realpath in two parts, of which the one that resolves does not allocate. */
#include <libc/compat.h>

#include <libc/paths.h>
#include <stdlib.h>
#include <string.h>

static char *no_room(void)
{
    return NULL;
}

#define realpath libc_resolve_path
#define strdup(path) no_room()
#define getcwd libc_working_directory
#include <../misc/realpath.c>
#undef realpath
#undef strdup
#undef getcwd

GLIBC_EXPORT char *realpath(const char *restrict path, char *restrict resolved)
{
    char room[PATH_MAX];
    char *found = libc_resolve_path(path, resolved != NULL ? resolved : room);
    return found == room ? strdup(room) : found;
}
