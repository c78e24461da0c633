// SPDX-License-Identifier: MIT
/* Signals: named checks, see check.h. */
#define _GNU_SOURCE
#include "check.h"

#include <fenv.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile sig_atomic_t count, last_signal, last_code, last_value;
static void *volatile last_address;
static sigjmp_buf jump;

static void note(int signal, siginfo_t *info, void *context)
{
    (void)context;
    count++;
    last_signal = signal;
    last_code = info->si_code;
    last_value = info->si_value.sival_int;
    last_address = info->si_addr;
}

static void handle(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};
    CHECK(sigaction(signal, &action, NULL) == 0);
    count = 0;
}

static void set_mask(int how, int signal)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    CHECK(sigprocmask(how, &set, NULL) == 0);
}

static void test_handler(void)
{
    handle(SIGUSR1, note, 0);
    CHECK(raise(SIGUSR1) == 0);
    CHECK(count == 1 && last_signal == SIGUSR1 && last_code == SI_TKILL);
    CHECK(kill(getpid(), SIGUSR1) == 0);
    CHECK(count == 2 && last_code == SI_USER);
    CHECK(kill(getpid(), 0) == 0 && kill(12345, 0) == -1 && errno == ESRCH);
    CHECK(kill(getpid(), 65) == -1 && errno == EINVAL);
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    CHECK(count == 2);
}

static void test_mask(void)
{
    sigset_t pending;
    handle(SIGUSR1, note, 0);
    set_mask(SIG_BLOCK, SIGUSR1);
    raise(SIGUSR1);
    raise(SIGUSR1);
    CHECK(count == 0);
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1));
    set_mask(SIG_UNBLOCK, SIGUSR1);
    CHECK(count == 1); /* a standard signal is pending once */
    set_mask(SIG_BLOCK, SIGUSR1);
    raise(SIGUSR1);
    signal(SIGUSR1, SIG_IGN); /* forgets what is pending */
    handle(SIGUSR1, note, 0);
    set_mask(SIG_UNBLOCK, SIGUSR1);
    CHECK(count == 0);
}

static int order[8];
static void note_order(int signal, siginfo_t *info, void *context)
{
    (void)context;
    (void)signal;
    order[count++] = info->si_value.sival_int;
}

static void test_queue(void)
{
    handle(SIGRTMIN + 1, note_order, 0);
    set_mask(SIG_BLOCK, SIGRTMIN + 1);
    for (int i = 0; i < 5; i++)
        CHECK(sigqueue(getpid(), SIGRTMIN + 1, (union sigval){.sival_int = 10 + i}) == 0);
    set_mask(SIG_UNBLOCK, SIGRTMIN + 1);
    CHECK(count == 5);
    for (int i = 0; i < 5; i++) CHECK(order[i] == 10 + i);
}

static void nested_inner(int signal, siginfo_t *info, void *context)
{
    (void)info;
    (void)context;
    last_signal = signal;
    count += 10;
}

static void nested_outer(int signal, siginfo_t *info, void *context)
{
    (void)info;
    (void)context;
    raise(signal); /* blocked while we run */
    CHECK(count == 0);
    raise(SIGUSR2);
    CHECK(count == 10);
    struct sigaction action = {.sa_sigaction = nested_inner, .sa_flags = SA_SIGINFO};
    CHECK(sigaction(signal, &action, NULL) == 0);
}

static void test_nested(void)
{
    handle(SIGUSR2, nested_inner, 0);
    handle(SIGUSR1, nested_outer, 0);
    raise(SIGUSR1);
    CHECK(count == 20 && last_signal == SIGUSR1);
}

static void test_reset(void)
{
    handle(SIGUSR1, note, SA_RESETHAND);
    raise(SIGUSR1);
    struct sigaction action;
    CHECK(sigaction(SIGUSR1, NULL, &action) == 0);
    CHECK(count == 1 && action.sa_handler == SIG_DFL);
}

static char *alternate;
static void on_alternate(int signal, siginfo_t *info, void *context)
{
    (void)info;
    (void)context;
    char here;
    stack_t stack;
    CHECK(&here > alternate && &here < alternate + 65536);
    CHECK(sigaltstack(NULL, &stack) == 0 && (stack.ss_flags & SS_ONSTACK));
    stack.ss_flags = 0;
    CHECK(sigaltstack(&stack, NULL) == -1 && errno == EPERM);
    last_signal = signal;
    count++;
}

