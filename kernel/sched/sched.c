/* SPDX-License-Identifier: MIT */
/*
 * Round robin with time slices, a queue for each CPU. A thread that becomes runnable goes to the end of the
 * queue; when it is the only one, no timer runs. The scheduler's lock protects the queues and the state
 * fields of all threads, and is held across the switch: the thread that is switched in releases it. Choosing
 * among CPUs, where there are several, is the component smp's, which replaces the functions marked so.
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

#define SLICE_NS (4 * NS_PER_MS)

static struct spinlock sched_lock = SPINLOCK_INIT;
/* Under sched_lock. */
static struct thread *dead;

static struct thread boot_thread = {.name = "idle", .running = true};

/* With sched_lock held. */
void sched_contend(void)
{
    struct cpu *cpu = arch_cpu();
    if (cpu->current == cpu->idle) {
        cpu->need_resched = true;
    } else if (cpu->slice_end_ns == UINT64_MAX) {
        cpu->slice_end_ns = clock_monotonic_ns() + SLICE_NS;
        tick_program(cpu->slice_end_ns);
    }
}

replaceable void sched_requeue(struct thread *thread)
{
    list_add_tail(&arch_cpu()->run_queue, &thread->run_node);
}

replaceable void sched_enqueue(struct thread *thread)
{
    sched_requeue(thread);
    sched_contend();
}

replaceable struct thread *sched_pick(struct cpu *cpu)
{
    struct list_node *node = list_pop(&cpu->run_queue);
    return node != NULL ? list_entry(node, struct thread, run_node) : NULL;
}

replaceable void sched_notice(struct thread *thread)
{
    (void)thread;
}

void sched_cpu_init(struct cpu *cpu)
{
    list_init(&cpu->run_queue);
    cpu->slice_end_ns = UINT64_MAX;
    cpu->timer_ns = UINT64_MAX;
}

void sched_init(void)
{
    list_init(&boot_thread.run_node);
    list_init(&boot_thread.all_node);
    arch_cpu_init(&boot_thread);
}

/* With sched_lock held and interrupts off: runs the next thread. The caller has set the current thread's
 * state and queued it if it is to go on. Returns with the lock released, interrupts still off. */
static void switch_away(void)
{
    struct cpu *cpu = arch_cpu();
    struct thread *from = cpu->current;
    struct thread *to = sched_pick(cpu);
    if (to == NULL) to = cpu->idle;
    cpu->need_resched = false;
    cpu->slice_end_ns = UINT64_MAX;
    if (!list_empty(&cpu->run_queue)) {
        cpu->slice_end_ns = clock_monotonic_ns() + SLICE_NS;
        tick_program(cpu->slice_end_ns);
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

/* What the rest calls. The component smp puts a function around it. */
replaceable void sched_finish_switch(void) __attribute__((alias("sched_end_switch")));

void sched_end_switch(void)
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
    if (!arch_cpu()->need_resched || arch_preempt_count() != 0) return;
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    struct cpu *cpu = arch_cpu();
    /* A thread between wait_prepare and wait_sleep is preempted as a runnable one: it has yet to look at its
     * condition. */
    if (cpu->current != cpu->idle) sched_requeue(cpu->current);
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
    struct cpu *cpu = arch_cpu();
    if (now_ns >= cpu->slice_end_ns) {
        cpu->slice_end_ns = UINT64_MAX;
        cpu->need_resched = true;
    }
}

uint64_t sched_next_tick(void)
{
    return arch_cpu()->slice_end_ns;
}

replaceable _Noreturn void sched_idle(void)
{
    for (;;) {
        arch_interrupts_disable();
        if (arch_cpu()->need_resched || !list_empty(&arch_cpu()->run_queue)) {
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
    /* The running thread that was about to sleep just goes on; nobody waits. */
    if (!thread->running && list_empty(&thread->run_node)) sched_enqueue(thread);
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
    sched_notice(thread);
    spin_unlock_irqrestore(&sched_lock, flags);
}

void thread_start(struct thread *thread)
{
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    thread->state = THREAD_SLEEPING;
    wake(thread);
    spin_unlock_irqrestore(&sched_lock, flags);
}

/* Without the lock: while we run, or wait to run, others only make it THREAD_RUNNABLE. If one does so late,
 * for a sleep that is over, the next one is short, and its condition looked at again. */
void sched_prepare_sleep(void)
{
    /* Before the look at what is waited for: who makes that true looks at the mark behind it. */
    __atomic_store_n(&thread_current()->state, THREAD_SLEEPING, __ATOMIC_SEQ_CST);
}

void sched_cancel_sleep(void)
{
    __atomic_store_n(&thread_current()->state, THREAD_RUNNABLE, __ATOMIC_RELAXED);
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

replaceable unsigned sched_cpu_count(void)
{
    return 1;
}

replaceable struct cpu *sched_cpu(unsigned number)
{
    (void)number;
    return arch_cpu();
}

replaceable uint64_t sched_affinity(const struct thread *thread)
{
    (void)thread;
    return 1;
}

void thread_set_affinity(struct thread *thread, uint64_t cpus)
{
    uint64_t flags = spin_lock_irqsave(&sched_lock);
    sched_set_affinity(thread, cpus);
    spin_unlock_irqrestore(&sched_lock, flags);
}

void sched_kicked(void)
{
    spin_lock(&sched_lock);
    if (!list_empty(&arch_cpu()->run_queue)) sched_contend();
    spin_unlock(&sched_lock);
}

replaceable void sched_set_affinity(struct thread *thread, uint64_t cpus)
{
    (void)thread;
    (void)cpus;
}
