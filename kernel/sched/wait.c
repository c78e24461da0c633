/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <core/log.h>
#include <sched/thread.h>

void wait_queue_init(struct wait_queue *queue)
{
    queue->lock = (struct spinlock)SPINLOCK_INIT;
    list_init(&queue->entries);
}

void wait_add(struct wait_queue *queue, struct wait_entry *entry)
{
    entry->queue = queue;
    uint64_t flags = spin_lock_irqsave(&queue->lock);
    list_add_tail(&queue->entries, &entry->node);
    spin_unlock_irqrestore(&queue->lock, flags);
}

void wait_remove(struct wait_entry *entry)
{
    if (entry->queue == NULL) return;
    uint64_t flags = spin_lock_irqsave(&entry->queue->lock);
    list_remove(&entry->node);
    spin_unlock_irqrestore(&entry->queue->lock, flags);
    entry->queue = NULL;
}

void wait_prepare(struct wait_queue *queue, struct wait_entry *entry)
{
    /* The mark comes first: a wake-up that finds us on the queue must find us marked. */
    sched_prepare_sleep();
    if (entry->queue == queue) return;
    ASSERT("sched", entry->queue == NULL);
    entry->thread = thread_current();
    entry->wake = NULL;
    wait_add(queue, entry);
}

void wait_finish(struct wait_entry *entry)
{
    wait_remove(entry);
    sched_cancel_sleep();
}

/* With the queue's lock held. */
static bool wake_entry(struct wait_entry *entry)
{
    if (entry->wake == NULL) return thread_wake(entry->thread);
    entry->wake(entry);
    return true;
}

void wake_all(struct wait_queue *queue)
{
    uint64_t flags = spin_lock_irqsave(&queue->lock);
    LIST_FOREACH_SAFE(&queue->entries, node)
    wake_entry(list_entry(node, struct wait_entry, node));
    spin_unlock_irqrestore(&queue->lock, flags);
}

void wake_one(struct wait_queue *queue)
{
    uint64_t flags = spin_lock_irqsave(&queue->lock);
    /* One that is awake already does not count: the wake-up is for somebody who sleeps. */
    LIST_FOREACH_SAFE(&queue->entries, node)
    if (wake_entry(list_entry(node, struct wait_entry, node))) break;
    spin_unlock_irqrestore(&queue->lock, flags);
}

int thread_sleep_until(uint64_t deadline_ns, enum wait_mode mode)
{
    int status;
    do {
        sched_prepare_sleep();
        status = wait_sleep(deadline_ns, mode);
    } while (status == 0);
    return status == -ETIMEDOUT ? 0 : status;
}
