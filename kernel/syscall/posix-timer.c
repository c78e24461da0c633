/* SPDX-License-Identifier: MIT */
/* timer_create(2) and its relatives. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <sched/thread.h>
#include <signal/queue.h>
#include <signal/signal.h>
#include <syscall/resource.h>
#include <syscall/timespec.h>

#include "interval-timer.h"

struct posix_timer {
    struct interval_timer interval; /* first */
    struct list_node node;          /* in posix_timers */
    int id;
    int notify_tid; /* 0: the process; -1: nobody (SIGEV_NONE) */
    struct signal_entry entry;
};

/* All timers by ascending id. The lock is held through each call, which keeps the timer alive and its
 * settings in order. */
static struct mutex posix_timers_lock = MUTEX_INIT(posix_timers_lock);
static struct list_node posix_timers = LIST_INIT(posix_timers);
static unsigned posix_timers_count;

static void expire(struct interval_timer *interval, uint64_t count)
{
    struct posix_timer *timer = (struct posix_timer *)interval;
    if (timer->notify_tid >= 0) signal_send_entry(timer->notify_tid, &timer->entry, count);
}

/* With the lock held. */
static struct posix_timer *find(int id)
{
    LIST_FOREACH(&posix_timers, node)
    {
        struct posix_timer *timer = list_entry(node, struct posix_timer, node);
        if (timer->id == id) return timer;
    }
    return NULL;
}

/* Gives the timer the lowest free id. With the lock held. */
static int insert(struct posix_timer *timer)
{
    struct list_node *after = &posix_timers;
    if (posix_timers_count >= resource_limit(RLIMIT_SIGPENDING)) return -EAGAIN;
    timer->id = 0;
    while (after->next != &posix_timers &&
           list_entry(after->next, struct posix_timer, node)->id == timer->id) {
        timer->id++;
        after = after->next;
    }
    list_insert_after(after, &timer->node);
    posix_timers_count++;
    return 0;
}

/* SIGEV_THREAD is the C library's; what it asks the kernel for is one of the others. */
static int read_event(struct posix_timer *timer, const struct sigevent *user)
{
    struct sigevent event = {.sigev_signo = SIGALRM};
    if (user != NULL && copy_from_user(&event, user, sizeof(event)) != 0) return -EFAULT;
    uint64_t ns;
    switch (event.sigev_notify) {
    case SIGEV_NONE: timer->notify_tid = -1; return 0;
    case SIGEV_THREAD_ID:
        timer->notify_tid = event.sigev_notify_thread_id;
        if (timer->notify_tid <= 0 || !signal_run_time_ns(timer->notify_tid, &ns)) return -EINVAL;
        break;
    case SIGEV_SIGNAL:
    case SIGEV_THREAD: break;
    default: return -EINVAL;
    }
    if (event.sigev_signo < 1 || event.sigev_signo > SIGNAL_COUNT) return -EINVAL;
    timer->entry.preallocated = true;
    timer->entry.info.si_signo = event.sigev_signo;
    timer->entry.info.si_code = SI_TIMER;
    timer->entry.info.si_value = event.sigev_value;
    return 0;
}

SYSCALL(timer_create)(int number, const struct sigevent *event, int *id_user)
{
    struct clock_id clock;
    int status = clock_id_resolve(number, &clock);
    if (status != 0) return status;
    struct posix_timer *timer = kzalloc(sizeof(*timer));
    if (timer == NULL) return -EAGAIN;
    interval_timer_init(&timer->interval, &clock, expire);
    status = read_event(timer, event);
    if (status == 0) {
        mutex_lock(&posix_timers_lock);
        status = insert(timer);
        if (status == 0) {
            timer->entry.info.si_timerid = timer->id;
            if (event == NULL) timer->entry.info.si_value.sival_ptr = (uint64_t)timer->id;
            status = put_user32((uint32_t)timer->id, (uint32_t *)id_user);
            if (status != 0) {
                list_remove(&timer->node);
                posix_timers_count--;
            }
        }
        mutex_unlock(&posix_timers_lock);
    }
    if (status != 0) kfree(timer);
    return status;
}

/* An expiry that nobody took yet is void. With the lock held. */
static void disarm(struct posix_timer *timer, struct interval_setting *old)
{
    interval_timer_stop(&timer->interval, old);
    signal_withdraw_entry(&timer->entry);
}

SYSCALL(timer_delete)(int id)
{
    mutex_lock(&posix_timers_lock);
    struct posix_timer *timer = find(id);
    if (timer != NULL) {
        list_remove(&timer->node);
        posix_timers_count--;
        disarm(timer, NULL);
        kfree(timer);
    }
    mutex_unlock(&posix_timers_lock);
    return timer != NULL ? 0 : -EINVAL;
}

SYSCALL(timer_settime)(int id, int flags, const struct itimerspec *new_user, struct itimerspec *old_user)
{
    struct interval_setting setting, old;
    if (new_user == NULL) return -EINVAL;
    int status = interval_setting_from_user(&setting, new_user);
    if (status != 0) return status;
    mutex_lock(&posix_timers_lock);
    struct posix_timer *timer = find(id);
    if (timer != NULL) {
        disarm(timer, &old);
        /* May expire at once. */
        interval_timer_start(&timer->interval, &setting, flags & TIMER_ABSTIME);
    }
    mutex_unlock(&posix_timers_lock);
    if (timer == NULL) return -EINVAL;
    return old_user != NULL ? interval_setting_to_user(old_user, &old) : 0;
}

SYSCALL(timer_gettime)(int id, struct itimerspec *to)
{
    struct interval_setting setting;
    mutex_lock(&posix_timers_lock);
    struct posix_timer *timer = find(id);
    if (timer != NULL) interval_timer_get(&timer->interval, &setting);
    mutex_unlock(&posix_timers_lock);
    return timer != NULL ? interval_setting_to_user(to, &setting) : -EINVAL;
}

SYSCALL(timer_getoverrun)(int id)
{
    mutex_lock(&posix_timers_lock);
    struct posix_timer *timer = find(id);
    long overruns = timer != NULL ? timer->entry.overruns : -EINVAL;
    mutex_unlock(&posix_timers_lock);
    return overruns;
}
