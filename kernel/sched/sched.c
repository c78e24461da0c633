/* SPDX-License-Identifier: MIT */
/*
 * Round robin with time slices, one queue. A thread that becomes runnable goes to the end of the queue; when
 * it is the only one, no timer runs. The scheduler's lock protects the queue and the state fields of all
 * threads, and is held across the switch: the thread that is switched in releases it.
 */
#include <abi/errno.h>
#include <arch/cpu.h>
#include <core/log.h>
#include <mm/kmalloc.h>
#include <mm/vmap.h>
#include <sched/sched.h>
#include <sched/thread.h>
#include <time/clock.h>
#include <time/tick.h>

#include "private.h"

#define SLICE_NS (4 * NS_PER_MS)

static struct spinlock sched_lock = SPINLOCK_INIT;
/* Under sched_lock. */
static struct list_node run_queue = LIST_INIT(run_queue);
static struct thread *dead;
static uint64_t slice_end_ns;

static struct thread boot_thread = {.name = "idle", .running = true};

static void enqueue(struct thread *thread)
{
    if (!thread->running && list_empty(&thread->run_node) && thread != arch_cpu()->idle)
        list_add_tail(&run_queue, &thread->run_node);
}

/* Somebody waits for the CPU: make sure that the running thread's slice ends, or, if it idles, that it stops
 * idling. */
static void contend(void)
{
    struct cpu *cpu = arch_cpu();
    if (cpu->current == cpu->idle) {
        cpu->need_resched = true;
    } else if (slice_end_ns == UINT64_MAX) {
        slice_end_ns = clock_monotonic_ns() + SLICE_NS;
        tick_program(slice_end_ns);
    }
}

void sched_init(void)
{
    list_init(&boot_thread.run_node);
    list_init(&boot_thread.all_node);
    slice_end_ns = UINT64_MAX;
    arch_cpu_init(&boot_thread);
}

/* With sched_lock held and interrupts off: runs the next thread. The caller has set the current thread's
 * state and queued it if it is to go on. Returns with the lock released, interrupts still off. */
static void switch_away(void)
{
    struct cpu *cpu = arch_cpu();
    struct thread *from = cpu->current;
    struct list_node *node = list_pop(&run_queue);
    struct thread *to = node != NULL ? list_entry(node, struct thread, run_node) : cpu->idle;
    cpu->need_resched = false;
    if (list_empty(&run_queue)) {
        slice_end_ns = UINT64_MAX;
    } else {
        slice_end_ns = clock_monotonic_ns() + SLICE_NS;
        tick_program(slice_end_ns);
    }
    if (to == from) {
        spin_unlock(&sched_lock);
        return;
    }
    /* In counts of the time stamp counter, since the clock may not be measured yet. */
    uint64_t now = arch_timestamp();
    from->run_time += now - from->switched_in;
    to->switched_in = now;
    from->running = false;
    to->running = true;
    cpu->current = to;
    arch_thread_switch(from, to);
    sched_finish_switch();
}

void sched_finish_switch(void)
{
    struct thread *corpse = dead;
    dead = NULL;
    spin_unlock(&sched_lock);
    if (corpse != NULL) {
        arch_thread_fpu_free(corpse);
        kernel_stack_free(corpse->arch.kernel_stack_top);
        kfree(corpse);
    }
}

void sched_preempt(void)
{
    struct cpu *cpu = arch_cpu();
    if (!cpu->need_resched || cpu->preempt_count != 0) return;
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    struct thread *self = cpu->current;
    /* A thread between wait_prepare and wait_sleep is preempted as a runnable one: it has yet to look at its
     * condition. */
    if (self != cpu->idle) list_add_tail(&run_queue, &self->run_node);
    switch_away();
    arch_interrupts_restore(flags);
}

void thread_yield(void)
{
    arch_cpu()->need_resched = true;
    sched_preempt();
}

void sched_tick(uint64_t now_ns)
{
    if (now_ns >= slice_end_ns) {
        slice_end_ns = UINT64_MAX;
        arch_cpu()->need_resched = true;
    }
}

