/* SPDX-License-Identifier: MIT */
/* The lock, the thread, and the timers. */
#include <abi/errno.h>
#include <core/init.h>
#include <core/log.h>
#include <lwip/init.h>
#include <lwip/mld6.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/timeouts.h>
#include <sched/thread.h>
#include <time/clock.h>

#include "private.h"

static struct mutex lock = MUTEX_INIT(lock);
static struct wait_queue thread_wait = WAIT_QUEUE_INIT(thread_wait);
static bool woken; /* atomic: the thread is to look for frames and timers */

void inet_lock(void)
{
    mutex_lock(&lock);
}

void inet_wake(void)
{
    __atomic_store_n(&woken, true, __ATOMIC_RELEASE);
    wake_all(&thread_wait);
}

void inet_unlock(void)
{
    netif_poll_all();
    inet_devices_flush();
    mutex_unlock(&lock);
}

/* Of lwIP's timers only TCP's does not go all the time: it begins with a connection, whoever makes that. It
 * is no reason to wake the thread, which another timer wakes before. */
_Static_assert(MLD6_TMR_INTERVAL <= TCP_TMR_INTERVAL, "another timer is due before TCP's");

static void run(void *argument)
{
    (void)argument;
    for (;;) {
        inet_lock();
        __atomic_store_n(&woken, false, __ATOMIC_RELEASE);
        sys_check_timeouts();
        bool more = inet_devices_receive();
        uint64_t deadline = clock_monotonic_ns() + sys_timeouts_sleeptime() * NS_PER_MS;
        inet_unlock();
        if (more) continue;
        (void)!WAIT_EVENT(&thread_wait, __atomic_load_n(&woken, __ATOMIC_ACQUIRE), deadline,
                          WAIT_UNINTERRUPTIBLE);
    }
}

/* Behind the stage in which cards are found. */
static int inet_start(void)
{
    inet_lock();
    lwip_init();
    int status = inet_devices_start();
    inet_unlock();
    if (status == 0 && thread_create_kernel("inet", run, NULL) == NULL) status = -ENOMEM;
    return status;
}
INIT_CALL(filesystem, inet_start);

int inet_wait(struct inet_socket *self, uint64_t deadline_ns)
{
    uint32_t seen = self->changes;
    inet_unlock();
    int status = WAIT_EVENT(&self->socket.wait, __atomic_load_n(&self->changes, __ATOMIC_ACQUIRE) != seen,
                            deadline_ns, WAIT_INTERRUPTIBLE);
    inet_lock();
    return status;
}
