// SPDX-License-Identifier: MIT
// A program that crashes in the way that its argument names and then writes, as the guest's kernel would, the
// crash report of docs/guest-interface.md about itself on standard output.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

static char *stack_top;
static volatile long handled;

static void report(int signal, siginfo_t *info, void *context)
{
    static const struct {
        const char *name;
        int index;
    } registers[] = {
        {"rip", REG_RIP}, {"rsp", REG_RSP}, {"rflags", REG_EFL}, {"rax", REG_RAX}, {"rbx", REG_RBX},
        {"rcx", REG_RCX}, {"rdx", REG_RDX}, {"rsi", REG_RSI},    {"rdi", REG_RDI}, {"rbp", REG_RBP},
        {"r8", REG_R8},   {"r9", REG_R9},   {"r10", REG_R10},    {"r11", REG_R11}, {"r12", REG_R12},
        {"r13", REG_R13}, {"r14", REG_R14}, {"r15", REG_R15},    {"cr2", REG_CR2},
    };
    const greg_t *values = ((ucontext_t *)context)->uc_mcontext.gregs;
    printf("thimble: crash: signal %d code %d address %lx thread 1 in program\n", signal, info->si_code,
           (unsigned long)info->si_addr);
    printf("thimble: crash:");
    for (size_t i = 0; i < sizeof registers / sizeof registers[0]; i++)
        printf(" %s %llx", registers[i].name, values[registers[i].index]);
    printf("\n");

    char line[512], protection[8], path[256];
    FILE *maps = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, maps)) {
        unsigned long start, end, offset;
        path[0] = 0;
        sscanf(line, "%lx-%lx %7s %lx %*s %*s %255s", &start, &end, protection, &offset, path);
        if (protection[2] == 'x' && path[0] == '/')
            printf("thimble: crash: map %lx %lx %lx %.3s %s\n", start, end, offset, protection, path);
    }

    uint64_t *word = (uint64_t *)(values[REG_RSP] & ~7ul);
    for (int i = 0; i < 1024 && (char *)(word + 4) <= stack_top; i += 4, word += 4)
        printf("thimble: crash: stack %lx %lx %lx %lx %lx\n", (unsigned long)word, word[0], word[1], word[2],
               word[3]);
    fflush(stdout);
    _exit(0);
}

#define KEEP __attribute__((noinline, noipa))

// Work after each call keeps it from becoming a jump, and large frames and saved registers make the unwinder
// earn it.
KEEP static long store(long *where, long a, long b)
{
    *where = a * b;
    return a;
}
KEEP static int compare(const void *a, const void *b)
{
    return (int)store(NULL, *(const int *)a, *(const int *)b);
}
KEEP static void handle(int signal)
{
    handled = store(NULL, signal, 2) + 1;
}

KEEP static long crash(const char *how, long depth)
{
    volatile char pad[200];
    pad[depth] = 1;
    if (!strcmp(how, "sort")) {
        int numbers[] = {3, 1, 2};
        qsort(numbers, 3, sizeof numbers[0], compare);
    } else if (!strcmp(how, "abort")) {
        abort();
    } else if (!strcmp(how, "nowhere")) {
        void (*volatile function)(void) = (void (*)(void))8;
        function();
    } else if (!strcmp(how, "handler")) {
        signal(SIGUSR1, handle);
        raise(SIGUSR1);
    }
    return store(NULL, depth, pad[depth]) + pad[depth];
}

KEEP static long outer(const char *how, long a, long b, long c)
{
    long result = crash(how, a & 7);
    return result + crash(how, b) * c;
}

int main(int argc, char **argv)
{
    stack_top = (char *)argv;
    char *alternate = malloc(1 << 16);
    sigaltstack(&(stack_t){.ss_sp = alternate, .ss_size = 1 << 16}, NULL);
    struct sigaction action = {.sa_sigaction = report, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGABRT, &action, NULL);
    return (int)outer(argc > 1 ? argv[1] : "store", argc, argc + 1, argc + 2) + 1;
}
