/* SPDX-License-Identifier: MIT */
/* Opens each library that it is given, and says what is wrong with it. */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        void *handle = dlopen(argv[i], RTLD_NOW);
        puts(handle != NULL ? "opened" : dlerror());
    }
    return 0;
}