static void test_altstack(void)
{
    alternate = malloc(65536);
    stack_t stack = {.ss_sp = alternate, .ss_size = 65536}, old;
    CHECK(sigaltstack(&stack, &old) == 0 && (old.ss_flags & SS_DISABLE));
    handle(SIGUSR1, on_alternate, SA_ONSTACK);
    raise(SIGUSR1);
    CHECK(count == 1);
    stack.ss_size = 100;
    CHECK(sigaltstack(&stack, NULL) == -1 && errno == ENOMEM);
}

static void leave(int signal, siginfo_t *info, void *context)
{
    note(signal, info, context);
    siglongjmp(jump, 1);
}

/* The control word: 0x37f masks all exceptions, without bit 2 a division by zero is one. */
static void set_x87_control(uint16_t control)
{
    __asm__ volatile("fninit; fldcw %0" : : "m"(control));
}

static void test_fault(void)
{
    handle(SIGSEGV, leave, 0);
    volatile int *nowhere = (int *)0x5000;
    if (sigsetjmp(jump, 1) == 0) *nowhere = 1;
    CHECK(count == 1 && last_code == SEGV_MAPERR && last_address == nowhere);
    int *read_only = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (sigsetjmp(jump, 1) == 0) *(volatile int *)read_only = 1;
    CHECK(count == 2 && last_code == SEGV_ACCERR && last_address == read_only);
    handle(SIGFPE, leave, 0);
    volatile int one = 1, zero = 0;
    if (sigsetjmp(jump, 1) == 0) printf("%d\n", one / zero);
    CHECK(count == 1 && last_code == FPE_INTDIV);
    set_x87_control(0x37b);
    /* The x87's exceptions: QEMU's TCG does not have those of SSE. It raises them at fwait, where a CPU may
     * do so earlier. */
    if (sigsetjmp(jump, 1) == 0) __asm__ volatile("fld1; fldz; fdivrp; fwait");
    set_x87_control(0x37f);
    CHECK(count == 2 && last_code == FPE_FLTDIV);
    handle(SIGILL, leave, 0);
    if (sigsetjmp(jump, 1) == 0) __asm__ volatile("ud2");
    CHECK(count == 1);
    handle(SIGTRAP, note, 0);
    __asm__ volatile("int3");
    CHECK(count == 1);
}

__attribute__((noinline)) static int overflow(int depth)
{
    volatile char buffer[4096];
    buffer[0] = (char)depth;
    return depth < 1000000 ? overflow(depth + 1) + buffer[0] : 0;
}

static void test_overflow(void)
{
    alternate = malloc(65536);
    stack_t stack = {.ss_sp = alternate, .ss_size = 65536};
    CHECK(sigaltstack(&stack, NULL) == 0);
    handle(SIGSEGV, leave, SA_ONSTACK);
    if (sigsetjmp(jump, 1) == 0) overflow(0);
    CHECK(count == 1);
}

static void skip_instruction(int signal, siginfo_t *info, void *context)
{
    note(signal, info, context);
    ucontext_t *user = context;
    user->uc_mcontext.gregs[REG_RIP] += 2; /* the length of ud2 */
    user->uc_mcontext.gregs[REG_R12] = 0x1234;
}

static void test_context(void)
{
    handle(SIGILL, skip_instruction, 0);
    register long r12 __asm__("r12") = 1;
    __asm__ volatile("ud2" : "+r"(r12));
    CHECK(count == 1 && r12 == 0x1234);
}

static void after(long microseconds)
{
    struct itimerval value = {.it_value.tv_usec = microseconds};
    CHECK(setitimer(ITIMER_REAL, &value, NULL) == 0);
}

static void *write_later(void *argument)
{
    usleep(100000);
    CHECK(write(*(int *)argument, "x", 1) == 1);
    return NULL;
}

static void test_restart(void)
{
    int pipes[2];
    char byte;
    pthread_t thread;
    sigset_t alarms;
    CHECK(pipe(pipes) == 0);
    handle(SIGALRM, note, 0);
    after(20000);
    CHECK(read(pipes[0], &byte, 1) == -1 && errno == EINTR && count == 1);
    /* The writer must not take the signal, which is to interrupt the reader. */
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    CHECK(pthread_sigmask(SIG_BLOCK, &alarms, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, write_later, &pipes[1]) == 0);
    CHECK(pthread_sigmask(SIG_UNBLOCK, &alarms, NULL) == 0);
    handle(SIGALRM, note, SA_RESTART);
    after(20000);
    CHECK(read(pipes[0], &byte, 1) == 1 && byte == 'x' && count == 1);
    CHECK(pthread_join(thread, NULL) == 0);
    after(20000);
    struct timespec length = {100, 0}, left;
    CHECK(nanosleep(&length, &left) == -1 && errno == EINTR); /* whatever SA_RESTART says */
    CHECK(left.tv_sec >= 50 && left.tv_sec < 100);
}

