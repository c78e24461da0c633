// SPDX-License-Identifier: MIT
// Where a program's entry code goes. The dynamic linker has called __init_libc by then.
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>

#include "libc.h"

hidden void __libc_start_init(void);
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
                      void (*init)(int, char **, char **), void (*fini)(void), void (*rtld_fini)(void),
                      void *stack_end);

hidden extern void (*libc_program_fini)(void);

// glibc's signature. Programs that were linked before glibc 2.34 bring a function that calls their
// constructors, and one for their destructors; for others the dynamic linker calls them. What it has to do at
// exit it knows itself, so rtld_fini is not used. It has set __libc_stack_end too, which by now can be
// in a program that has made it read-only.
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
                      void (*init)(int, char **, char **), void (*fini)(void), void (*rtld_fini)(void),
                      void *stack_end)
{
    (void)rtld_fini;
    (void)stack_end;
    libc_program_fini = fini;
    if (init != 0)
        init(argc, argv, __environ);
    else
        __libc_start_init();
    exit(main(argc, argv, __environ));
}
