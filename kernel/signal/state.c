/* SPDX-License-Identifier: MIT */
/* Who has which signals pending, who blocks what, and sending. */
#include "private.h"

#include <abi/errno.h>
#include <mm/kmalloc.h>
#include <sched/lock.h>
#include <syscall/resource.h>

struct spinlock signal_lock = SPINLOCK_INIT;
struct list_node signal_states = LIST_INIT(signal_states);
struct signal_queue signal_process_pending = SIGNAL_QUEUE_INIT(signal_process_pending);
struct sigaction signal_actions[SIGNAL_COUNT];

static uint64_t queued_count;      /* entries in all queues that were allocated here; under signal_lock */
static uint64_t ended_run_time_ns; /* of threads that are gone; under signal_lock */

static struct signal_state *state_of(struct list_node *node)
{
    return list_entry(node, struct signal_state, node);
}

bool signal_is_ignored(int signal)
{
    uint64_t handler = signal_actions[signal - 1].sa_handler;
    return handler == SIG_IGN || (handler == SIG_DFL && (SIGNAL_IGNORED_BY_DEFAULT & SIGNAL_BIT(signal)));
}

static bool wants(const struct signal_state *state, uint64_t bits)
{
    return (bits & (~state->blocked | state->waiting)) != 0;
}

/* A thread that would take a signal of `bits` sent to the process: the calling one if it would, since it is
 * awake. */
static struct signal_state *find_taker(uint64_t bits)
{
    struct signal_state *current = thread_current()->signal;
    if (current != NULL && wants(current, bits)) return current;
    LIST_FOREACH(&signal_states, node)
    if (wants(state_of(node), bits)) return state_of(node);
    return NULL;
}

static void entry_free(struct signal_entry *entry)
{
    if (entry->preallocated) return;
    queued_count--;
    kfree(entry);
}

static struct signal_entry *entry_create(const struct siginfo *info)
{
    if (queued_count >= resource_limit(RLIMIT_SIGPENDING)) return NULL;
    struct signal_entry *entry = kmalloc(sizeof(*entry));
    if (entry == NULL) return NULL;
    *entry = (struct signal_entry){.info = *info};
    queued_count++;
    return entry;
}

/* Sends to a thread, or, `state` being NULL, to the process. `entry` may be NULL. With signal_lock held. */
static int post(struct signal_state *state, const struct siginfo *info, struct signal_entry *entry)
{
    int signal = info->si_signo;
    uint64_t bit = SIGNAL_BIT(signal);
    struct signal_state *taker = find_taker(bit);
    if (state != NULL) taker = wants(state, bit) ? state : NULL;
    /* A blocked signal stays pending even if it would be ignored now: the action may have changed when it
     * gets unblocked. */
    if (taker != NULL && (taker->waiting & bit) == 0 && signal_is_ignored(signal)) return 0;
    struct signal_queue *queue = state != NULL ? &state->pending : &signal_process_pending;
    if (signal < SIGRTMIN && (queue->set & bit) != 0) return 0;
    if (entry == NULL) entry = entry_create(info);
    /* What kill sends arrives in any case, if without its sender; sigqueue has
     * promised to deliver a value. */
    if (entry == NULL && signal >= SIGRTMIN && info->si_code != SI_USER && info->si_code != SI_KERNEL)
        return -EAGAIN;
    signal_queue_add(queue, signal, entry);
    if (taker != NULL) thread_interrupt(taker->thread);
    DO(signalfd, signalfd_notify)();
    return 0;
}

static int send(const struct thread *thread, const struct siginfo *info)
{
    if (info->si_signo < 1 || info->si_signo > SIGNAL_COUNT) return -EINVAL;
    int status = 0;
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    /* A thread that is about to end has no state any more: as if it had got the signal and ignored it. */
    if (thread == NULL || thread->signal != NULL)
        status = post(thread != NULL ? thread->signal : NULL, info, NULL);
    spin_unlock_irqrestore(&signal_lock, flags);
    return status;
}

int signal_send_process(const struct siginfo *info)
{
    return send(NULL, info);
}

int signal_send_thread(struct thread *thread, const struct siginfo *info)
{
    return send(thread, info);
}

static struct signal_state *find_state(int tid)
{
    LIST_FOREACH(&signal_states, node)
    if (state_of(node)->thread->tid == tid) return state_of(node);
    return NULL;
}

