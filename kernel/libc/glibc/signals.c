/* SPDX-License-Identifier: MIT */
/* Calls about signals from before POSIX that glibc still has. Masks of these are an int: bit 0 is signal 1.
 */
#include "private.h"

#include <signal.h>

static unsigned long *words(sigset_t *set)
{
    return (unsigned long *)(void *)set;
}

static int change_mask(int how, int mask)
{
    sigset_t set, old;
    sigemptyset(&set);
    words(&set)[0] = (unsigned)mask;
    if (sigprocmask(how, mask == 0 && how == SIG_BLOCK ? NULL : &set, &old) < 0) return -1;
    return (int)words(&old)[0];
}

int sigblock(int mask);
GLIBC_EXPORT int sigblock(int mask)
{
    return change_mask(SIG_BLOCK, mask);
}

int sigsetmask(int mask);
GLIBC_EXPORT int sigsetmask(int mask)
{
    return change_mask(SIG_SETMASK, mask);
}

int siggetmask(void);
GLIBC_EXPORT int siggetmask(void)
{
    return change_mask(SIG_BLOCK, 0);
}

int gsignal(int number);
GLIBC_EXPORT int gsignal(int number)
{
    return raise(number);
}

void (*ssignal(int number, void (*handler)(int)))(int);
GLIBC_EXPORT void (*ssignal(int number, void (*handler)(int)))(int)
{
    return signal(number, handler);
}

/* signal of System V: the handler is gone after its first call, and its signal is not blocked meanwhile. */
void (*sysv_signal(int number, void (*handler)(int)))(int);
GLIBC_EXPORT void (*sysv_signal(int number, void (*handler)(int)))(int)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = (int)(SA_RESETHAND | SA_NODEFER)}, old;
    return sigaction(number, &action, &old) < 0 ? SIG_ERR : old.sa_handler;
}
GLIBC_ALIAS(sysv_signal, __sysv_signal);

/* What the macros of glibc's header with these names call. */
int __sigismember(const sigset_t *set, int number);
GLIBC_EXPORT int __sigismember(const sigset_t *set, int number)
{
    return (int)(((const unsigned long *)(const void *)set)[(number - 1) / 64] >> ((number - 1) % 64) & 1);
}

int __sigaddset(sigset_t *set, int number);
GLIBC_EXPORT int __sigaddset(sigset_t *set, int number)
{
    words(set)[(number - 1) / 64] |= 1ul << ((number - 1) % 64);
    return 0;
}

int __sigdelset(sigset_t *set, int number);
GLIBC_EXPORT int __sigdelset(sigset_t *set, int number)
{
    words(set)[(number - 1) / 64] &= ~(1ul << ((number - 1) % 64));
    return 0;
}
