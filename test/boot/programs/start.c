// SPDX-License-Identifier: MIT
// Prints how it was started: arguments, environment, auxiliary vector. Checks what the psABI promises of the
// rest.
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

extern char **environ;
extern const char __ehdr_start[] __attribute__((weak, visibility("hidden")));

// In .bss, behind initialised data that does not fill its page: all of it must be zero.
static char initialised[5000] = {1};
static char zero[20000];
static _Thread_local int per_thread = 42;

static int failures;

static void check(int holds, const char *what)
{
    if (!holds) {
        printf("not so: %s\n", what);
        failures++;
    }
}

int main(int argc, char **argv)
{
    for (int i = 0; i < argc; i++) printf("argument %s\n", argv[i]);
    for (char **variable = environ; *variable != NULL; variable++) printf("environment %s\n", *variable);
    printf("executed %s\n", (const char *)getauxval(AT_EXECFN));
    printf("interpreter %s\n", getauxval(AT_BASE) != 0 ? "yes" : "no");
    check(argv[argc] == NULL, "argv ends with a null pointer");
    check(environ == argv + argc + 1, "the environment follows the arguments");
    for (size_t i = 0; i < sizeof(zero); i++)
        if (zero[i] != 0) check(0, "uninitialised data is zero");
    check(initialised[0] == 1 && initialised[4999] == 0 && per_thread == 42,
          "initialised data is as it was linked");
    check(getauxval(AT_PAGESZ) == 4096 && getauxval(AT_CLKTCK) == 100, "page size and clock ticks");
    check(strcmp((const char *)getauxval(AT_PLATFORM), "x86_64") == 0, "the platform's name");
    check(getauxval(AT_UID) == 0 && getauxval(AT_SECURE) == 0, "user and mode");
    const uint64_t *random = (const uint64_t *)getauxval(AT_RANDOM);
    check(random != NULL && (random[0] | random[1]) != 0, "random bytes");
    const Elf64_Phdr *headers = (const Elf64_Phdr *)getauxval(AT_PHDR);
    int loads = 0;
    for (unsigned long i = 0; headers != NULL && i < getauxval(AT_PHNUM); i++)
        loads += headers[i].p_type == PT_LOAD;
    check(getauxval(AT_PHENT) == sizeof(*headers) && loads > 0, "program headers");
    if (__ehdr_start != NULL)
        check((const char *)headers == __ehdr_start + ((const Elf64_Ehdr *)__ehdr_start)->e_phoff,
              "where the program headers are");
    check((uintptr_t)__builtin_frame_address(0) % 16 == 0, "the stack is aligned");
    check(getpid() > 0, "a process");
    return failures;
}
