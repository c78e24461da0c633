/* SPDX-License-Identifier: MIT */
/* Opens a file of /proc, or the one of the argument, whose path is put together while the program runs, so
 * that nothing in its file names it. So that the argument names none either, it lacks the first / and has a +
 * for others. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    char path[64] = "/pr";
    strcat(path, argc > 5 ? "" : "oc/version");
    if (argc > 1) {
        snprintf(path, sizeof(path), "/%s", argv[1]);
        for (char *at = path; (at = strchr(at, '+')) != NULL;) *at = '/';
    }
    for (int i = 0; i < 2; i++) puts(open(path, O_RDONLY) < 0 ? "none" : "there");
    return 0;
}
