// SPDX-License-Identifier: MIT
// The library's start. The dynamic linker calls __init_libc before anything else, the program's entry code
// __libc_start_main.
#define _GNU_SOURCE
#include <elf.h>
#include <unistd.h>

#include "libc.h"

// Entries of the auxiliary vector that are of interest here are below it.
#define AUXILIARY_TYPES 38

hidden void __init_ssp(void *entropy);
hidden void libc_find_vector_registers(void);

static void set_program_name(char *path)
{
    __progname_full = path;
    __progname = path;
    for (char *at = path; *at != 0; at++)
        if (*at == '/') __progname = at + 1;
}

// The kernel makes descriptors 0 to 2 and starts no program with more rights than its user has: there is
// nothing to repair for programs that run for somebody else, as there is on other systems.
void __init_libc(char **environment, char *path)
{
    size_t values[AUXILIARY_TYPES] = {0};
    libc_find_vector_registers();
    DO(link_libc_case_tables, libc_fill_case_tables)();
    __environ = environment;
    while (*environment != 0) environment++;
    libc.auxv = (size_t *)(environment + 1);
    for (const size_t *pair = libc.auxv; pair[0] != AT_NULL; pair += 2)
        if (pair[0] < AUXILIARY_TYPES) values[pair[0]] = pair[1];
    __hwcap = values[AT_HWCAP];
    libc.page_size = values[AT_PAGESZ];
    libc.secure = values[AT_SECURE] != 0;
    if (path == 0) path = (char *)values[AT_EXECFN];
    set_program_name(path != 0 ? path : "");
    __init_tls(values);
    __init_ssp((void *)values[AT_RANDOM]);
}
