/* SPDX-License-Identifier: MIT */
/* What a check of _FORTIFY_SOURCE does when it fails: the program has a defect that may be an attack, so
 * nothing of it runs any more, no handler of atexit either. The words are glibc's, since people and tests
 * look for them. */
#include "private.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static _Noreturn void say_and_abort(const char *what, const char *end)
{
    /* Not through stdio: its locks and buffers may be what was overwritten. */
    struct iovec parts[] = {{(void *)"*** ", 4}, {(void *)what, strlen(what)}, {(void *)end, strlen(end)}};
    /* A message that cannot be written must not keep the program from ending. */
    ssize_t ignored = writev(STDERR_FILENO, parts, sizeof parts / sizeof *parts);
    (void)ignored;
    abort();
}

hidden _Noreturn void glibc_abort_message(const char *what)
{
    say_and_abort(what, " ***: terminated\n");
}

hidden _Noreturn void glibc_abort_short_message(const char *what)
{
    say_and_abort(what, " ***\n");
}

GLIBC_EXPORT _Noreturn void __fortify_fail(const char *what)
{
    glibc_abort_message(what);
}

GLIBC_EXPORT _Noreturn void __chk_fail(void)
{
    glibc_abort_message("buffer overflow detected");
}

/* FD_SET, FD_CLR and FD_ISSET ask for the word of a descriptor; an fd_set has FD_SETSIZE (1024) bits. */
long __fdelt_chk(long descriptor);
GLIBC_EXPORT long __fdelt_chk(long descriptor)
{
    if (descriptor < 0 || descriptor >= 1024) __fortify_fail("bit out of range 0 - FD_SETSIZE on fd_set");
    return descriptor / 64;
}
GLIBC_ALIAS(__fdelt_chk, __fdelt_warn);
