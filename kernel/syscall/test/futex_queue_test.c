// SPDX-License-Identifier: MIT
// sources: ../futex-queue.c
/* The queues of futex waiters, used by threads of the host that really run at once: no wake-up is lost, none
 * is counted twice. */
#include "../../sched/test/host_cpu.h"
#include "../futex-private.h"

#include <abi/errno.h>
#include <abi/futex.h>
#include <assert.h>
#include <mm/user.h>
#include <pthread.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <syscall/futex.h>
#include <unistd.h>

/* What the kernel has of a thread, and how its scheduler would stop it. */
struct host_thread {
    struct thread thread;
    struct cpu cpu;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t host;
    void (*run)(struct host_thread *self);
    unsigned number;
};

static struct host_thread *host(struct thread *thread)
{
    return (struct host_thread *)thread;
}

void sched_prepare_sleep(void)
{
    __atomic_store_n(&thread_current()->state, THREAD_SLEEPING, __ATOMIC_SEQ_CST);
}

void sched_cancel_sleep(void)
{
    __atomic_store_n(&thread_current()->state, THREAD_RUNNABLE, __ATOMIC_RELAXED);
}

/* A deadline that is not for ever is over at once. A thread with return_work is interrupted. */
int wait_sleep(uint64_t deadline_ns, enum wait_mode mode)
{
    struct host_thread *self = host(thread_current());
    (void)mode;
    pthread_mutex_lock(&self->mutex);
    while (self->thread.state == THREAD_SLEEPING && deadline_ns == WAIT_FOREVER && !self->thread.return_work)
        pthread_cond_wait(&self->changed, &self->mutex);
    bool woken = self->thread.state != THREAD_SLEEPING;
    self->thread.state = THREAD_RUNNABLE;
    pthread_mutex_unlock(&self->mutex);
    return self->thread.return_work ? -ERESTARTSYS : woken ? 0 : -ETIMEDOUT;
}

bool thread_wake(struct thread *thread)
{
    pthread_mutex_lock(&host(thread)->mutex);
    bool sleeps = thread->state == THREAD_SLEEPING;
    if (sleeps) thread->state = THREAD_RUNNABLE;
    pthread_cond_signal(&host(thread)->changed);
    pthread_mutex_unlock(&host(thread)->mutex);
    return sleeps;
}

static void interrupt(struct thread *thread)
{
    pthread_mutex_lock(&host(thread)->mutex);
    thread->return_work = true;
    pthread_cond_signal(&host(thread)->changed);
    pthread_mutex_unlock(&host(thread)->mutex);
}

bool signal_pending(void)
{
    return thread_current()->return_work;
}

uint64_t spin_lock_irqsave(struct spinlock *lock)
{
    spin_lock(lock);
    return 0;
}

void spin_unlock_irqrestore(struct spinlock *lock, uint64_t flags)
{
    (void)flags;
    spin_unlock(lock);
}

void spin_lock(struct spinlock *lock)
{
    uint16_t ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket) usleep(0);
}

void spin_unlock(struct spinlock *lock)
{
    __atomic_fetch_add(&lock->owner, 1, __ATOMIC_SEQ_CST);
}

int get_user32(uint32_t *value, const uint32_t *address)
{
    if (address == NULL) return -EFAULT;
    *value = __atomic_load_n(address, __ATOMIC_SEQ_CST);
    return 0;
}

void futex_wake_pi(const uint32_t *address)
{
    (void)address;
}

static void become(struct host_thread *self)
{
    self->cpu.current = &self->thread;
    become_cpu(&self->cpu);
}

static void *begin(void *thread)
{
    struct host_thread *self = thread;
    become(self);
    self->run(self);
    return NULL;
}

static void prepare(struct host_thread *thread, unsigned number, void (*run)(struct host_thread *self))
{
    *thread = (struct host_thread){.number = number, .run = run};
    pthread_mutex_init(&thread->mutex, NULL);
    pthread_cond_init(&thread->changed, NULL);
}

static void start(struct host_thread *thread, unsigned number, void (*run)(struct host_thread *self))
{
    prepare(thread, number, run);
    assert(pthread_create(&thread->host, NULL, begin, thread) == 0);
}

static void join(struct host_thread *thread)
{
    assert(pthread_join(thread->host, NULL) == 0);
}

/* The thread that main is. */
static struct host_thread own;

static uint32_t word, other;