static void test_suspend(void)
{
    sigset_t set;
    handle(SIGALRM, note, 0);
    set_mask(SIG_BLOCK, SIGALRM);
    after(10000);
    sigfillset(&set);
    sigdelset(&set, SIGALRM);
    CHECK(sigsuspend(&set) == -1 && errno == EINTR && count == 1);
    CHECK(sigprocmask(SIG_BLOCK, NULL, &set) == 0);
    CHECK(sigismember(&set, SIGALRM) && !sigismember(&set, SIGUSR1));
    set_mask(SIG_UNBLOCK, SIGALRM);
    after(10000);
    CHECK(pause() == -1 && errno == EINTR && count == 2);
}

static void *signal_main(void *argument)
{
    usleep(20000);
    CHECK(pthread_kill(*(pthread_t *)argument, SIGUSR2) == 0);
    return NULL;
}

static void test_wait(void)
{
    sigset_t set;
    siginfo_t info;
    pthread_t thread, self = pthread_self();
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    CHECK(pthread_sigmask(SIG_BLOCK, &set, NULL) == 0);
    struct timespec none = {0, 0}, little = {0, 20000000}, much = {60, 0};
    CHECK(sigtimedwait(&set, &info, &none) == -1 && errno == EAGAIN);
    CHECK(sigtimedwait(&set, &info, &little) == -1 && errno == EAGAIN);
    CHECK(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 7}) == 0);
    CHECK(sigtimedwait(&set, &info, &much) == SIGUSR1 && info.si_value.sival_int == 7 &&
          info.si_code == SI_QUEUE);
    CHECK(pthread_create(&thread, NULL, signal_main, &self) == 0);
    CHECK(sigwaitinfo(&set, &info) == SIGUSR2);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0);
}

/* Vector registers and rounding mode are the handler's own, and come back. */
static void spoil(int signal, siginfo_t *info, void *context)
{
    note(signal, info, context);
    CHECK(fegetround() == FE_TONEAREST);
    __asm__ volatile("pcmpeqd %%xmm0, %%xmm0; pcmpeqd %%xmm15, %%xmm15; fldpi" ::: "xmm0", "xmm15");
    fesetround(FE_DOWNWARD);
}

static void test_vectors(void)
{
    uint64_t in = 0x0123456789abcdef, out0, out15;
    handle(SIGUSR1, spoil, 0);
    fesetround(FE_UPWARD);
    __asm__ volatile("movq %2, %%xmm0; movq %2, %%xmm15; movl %3, %%edi; movl %4, %%esi; movl %5, %%edx; "
                     "movl %6, %%eax; syscall; "
                     "movq %%xmm0, %0; movq %%xmm15, %1"
                     : "=&r"(out0), "=&r"(out15)
                     : "r"(in), "r"(getpid()), "r"(gettid()), "i"(SIGUSR1), "i"(SYS_tgkill)
                     : "rax", "rcx", "r11", "rdi", "rsi", "rdx", "xmm0", "xmm15", "memory");
    CHECK(count == 1 && out0 == in && out15 == in && fegetround() == FE_UPWARD);
    fesetround(FE_TONEAREST);
}

static const struct check checks[] = {
    {"handler", test_handler}, {"mask", test_mask},         {"queue", test_queue},
    {"nested", test_nested},   {"reset", test_reset},       {"altstack", test_altstack},
    {"fault", test_fault},     {"overflow", test_overflow}, {"context", test_context},
    {"restart", test_restart}, {"suspend", test_suspend},   {"wait", test_wait},
    {"vectors", test_vectors},
};

/* Ends by a signal, for the host to see. */
static void end_by(const char *how)
{
    if (strcmp(how, "abort") == 0) abort();
    if (strcmp(how, "term") == 0) raise(SIGTERM);
    if (strcmp(how, "blocked-fault") == 0) {
        set_mask(SIG_BLOCK, SIGSEGV);
        *(volatile int *)0x10 = 1;
    }
    if (strcmp(how, "bad-stack") == 0) {
        handle(SIGUSR1, note, 0);
        __asm__ volatile("movl %0, %%edi; movl %1, %%esi; movl %2, %%eax; movq $0x1000, %%rsp; syscall"
                         :
                         : "r"(getpid()), "i"(SIGUSR1), "i"(SYS_kill)
                         : "rax", "rcx", "r11", "rdi", "rsi", "memory");
    }
}

int main(int argc, char **argv)
{
    RUN_CHECKS(argc, argv, checks);
    for (int i = 1; i < argc; i++) end_by(argv[i]);
    return 0;
}
