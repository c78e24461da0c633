/* SPDX-License-Identifier: MIT */
/* strsignal and psignal's words, in place of libc's, as glibc has them; and the names of signals. */
#include <libc/compat.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct signal_words {
    char name[8];
    const char *text;
} signals[] = {
#define X(name, text) [SIG##name] = {#name, text},
#include <libc/signal-names.h>
#undef X
};

static const struct signal_words *find(int signal)
{
    if ((unsigned)signal >= sizeof signals / sizeof *signals || signals[signal].text == NULL) return NULL;
    return &signals[signal];
}

const char *sigabbrev_np(int signal);
GLIBC_EXPORT const char *sigabbrev_np(int signal)
{
    const struct signal_words *found = find(signal);
    return found != NULL ? found->name : NULL;
}

const char *sigdescr_np(int signal);
GLIBC_EXPORT const char *sigdescr_np(int signal)
{
    const struct signal_words *found = find(signal);
    return found != NULL ? found->text : NULL;
}

GLIBC_EXPORT char *strsignal(int signal)
{
    static char other[32];
    const char *text = sigdescr_np(signal);
    if (text != NULL) return (char *)text;
    if (signal >= SIGRTMIN && signal <= SIGRTMAX)
        snprintf(other, sizeof other, "Real-time signal %d", signal - SIGRTMIN);
    else
        snprintf(other, sizeof other, "Unknown signal %d", signal);
    return other;
}
