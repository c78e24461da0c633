// SPDX-License-Identifier: MIT
// sources: renamed_strerror.c renamed_strsignal.c renamed_error_constants.c
/* What errors and signals are called, beside the host's. */
#define _GNU_SOURCE
#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

char *our_strerror(int);
int our_xpg_strerror_r(int, char *, size_t);
char *our_strerror_r(int, char *, size_t);
const char *our_strerrordesc_np(int);
const char *our_strerrorname_np(int);
char *our_strsignal(int);
const char *our_sigabbrev_np(int);
const char *our_sigdescr_np(int);
int __xpg_strerror_r(int, char *, size_t);

static void same(const char *a, const char *b)
{
    assert((a == NULL) == (b == NULL));
    assert(a == NULL || strcmp(a, b) == 0);
}

int main(void)
{
    for (int number = -1; number < 200; number++) {
        char theirs[64] = "", ours[64] = "";
        same(strerror(number), our_strerror(number));
        same(strerrordesc_np(number), our_strerrordesc_np(number));
        same(strerrorname_np(number), our_strerrorname_np(number));
        same(strerror_r(number, theirs, sizeof theirs), our_strerror_r(number, ours, sizeof ours));
        assert(__xpg_strerror_r(number, theirs, sizeof theirs) ==
               our_xpg_strerror_r(number, ours, sizeof ours));
        same(theirs, ours);
        assert(__xpg_strerror_r(number, theirs, 5) == our_xpg_strerror_r(number, ours, 5));
        same(theirs, ours);
    }
    for (int number = -1; number < 80; number++) {
        same(sigabbrev_np(number), our_sigabbrev_np(number));
        same(sigdescr_np(number), our_sigdescr_np(number));
        same(strsignal(number), our_strsignal(number));
    }
    return 0;
}
