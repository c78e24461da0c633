/* SPDX-License-Identifier: MIT */
/* Threads: those of the program, and the kernel's own. */
#pragma once

#include <arch/thread.h>
#include <arch/trap.h>
#include <sched/wait.h>

enum thread_state { THREAD_RUNNABLE, THREAD_SLEEPING, THREAD_DEAD };

struct signal_state; /* of one thread: signal/signal.h */

struct thread {
    struct arch_thread arch; /* first: entry.S knows its offsets */
    /** Something is to be done before this thread returns to the program (a signal, its end). Set by anybody,
     * read on the way out. At THREAD_RETURN_WORK of arch/offsets.h. */
    volatile bool return_work;
    volatile bool exiting; /* is to end at its next return to the program */
    bool user;             /* runs the program; false: the kernel's own */
    /* Under the scheduler's lock: */
    bool running;            /* some CPU's current thread */
    bool interruptible;      /* sleeps so */
    bool timed_out;          /* by the sleep timer */
    bool unlocked;           /* of the component smp: was switched out without the kernel lock */
    uint8_t quick;           /* of the component smp: see smp/schedule.h */
    enum thread_state state; /* the thread itself writes it without the lock to mark a sleep */
    int tid;       /* of a program's thread: 2 is the main thread and the process; 0: the kernel's own */
    char name[16]; /* comm, 0-terminated; prctl(PR_SET_NAME) */
    struct list_node run_node;
    struct list_node all_node; /* in thread_list, under thread_list_lock */
    uint64_t
        run_time; /* CPU time used up to when it was last switched out, in counts of the time stamp counter */
    uint64_t switched_in;
    int nice;
    int *clear_child_tid; /* set_tid_address: written and woken when the thread ends */
    void *robust_list;    /* set_robust_list */
    size_t robust_list_size;
    unsigned refaults; /* pages read again in a row since the last system call (vfs/refault.h); of this thread
                          only */
    /* Of the component smp, under the scheduler's lock: on which CPU it last ran or is queued (NULL: on none
     * yet), on which it may run, a bit each (0: on all). */
    struct cpu *cpu;
    uint64_t affinity;
    const struct thread *waker;  /* who woke it last; may be gone */
    struct signal_state *signal; /* NULL for the kernel's own */
};

/** All threads of the program. */
extern struct list_node thread_list;
extern struct spinlock thread_list_lock;
/** How many threads the program has. */
unsigned thread_user_count(void);

static inline struct thread *thread_current(void)
{
    return arch_thread_current();
}

/** The program's registers as they were when this thread entered the kernel; what is written here is loaded
 * on return. */
static inline struct trap_frame *thread_user_frame(struct thread *thread)
{
    return (struct trap_frame *)thread->arch.kernel_stack_top - 1;
}

/** A kernel thread, runnable at once. NULL: out of memory. It ends by returning from `entry`. */
struct thread *thread_create_kernel(const char *name, void (*entry)(void *), void *argument);

/** A thread of the program, not yet runnable, in thread_list, whose first return goes to the registers in
 * `frame` (copied). Its signal state, TLS base and the rest are for the caller to set before thread_start.
 * NULL: out of memory. */
struct thread *thread_create_user(const struct trap_frame *frame);
void thread_start(struct thread *thread);
/** Makes the calling thread, one of the kernel's own, a thread of the program, in thread_list. It goes to the
 * program by arch_thread_enter_user; its signal state and the rest are for the caller to set before. -ENOMEM.
 */
int thread_become_user(void);
/** Takes back thread_create_user for a thread that was never started. */
void thread_discard(struct thread *thread);

/** Ends the calling thread (of either kind). Does not return. exit and clone semantics (clear_child_tid,
 * robust list, the last thread ends the process) are in exec/process.c. */
_Noreturn void thread_exit(void);

/** The thread of the program with this tid, or NULL. Hold thread_list_lock. */
struct thread *thread_find(int tid);

/** Makes a sleeping thread runnable if it sleeps; true when it did. Usable in interrupt context. */
bool thread_wake(struct thread *thread);
/** As thread_wake, only for one that sleeps interruptibly; then its wait_sleep returns -ERESTARTSYS. Sets
 * return_work. */
void thread_interrupt(struct thread *thread);
void thread_yield(void);
/** Keeps the thread to these CPUs, a bit each, of which at least one is there; 0: to none in particular. */
void thread_set_affinity(struct thread *thread, uint64_t cpus);
/** CPU time of a thread in ns, up to now. */
uint64_t thread_run_time_ns(struct thread *thread);
/** Sleeps until the time; 0, or -ERESTARTSYS. */
int thread_sleep_until(uint64_t deadline_ns, enum wait_mode mode);
