/* SPDX-License-Identifier: MIT */
/* Opens a file of /proc whose path is put together while the program runs, so that nothing in its file names
 * it. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    char path[64] = "/pr";
    (void)argv;
    strcat(path, argc > 5 ? "" : "oc/version");
    for (int i = 0; i < 2; i++) puts(open(path, O_RDONLY) < 0 ? "none" : "there");
    return 0;
}
