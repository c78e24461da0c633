/* SPDX-License-Identifier: MIT */
/*
 * Timers in a list by deadline: programs have a handful. Each CPU has a hardware timer of its own; the one
 * that starts a timer sees to it that its own comes in time, and whichever CPU's comes fires all that is due.
 */
#include <arch/cpu.h>
#include <arch/timer.h>
#include <core/log.h>
#include <sched/lock.h>
#include <sched/sched.h>
#include <time/clock.h>
#include <time/tick.h>

/* The longest time that the hardware is programmed for; further ones are programmed again when it is over. */
#define PROGRAM_MAX_NS NS_PER_SECOND

static struct spinlock timer_lock = SPINLOCK_INIT;
/* Under timer_lock. */
static struct list_node timers = LIST_INIT(timers);
static struct timer *firing;

/* With timer_lock held. */
static void program(uint64_t deadline_ns)
{
    struct cpu *cpu = arch_cpu();
    if (deadline_ns >= cpu->timer_ns) return;
    uint64_t now = clock_monotonic_ns();
    uint64_t length = deadline_ns > now ? MIN(deadline_ns - now, PROGRAM_MAX_NS) : 0;
    cpu->timer_ns = deadline_ns;
    arch_timer_start((uint32_t)MAX(clock_timer_ticks(length), 1ull));
}

void tick_program(uint64_t deadline_ns)
{
    uint64_t flags = spin_lock_irqsave(&timer_lock);
    program(deadline_ns);
    spin_unlock_irqrestore(&timer_lock, flags);
}

void timer_start(struct timer *timer, uint64_t deadline_ns, void (*fire)(struct timer *timer))
{
    /* The clock may start a timer of its own the first time it is read; not under our lock. */
    clock_monotonic_ns();
    uint64_t flags = spin_lock_irqsave(&timer_lock);
    ASSERT("time", !timer->armed);
    timer->deadline_ns = deadline_ns;
    timer->fire = fire;
    timer->armed = true;
    struct list_node *after = timers.prev;
    while (after != &timers && list_entry(after, struct timer, node)->deadline_ns > deadline_ns)
        after = after->prev;
    list_insert_after(after, &timer->node);
    program(deadline_ns);
    spin_unlock_irqrestore(&timer_lock, flags);
}

bool timer_stop(struct timer *timer)
{
    uint64_t flags = spin_lock_irqsave(&timer_lock);
    bool armed = timer->armed;
    if (armed) {
        timer->armed = false;
        list_remove(&timer->node);
    }
    /* Another CPU may be running `fire` right now; the structure must outlive that. Not so when we are inside
     * of it. */
    while (firing == timer && !armed) {
        spin_unlock_irqrestore(&timer_lock, flags);
        arch_pause();
        flags = spin_lock_irqsave(&timer_lock);
    }
    spin_unlock_irqrestore(&timer_lock, flags);
    return armed;
}

void tick_interrupt(void)
{
    spin_lock(&timer_lock);
    arch_cpu()->timer_ns = UINT64_MAX;
    uint64_t now = clock_monotonic_ns();
    while (!list_empty(&timers)) {
        struct timer *timer = list_entry(timers.next, struct timer, node);
        if (timer->deadline_ns > now) break;
        list_remove(&timer->node);
        timer->armed = false;
        firing = timer;
        void (*fire)(struct timer *) = timer->fire;
        spin_unlock(&timer_lock);
        fire(timer);
        spin_lock(&timer_lock);
        firing = NULL;
    }
    spin_unlock(&timer_lock);
    sched_tick(now);
    spin_lock(&timer_lock);
    if (!list_empty(&timers)) program(list_entry(timers.next, struct timer, node)->deadline_ns);
    program(sched_next_tick());
    spin_unlock(&timer_lock);
}
