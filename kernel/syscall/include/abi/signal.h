/* SPDX-License-Identifier: MIT */
/* Signals as programs on x86-64 see them (Linux: asm/signal.h, asm-generic/siginfo.h; signal(7),
 * sigaction(2)). */
#pragma once

#include <core/types.h>

#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPWR 30
#define SIGSYS 31
#define SIGRTMIN 32 /* from here on each sending is queued */
#define SIGNAL_COUNT 64

/** The bit of a signal (1 to SIGNAL_COUNT) in a set. */
#define SIGNAL_BIT(signal) (1ull << ((signal)-1))

/* si_code: who sent it, or what went wrong. */
#define SI_USER 0
#define SI_KERNEL 0x80
#define SI_QUEUE (-1)
#define SI_TIMER (-2)
#define SI_MESGQ (-3)
#define SI_ASYNCIO (-4)
#define SI_SIGIO (-5)
#define SI_TKILL (-6)

#define ILL_ILLOPN 2
#define ILL_PRVOPC 5
#define FPE_INTDIV 1
#define FPE_INTOVF 2
#define FPE_FLTDIV 3
#define FPE_FLTOVF 4
#define FPE_FLTUND 5
#define FPE_FLTRES 6
#define FPE_FLTINV 7
#define FPE_FLTSUB 8
#define FPE_FLTUNK 14
#define SEGV_MAPERR 1
#define SEGV_ACCERR 2
#define SEGV_BNDERR 3
#define BUS_ADRALN 1
#define BUS_ADRERR 2
#define BUS_OBJERR 3
#define TRAP_BRKPT 1
#define TRAP_TRACE 2
#define TRAP_HWBKPT 4
#define POLL_IN 1

union sigval {
    int32_t sival_int;
    uint64_t sival_ptr;
};

/** What of a siginfo_t carries something; the program's is SIGINFO_SIZE bytes, the rest zero. */
struct siginfo {
    int32_t si_signo;
    int32_t si_errno;
    int32_t si_code;
    int32_t reserved;
    union {
        struct { /* kill, sigqueue, SIGCHLD */
            int32_t si_pid;
            uint32_t si_uid;
            union sigval si_value;
        };
        struct { /* POSIX timers; si_value is at the same place as above */
            int32_t si_timerid;
            int32_t si_overrun;
        };
        uint64_t si_addr; /* faults */
        struct {          /* SIGIO */
            int64_t si_band;
            int32_t si_fd;
        };
        uint8_t bytes[32];
    };
};
_Static_assert(sizeof(struct siginfo) == 48, "siginfo_t: what carries something");
_Static_assert(offsetof(struct siginfo, si_addr) == 16, "siginfo_t");
_Static_assert(offsetof(struct siginfo, si_value) == 24, "siginfo_t");

#define SIGINFO_SIZE 128

/* sa_handler */
#define SIG_DFL 0ull
#define SIG_IGN 1ull

/* sa_flags */
#define SA_NOCLDSTOP 0x00000001u
#define SA_NOCLDWAIT 0x00000002u
#define SA_SIGINFO 0x00000004u
#define SA_UNSUPPORTED 0x00000400u
#define SA_EXPOSE_TAGBITS 0x00000800u
#define SA_RESTORER 0x04000000u
#define SA_ONSTACK 0x08000000u
#define SA_RESTART 0x10000000u
#define SA_NODEFER 0x40000000u
#define SA_RESETHAND 0x80000000u
#define SA_SUPPORTED                                                                                         \
    (SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_RESTART | SA_NODEFER |         \
     SA_RESETHAND)

/** struct kernel_sigaction: what rt_sigaction takes. */
struct sigaction {
    uint64_t sa_handler;
    uint64_t sa_flags;
    uint64_t sa_restorer;
    uint64_t sa_mask;
};
_Static_assert(sizeof(struct sigaction) == 32, "struct kernel_sigaction");

#define SIGSET_SIZE 8 /* what rt_sig* calls must be given as sigsetsize */

/* rt_sigprocmask */
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

/* sigaltstack */
#define SS_ONSTACK 1u
#define SS_DISABLE 2u
#define SS_AUTODISARM 0x80000000u
#define MINSIGSTKSZ 2048

struct stack {
    uint64_t ss_sp;
    uint32_t ss_flags;
    uint32_t reserved;
    uint64_t ss_size;
};
_Static_assert(sizeof(struct stack) == 24, "stack_t");

/* struct sigevent, as timer_create takes it. */
#define SIGEV_SIGNAL 0
#define SIGEV_NONE 1
#define SIGEV_THREAD 2
#define SIGEV_THREAD_ID 4

struct sigevent {
    union sigval sigev_value;
    int32_t sigev_signo;
    int32_t sigev_notify;
    int32_t sigev_notify_thread_id;
    uint8_t reserved[44];
};
_Static_assert(sizeof(struct sigevent) == 64, "sigevent_t");