uint64_t sched_next_tick(void)
{
    return slice_end_ns;
}

_Noreturn void sched_idle(void)
{
    for (;;) {
        arch_interrupts_disable();
        if (arch_cpu()->need_resched || !list_empty(&run_queue)) {
            arch_interrupts_enable();
            thread_yield();
        } else {
            arch_wait_for_interrupt();
        }
    }
}

/* With sched_lock held. */
static bool wake(struct thread *thread)
{
    if (thread->state != THREAD_SLEEPING) return false;
    thread->state = THREAD_RUNNABLE;
    enqueue(thread);
    /* The running thread that was about to sleep just goes on; nobody waits. */
    if (!thread->running) contend();
    return true;
}

bool thread_wake(struct thread *thread)
{
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    bool woken = wake(thread);
    spin_unlock_irqrestore(&sched_lock, flags);
    return woken;
}

void thread_interrupt(struct thread *thread)
{
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    thread->return_work = true;
    if (thread->interruptible) wake(thread);
    spin_unlock_irqrestore(&sched_lock, flags);
}

void thread_start(struct thread *thread)
{
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    thread->state = THREAD_SLEEPING;
    wake(thread);
    spin_unlock_irqrestore(&sched_lock, flags);
}

void sched_prepare_sleep(void)
{
    struct thread *self = thread_current();
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    self->state = THREAD_SLEEPING;
    spin_unlock_irqrestore(&sched_lock, flags);
}

void sched_cancel_sleep(void)
{
    struct thread *self = thread_current();
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    self->state = THREAD_RUNNABLE;
    spin_unlock_irqrestore(&sched_lock, flags);
}

/* The timer of a sleep with a deadline, on the sleeper's stack. */
struct sleep_timer {
    struct timer timer;
    struct thread *thread;
};

static void sleep_timer_fire(struct timer *timer)
{
    struct thread *thread = container_of(timer, struct sleep_timer, timer)->thread;
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    if (wake(thread)) thread->timed_out = true;
    spin_unlock_irqrestore(&sched_lock, flags);
}

int wait_sleep(uint64_t deadline_ns, enum wait_mode mode)
{
    struct thread *self = thread_current();
    ASSERT("sched", preemptible() && self != arch_cpu()->idle);
    struct sleep_timer sleep = {.thread = self};
    if (deadline_ns != WAIT_FOREVER) timer_start(&sleep.timer, deadline_ns, sleep_timer_fire);
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    bool interrupted = mode == WAIT_INTERRUPTIBLE && self->return_work;
    self->timed_out &= self->state != THREAD_SLEEPING;
    if (self->state == THREAD_SLEEPING && !interrupted) {
        self->interruptible = mode == WAIT_INTERRUPTIBLE;
        switch_away();
        self->interruptible = false;
        arch_interrupts_restore(flags);
    } else {
        self->state = THREAD_RUNNABLE;
        spin_unlock_irqrestore(&sched_lock, flags);
    }
    if (deadline_ns != WAIT_FOREVER) timer_stop(&sleep.timer);
    if (mode == WAIT_INTERRUPTIBLE && self->return_work) return -ERESTARTSYS;
    bool timed_out = self->timed_out;
    self->timed_out = false;
    return timed_out ? -ETIMEDOUT : 0;
}

void thread_exit(void)
{
    struct thread *self = thread_current();
    if (self->user) {
        spin_lock(&thread_list_lock);
        list_remove(&self->all_node);
        spin_unlock(&thread_list_lock);
    }
    arch_interrupts_disable();
    spin_lock(&sched_lock);
    self->state = THREAD_DEAD;
    dead = self;
    switch_away();
    panic("sched", "a dead thread runs");
}

uint64_t sched_idle_counts(void)
{
    return arch_cpu()->idle->run_time;
}

uint64_t thread_run_time_ns(struct thread *thread)
{
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    uint64_t time = thread->run_time;
    if (thread->running) time += arch_timestamp() - thread->switched_in;
    spin_unlock_irqrestore(&sched_lock, flags);
    return clock_timestamp_ns(time);
}
