// SPDX-License-Identifier: MIT
/*
 * Makes system calls with arguments that are mostly nonsense: `junk SEED COUNT [-v]`. The kernel must survive
 * all of them, and the program must come to its end. Calls that would end or destroy the program itself are
 * left out.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define HIGHEST 450

static const short excluded[] = {
    SYS_exit,
    SYS_exit_group,
    SYS_rt_sigreturn,
    SYS_reboot,
    SYS_arch_prctl,
    /* the program's memory */
    SYS_mmap,
    SYS_munmap,
    SYS_mremap,
    SYS_mprotect,
    SYS_brk,
    SYS_madvise,
    /* its output, by which it tells that it is alive */
    SYS_close,
    SYS_close_range,
    SYS_dup2,
    SYS_dup3,
    SYS_fcntl,
    /* signals that end it, and threads that start nowhere */
    SYS_kill,
    SYS_tkill,
    SYS_tgkill,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_alarm,
    SYS_setitimer,
    SYS_timer_settime,
    SYS_clone,
    SYS_clone3,
    SYS_prlimit64,
    SYS_setrlimit,
};

static uint64_t state;
static uint32_t below(uint32_t limit)
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(state >> 33) % limit;
}

static char *buffer; /* two pages; what follows them is not mapped */

static uint64_t argument(void)
{
    switch (below(12)) {
    case 0: return 0;
    case 1: return UINT64_MAX - below(3);
    case 2: return below(8);
    case 3: return below(4096);
    case 4: return 1ull << below(64);
    case 5: return (uint64_t)buffer + below(8192);
    case 6: return (uint64_t)buffer + 8192 - below(64);
    case 7: return 0xffffffff80000000ull + below(1 << 22); /* the kernel */
    case 8: return 0x00007ffffffff000ull - below(32);
    case 9: return 0x8000000000000000ull | below(1 << 20); /* no address at all */
    case 10: return (uint64_t)state << 32 | below(UINT32_MAX);
    default: return (uint64_t)buffer;
    }
}

static int is_excluded(long number)
{
    for (size_t i = 0; i < sizeof(excluded) / sizeof(excluded[0]); i++)
        if (excluded[i] == number) return 1;
    return 0;
}

static void wake_up(int signal)
{
    (void)signal;
}

/* Whatever the last call has changed: what blocks is to be interrupted soon. */
static void prepare(void)
{
    static const char names[][8] = {"/", "/tmp", "/tmp/a", "tmp/b/c", "/proc/1", "/dev", "", "."};
    struct sigaction action = {.sa_handler = wake_up};
    struct itimerval soon = {.it_value.tv_usec = 2000, .it_interval.tv_usec = 2000};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int i = 1; i < 32; i++)
        if (i != SIGSEGV && i != SIGBUS) sigaction(i, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    for (size_t i = 0; i < 8192; i += 4) {
        uint32_t word = below(4) == 0 ? below(UINT32_MAX) : below(16);
        memcpy(buffer + i, &word, 4);
    }
    for (size_t i = 0; i < 4; i++) memcpy(buffer + below(8192 - 8), names[below(8)], 8);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    state = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
    long count = argc > 2 ? atol(argv[2]) : 10000, done = 0;
    buffer = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(buffer + 8192, 4096);
    for (long i = 0; i < count; i++) {
        long number = below(HIGHEST);
        uint64_t a[6];
        if (is_excluded(number)) continue;
        prepare();
        for (int j = 0; j < 6; j++) a[j] = argument();
        if (argc > 3)
            printf("%ld: %ld %lx %lx %lx %lx %lx %lx\n", i, number, a[0], a[1], a[2], a[3], a[4], a[5]);
        syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
        done++;
    }
    printf("made %ld calls\n", done);
    return 0;
}
