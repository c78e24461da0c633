// SPDX-License-Identifier: MIT
/* Asks for system calls by number and for symbols by name, as its arguments say, so that nobody can know it
 * before. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **words)
{
    for (int i = 1; i < count; i++) {
        const char *word = words[i];
        if (word[0] >= '0' && word[0] <= '9')
            printf("%s %s\n", word, syscall(atol(word)) >= 0 ? "works" : "fails");
        else
            printf("%s %s\n", word, dlsym(RTLD_DEFAULT, word) != NULL ? "is there" : "is not there");
    }
    return 0;
}
