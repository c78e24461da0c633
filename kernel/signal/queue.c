/* SPDX-License-Identifier: MIT */
#include <signal/queue.h>

void signal_queue_init(struct signal_queue *queue)
{
    queue->set = 0;
    list_init(&queue->entries);
}

void signal_queue_add(struct signal_queue *queue, int signal, struct signal_entry *entry)
{
    queue->set |= SIGNAL_BIT(signal);
    if (entry == NULL) return;
    entry->queue = queue;
    list_add_tail(&queue->entries, &entry->node);
}

int signal_first(uint64_t set)
{
    if (set & SIGNAL_SYNCHRONOUS) set &= SIGNAL_SYNCHRONOUS;
    return __builtin_ffsll((long long)set);
}

static struct signal_entry *oldest(struct signal_queue *queue, int signal)
{
    LIST_FOREACH(&queue->entries, node)
    {
        struct signal_entry *entry = list_entry(node, struct signal_entry, node);
        if (entry->info.si_signo == signal) return entry;
    }
    return NULL;
}

void signal_queue_remove(struct signal_entry *entry)
{
    struct signal_queue *queue = entry->queue;
    int signal = entry->info.si_signo;
    list_remove(&entry->node);
    entry->queue = NULL;
    if (oldest(queue, signal) == NULL) queue->set &= ~SIGNAL_BIT(signal);
}

struct signal_entry *signal_queue_take(struct signal_queue *queue, int signal, struct siginfo *info)
{
    struct signal_entry *entry = oldest(queue, signal);
    if (entry == NULL) {
        queue->set &= ~SIGNAL_BIT(signal);
        *info = (struct siginfo){.si_signo = signal, .si_code = SI_USER};
        return NULL;
    }
    signal_queue_remove(entry);
    *info = entry->info;
    if (entry->preallocated) entry->overruns = entry->info.si_overrun;
    return entry;
}