static void refusals(void)
{
    word = 1;
    assert(futex_wait(&word, 0, FUTEX_BITSET_MATCH_ANY, WAIT_FOREVER) == -EAGAIN);
    assert(futex_wait(&word, 1, FUTEX_BITSET_MATCH_ANY, 0) == -ETIMEDOUT);
    assert(futex_wait(NULL, 1, FUTEX_BITSET_MATCH_ANY, WAIT_FOREVER) == -EFAULT);
    assert(futex_wake_bitset(&word, 1, FUTEX_BITSET_MATCH_ANY) == 0); /* none of these stayed */
}

static uint32_t woken; /* atomic */

static void wait_with_bit(struct host_thread *self)
{
    assert(futex_wait(&word, 1, 1u << self->number, WAIT_FOREVER) == 0);
    __atomic_fetch_add(&woken, 1, __ATOMIC_SEQ_CST);
}

/* Wakes until so many were there. */
static void wake_exactly(const uint32_t *address, unsigned count, uint32_t bitset)
{
    unsigned found = 0;
    while (found < count) found += futex_wake_bitset(address, count - found, bitset);
    assert(found == count);
}

static void bitsets(void)
{
    struct host_thread threads[3];
    word = 1;
    for (unsigned i = 0; i < 3; i++) start(&threads[i], i, wait_with_bit);
    wake_exactly(&word, 1, 2);
    join(&threads[1]);
    wake_exactly(&word, 2, 5);
    join(&threads[0]);
    join(&threads[2]);
    assert(woken == 3);
}

static void moves(void)
{
    struct host_thread threads[4];
    unsigned total_woken = 0, total_moved = 0;
    woken = 0;
    for (unsigned i = 0; i < 4; i++) start(&threads[i], i, wait_with_bit);
    /* One is woken, and the others go to the other word as they come. */
    while (total_woken + total_moved < 4) {
        unsigned moved = 0;
        total_woken += futex_requeue(&word, &other, total_woken == 0 ? 1 : 0, 4, &moved);
        total_moved += moved;
    }
    assert(total_woken == 1 && total_moved == 3);
    assert(futex_wake_bitset(&word, 4, FUTEX_BITSET_MATCH_ANY) == 0);
    assert(futex_wake_bitset(&other, 4, FUTEX_BITSET_MATCH_ANY) == 3);
    for (unsigned i = 0; i < 4; i++) join(&threads[i]);
    assert(woken == 4);
}

static void wait_interrupted(struct host_thread *self)
{
    (void)self;
    assert(futex_wait(&word, 1, FUTEX_BITSET_MATCH_ANY, WAIT_FOREVER) == -ERESTARTSYS);
}

static void interrupted(void)
{
    struct host_thread thread;
    start(&thread, 0, wait_interrupted);
    interrupt(&thread.thread);
    join(&thread);
    assert(futex_wake_bitset(&word, 1, FUTEX_BITSET_MATCH_ANY) == 0);
}

/* Tokens, as semaphores have them: some give, some take, who finds none waits. */
#define TOKENS 20000u
static uint32_t tokens; /* atomic */

static bool take(void)
{
    uint32_t count = __atomic_load_n(&tokens, __ATOMIC_SEQ_CST);
    while (count != 0)
        if (__atomic_compare_exchange_n(&tokens, &count, count - 1, true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
            return true;
    return false;
}

static void take_all(struct host_thread *self)
{
    for (unsigned i = 0; i < TOKENS; i++)
        while (!take()) {
            uint64_t deadline = (i + self->number) % 5 == 0 ? 0 : WAIT_FOREVER;
            int status = futex_wait(&tokens, 0, FUTEX_BITSET_MATCH_ANY, deadline);
            assert(status == 0 || status == -EAGAIN || (status == -ETIMEDOUT && deadline == 0));
        }
}

static void give_all(struct host_thread *self)
{
    (void)self;
    for (unsigned i = 0; i < TOKENS; i++) {
        __atomic_fetch_add(&tokens, 1, __ATOMIC_SEQ_CST);
        futex_wake(&tokens, 1);
    }
}

static void nothing_is_lost(void)
{
    struct host_thread takers[3], givers[3];
    for (unsigned i = 0; i < 3; i++) start(&takers[i], i, take_all);
    for (unsigned i = 0; i < 3; i++) start(&givers[i], i, give_all);
    for (unsigned i = 0; i < 3; i++) join(&givers[i]);
    for (unsigned i = 0; i < 3; i++) join(&takers[i]);
    assert(tokens == 0);
}

int main(void)
{
    prepare(&own, 0, NULL);
    become(&own);
    refusals();
    bitsets();
    moves();
    interrupted();
    nothing_is_lost();
    return 0;
}