void signal_send_entry(int tid, struct signal_entry *entry, uint64_t expirations)
{
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    struct signal_state *state = tid != 0 ? find_state(tid) : NULL;
    bool pending = entry->queue != NULL;
    uint64_t overruns = pending ? (uint64_t)entry->info.si_overrun + expirations : expirations - 1;
    entry->info.si_overrun = (int32_t)MIN(overruns, (uint64_t)INT32_MAX);
    if (!pending && (tid == 0 || state != NULL)) post(state, &entry->info, entry);
    spin_unlock_irqrestore(&signal_lock, flags);
}

void signal_withdraw_entry(struct signal_entry *entry)
{
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    if (entry->queue != NULL) signal_queue_remove(entry);
    spin_unlock_irqrestore(&signal_lock, flags);
}

bool signal_run_time_ns(int tid, uint64_t *ns)
{
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    struct signal_state *state = tid != 0 ? find_state(tid) : NULL;
    if (state != NULL) *ns = thread_run_time_ns(state->thread);
    if (tid == 0) {
        *ns = ended_run_time_ns;
        LIST_FOREACH(&signal_states, node)
        *ns += thread_run_time_ns(state_of(node)->thread);
    }
    spin_unlock_irqrestore(&signal_lock, flags);
    return tid == 0 || state != NULL;
}

int signal_take(struct signal_state *state, uint64_t allowed, struct siginfo *info)
{
    struct signal_queue *queue = &state->pending;
    int signal = signal_first(queue->set & allowed);
    if (signal == 0) {
        queue = &signal_process_pending;
        signal = signal_first(queue->set & allowed);
    }
    if (signal == 0) return 0;
    struct signal_entry *entry = signal_queue_take(queue, signal, info);
    if (entry != NULL) entry_free(entry);
    return signal;
}

static void discard_from(struct signal_queue *queue, uint64_t set)
{
    for (struct siginfo info; (queue->set & set) != 0;) {
        struct signal_entry *entry = signal_queue_take(queue, signal_first(queue->set & set), &info);
        if (entry != NULL) entry_free(entry);
    }
}

void signal_discard(uint64_t set)
{
    discard_from(&signal_process_pending, set);
    LIST_FOREACH(&signal_states, node)
    discard_from(&state_of(node)->pending, set);
}

void signal_recalculate(struct signal_state *state)
{
    struct thread *thread = state->thread;
    thread->return_work = false;
    /* Whoever sets `exiting` sets return_work after it; the fence lets us see one or be overwritten by the
     * other. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    if (thread->exiting || (signal_pending_set(state) & ~state->blocked) != 0) thread->return_work = true;
}

/* The threads that could take one of the process's signals in `bits` look for it. With signal_lock held. */
static void retarget(const struct signal_state *except, uint64_t bits)
{
    bits &= signal_process_pending.set;
    if (bits == 0) return;
    LIST_FOREACH(&signal_states, node)
    if (state_of(node) != except && wants(state_of(node), bits)) thread_interrupt(state_of(node)->thread);
}

void signal_set_blocked(struct signal_state *state, uint64_t blocked)
{
    blocked &= ~SIGNAL_UNBLOCKABLE;
    uint64_t newly = blocked & ~state->blocked;
    state->blocked = blocked;
    retarget(state, newly);
    signal_recalculate(state);
}

int signal_state_create(struct thread *thread, const struct thread *parent)
{
    struct signal_state *state = kzalloc(sizeof(*state));
    if (state == NULL) return -ENOMEM;
    state->thread = thread;
    state->alternate.ss_flags = SS_DISABLE;
    signal_queue_init(&state->pending);
    if (parent != NULL) state->blocked = parent->signal->blocked;
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    list_add_tail(&signal_states, &state->node);
    thread->signal = state;
    signal_recalculate(state);
    spin_unlock_irqrestore(&signal_lock, flags);
    return 0;
}

void signal_state_free(struct signal_state *state)
{
    if (state == NULL) return;
    uint64_t flags = spin_lock_irqsave(&signal_lock);
    list_remove(&state->node);
    state->thread->signal = NULL;
    ended_run_time_ns += thread_run_time_ns(state->thread);
    discard_from(&state->pending, UINT64_MAX);
    retarget(state, ~state->blocked);
    spin_unlock_irqrestore(&signal_lock, flags);
    kfree(state);
}
