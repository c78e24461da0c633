/* SPDX-License-Identifier: MIT */
/* exit, in place of libc's: it also runs the destructors of the calling thread's thread_local objects, first
 * of all, and what on_exit registered. What a program does not link in is not called, hence the weak names.
 */
#include <libc/compat.h>

#include <stdlib.h>
#include <unistd.h>

hidden weak void __call_tls_dtors(void);
hidden weak void __funcs_on_exit(void);
hidden weak void __libc_exit_fini(void);
hidden weak void __stdio_exit(void);
hidden int glibc_exit_status;

/* What an old program's entry code has for the end, after all that the program registers itself; NULL for
 * others. Not registered as well, which would take an allocator for programs that have none. */
hidden extern void (*libc_program_fini)(void);
void (*libc_program_fini)(void);

/* For on_exit's functions, which get the status. */
int glibc_exit_status;

GLIBC_EXPORT _Noreturn void exit(int status)
{
    glibc_exit_status = status;
    if (__call_tls_dtors) __call_tls_dtors();
    if (__funcs_on_exit) __funcs_on_exit();
    if (libc_program_fini) libc_program_fini();
    if (__libc_exit_fini) __libc_exit_fini();
    if (__stdio_exit) __stdio_exit();
    _Exit(status);
}
