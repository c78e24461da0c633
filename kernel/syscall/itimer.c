/* SPDX-License-Identifier: MIT */
/* setitimer(2), getitimer(2), alarm(2): three timers of the process, each with its signal. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <signal/signal.h>
#include <syscall/timespec.h>

#include "interval-timer.h"

static struct mutex itimer_lock = MUTEX_INIT(itimer_lock);
/* Made at first use and then kept; under itimer_lock, and read by expire without it. */
static struct interval_timer *itimers[ITIMER_PROF + 1];

static void expire(struct interval_timer *timer, uint64_t count)
{
    static const uint8_t signals[] = {
        [ITIMER_REAL] = SIGALRM, [ITIMER_VIRTUAL] = SIGVTALRM, [ITIMER_PROF] = SIGPROF};
    (void)count;
    for (unsigned which = 0; which < ARRAY_SIZE(itimers); which++) {
        struct siginfo info = {.si_signo = signals[which], .si_code = SI_KERNEL};
        if (itimers[which] == timer) (void)signal_send_process(&info);
    }
}

/* With itimer_lock held. NULL: out of memory. */
static struct interval_timer *itimer_get(unsigned which)
{
    if (itimers[which] != NULL) return itimers[which];
    struct interval_timer *timer = kmalloc(sizeof(*timer));
    if (timer == NULL) return NULL;
    struct clock_id clock = {which == ITIMER_REAL ? CLOCK_KIND_MONOTONIC : CLOCK_KIND_CPU, 0};
    interval_timer_init(timer, &clock, expire);
    itimers[which] = timer;
    return timer;
}

static int set(unsigned which, const struct interval_setting *setting, struct interval_setting *old)
{
    mutex_lock(&itimer_lock);
    struct interval_timer *timer = itimer_get(which);
    if (timer != NULL && setting != NULL) {
        interval_timer_stop(timer, old);
        interval_timer_start(timer, setting, false);
    } else if (timer != NULL) {
        interval_timer_get(timer, old);
    }
    mutex_unlock(&itimer_lock);
    return timer != NULL ? 0 : -ENOMEM;
}

/* Rounded up: what is armed must not read as disarmed. */
static struct itimerval to_itimerval(const struct interval_setting *setting)
{
    return (struct itimerval){
        .it_interval = ns_to_timeval(setting->interval_ns),
        .it_value = ns_to_timeval(setting->value_ns + (NS_PER_US - 1)),
    };
}

SYSCALL(getitimer)(unsigned which, struct itimerval *to)
{
    struct interval_setting setting;
    if (which > ITIMER_PROF) return -EINVAL;
    int status = set(which, NULL, &setting);
    if (status != 0) return status;
    struct itimerval value = to_itimerval(&setting);
    return copy_to_user(to, &value, sizeof(value));
}

SYSCALL(setitimer)(unsigned which, const struct itimerval *new_user, struct itimerval *old_user)
{
    struct itimerval value = {0};
    struct interval_setting old;
    if (which > ITIMER_PROF) return -EINVAL;
    /* NULL disarms it, as it always has (setitimer(2), BUGS). */
    if (new_user != NULL && copy_from_user(&value, new_user, sizeof(value)) != 0) return -EFAULT;
    if (!timeval_valid(&value.it_value) || !timeval_valid(&value.it_interval)) return -EINVAL;
    struct interval_setting setting = {timeval_to_ns(&value.it_value), timeval_to_ns(&value.it_interval)};
    int status = set(which, &setting, &old);
    if (status != 0 || old_user == NULL) return status;
    value = to_itimerval(&old);
    return copy_to_user(old_user, &value, sizeof(value));
}

SYSCALL(alarm)(unsigned seconds)
{
    struct interval_setting setting = {seconds * NS_PER_SECOND, 0}, old;
    if (set(ITIMER_REAL, &setting, &old) != 0) return 0;
    return (long)((old.value_ns + NS_PER_SECOND - 1) / NS_PER_SECOND);
}
