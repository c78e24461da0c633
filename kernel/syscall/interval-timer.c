/* SPDX-License-Identifier: MIT */
#include "interval-timer.h"

#include <syscall/timespec.h>

/* However short an interval is, the CPU is interrupted no more often than this. What is missed is counted. */
#define PERIOD_MIN_NS (50 * NS_PER_US)
/* CPU clocks may stand still: how often at most they are looked at when it turns out that one did. */
#define CPU_CLOCK_PERIOD_NS NS_PER_MS

static void fire(struct timer *timer);

/* With the lock held. */
static void start(struct interval_timer *timer, uint64_t earliest_ns)
{
    timer_start(&timer->timer, MAX(clock_id_deadline_ns(&timer->clock, timer->expires_ns), earliest_ns),
                fire);
}

static void fire(struct timer *inner)
{
    struct interval_timer *timer = container_of(inner, struct interval_timer, timer);
    uint64_t flags = spin_lock_irqsave(&timer->lock);
    uint64_t now = clock_id_now_ns(&timer->clock), monotonic = clock_monotonic_ns();
    if (timer->expires_ns == 0) {
        /* Disarmed while it was about to fire. */
    } else if (now < timer->expires_ns) {
        /* A CPU clock that was slower than the time, or a clock that was set. */
        start(timer, monotonic + CPU_CLOCK_PERIOD_NS);
    } else {
        uint64_t count = 1;
        if (timer->interval_ns != 0) {
            count += (now - timer->expires_ns) / timer->interval_ns;
            timer->expires_ns += count * timer->interval_ns;
            start(timer, monotonic + PERIOD_MIN_NS);
        } else {
            timer->expires_ns = 0;
        }
        timer->expire(timer, count);
    }
    spin_unlock_irqrestore(&timer->lock, flags);
}

void interval_timer_init(struct interval_timer *timer, const struct clock_id *clock,
                         void (*expire)(struct interval_timer *timer, uint64_t count))
{
    *timer = (struct interval_timer){.clock = *clock, .expire = expire};
}

/* With the lock held. */
static struct interval_setting current_setting(struct interval_timer *timer)
{
    if (timer->expires_ns == 0) return (struct interval_setting){0, 0};
    uint64_t now = clock_id_now_ns(&timer->clock);
    /* Armed is never told as 0, which would mean that it is not. */
    return (struct interval_setting){timer->expires_ns > now ? timer->expires_ns - now : 1,
                                     timer->interval_ns};
}

void interval_timer_get(struct interval_timer *timer, struct interval_setting *setting)
{
    uint64_t flags = spin_lock_irqsave(&timer->lock);
    *setting = current_setting(timer);
    spin_unlock_irqrestore(&timer->lock, flags);
}

void interval_timer_stop(struct interval_timer *timer, struct interval_setting *old)
{
    uint64_t flags = spin_lock_irqsave(&timer->lock);
    if (old != NULL) *old = current_setting(timer);
    timer->expires_ns = 0;
    spin_unlock_irqrestore(&timer->lock, flags);
    /* Without the lock, because this waits for `fire`, which takes it. From now on `fire` does not start it
     * again. */
    timer_stop(&timer->timer);
}

void interval_timer_start(struct interval_timer *timer, const struct interval_setting *setting, bool absolute)
{
    if (setting->value_ns == 0) return;
    uint64_t flags = spin_lock_irqsave(&timer->lock);
    uint64_t base = absolute ? 0 : clock_id_now_ns(&timer->clock);
    timer->expires_ns = setting->value_ns < WAIT_FOREVER - base ? base + setting->value_ns : WAIT_FOREVER;
    timer->interval_ns = setting->interval_ns;
    start(timer, 0);
    spin_unlock_irqrestore(&timer->lock, flags);
}

int interval_setting_from_user(struct interval_setting *setting, const struct itimerspec *user)
{
    struct itimerspec value;
    if (copy_from_user(&value, user, sizeof(value)) != 0) return -EFAULT;
    if (!timespec_valid(&value.it_value) || !timespec_valid(&value.it_interval)) return -EINVAL;
    *setting = (struct interval_setting){timespec_to_ns(&value.it_value), timespec_to_ns(&value.it_interval)};
    return 0;
}

int interval_setting_to_user(struct itimerspec *user, const struct interval_setting *setting)
{
    struct itimerspec value = {ns_to_timespec(setting->interval_ns), ns_to_timespec(setting->value_ns)};
    return copy_to_user(user, &value, sizeof(value));
}
