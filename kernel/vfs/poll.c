/* SPDX-License-Identifier: MIT */
/* poll(2), and what it shares with select and epoll. */
#include <abi/errno.h>
#include <abi/poll.h>
#include <abi/syscall.h>
#include <abi/time.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <signal/signal.h>
#include <syscall/timespec.h>
#include <time/clock.h>

#include "file.h"
#include "poll.h"

#define CHUNK_ENTRIES 16u

struct poll_chunk {
    struct poll_chunk *next;
    struct poll_entry entries[CHUNK_ENTRIES];
};

void poll_table_init(struct poll_table *table, void (*on_event)(struct poll_table *table))
{
    table->on_event = on_event;
    table->chunks = NULL;
    table->count = 0;
    table->status = 0;
}

static struct poll_entry *next_entry(struct poll_table *table)
{
    unsigned number = table->count;
    if (number < ARRAY_SIZE(table->first)) {
        table->count++;
        return &table->first[number];
    }
    number = (number - ARRAY_SIZE(table->first)) % CHUNK_ENTRIES;
    if (number == 0) {
        struct poll_chunk *chunk = kmalloc(sizeof(*chunk));
        if (chunk == NULL) return NULL;
        chunk->next = table->chunks;
        table->chunks = chunk;
    }
    table->count++;
    return &table->chunks->entries[number];
}

static void on_wake(struct wait_entry *wait)
{
    struct poll_table *table = container_of(wait, struct poll_entry, wait)->table;
    table->on_event(table);
}

void poll_register(struct poll_table *table, struct wait_queue *queue)
{
    if (table == NULL) return;
    struct poll_entry *entry = next_entry(table);
    if (entry == NULL) {
        table->status = -ENOMEM;
        return;
    }
    memset(entry, 0, sizeof(*entry));
    entry->table = table;
    entry->wait.wake = on_wake;
    wait_add(queue, &entry->wait);
}

void poll_table_end(struct poll_table *table)
{
    for (unsigned i = 0; i < MIN(table->count, ARRAY_SIZE(table->first)); i++)
        wait_remove(&table->first[i].wait);
    unsigned rest = table->count - MIN(table->count, (unsigned)ARRAY_SIZE(table->first));
    /* The newest chunk is the one that may not be full. */
    for (struct poll_chunk *chunk = table->chunks, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        unsigned used = rest % CHUNK_ENTRIES == 0 ? CHUNK_ENTRIES : rest % CHUNK_ENTRIES;
        for (unsigned i = 0; i < used; i++) wait_remove(&chunk->entries[i].wait);
        rest -= used;
        kfree(chunk);
    }
    table->count = 0;
    table->chunks = NULL;
}

uint32_t file_poll(struct file *file, struct poll_table *table)
{
    USES(file_poll);
    if (file->ops->poll != NULL) return file->ops->poll(file, table);
    return POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
}

/* The table of a thread that sleeps until something happens. */
struct waiting {
    struct poll_table table;
    struct wait_queue queue;
    bool woken; /* atomic */
};

static void wake_waiting(struct poll_table *table)
{
    struct waiting *waiting = container_of(table, struct waiting, table);
    __atomic_store_n(&waiting->woken, true, __ATOMIC_RELEASE);
    wake_all(&waiting->queue);
}

static int look(struct poll_item *items, unsigned count, struct poll_table *table)
{
    int ready = 0;
    for (unsigned i = 0; i < count; i++) {
        struct poll_item *item = &items[i];
        if (item->file == NULL) {
            item->events &= POLLNVAL;
        } else {
            /* Nobody waits once something is ready. */
            item->events = file_poll(item->file, ready == 0 ? table : NULL);
            item->events &= item->wanted | POLLERR | POLLHUP;
        }
        ready += item->events != 0;
    }
    return ready;
}

int poll_wait(struct poll_item *items, unsigned count, uint64_t deadline_ns)
{
    struct waiting waiting = {.woken = false};
    poll_table_init(&waiting.table, wake_waiting);
    wait_queue_init(&waiting.queue);
    int result = look(items, count, deadline_ns == 0 ? NULL : &waiting.table);
    while (result == 0 && deadline_ns != 0) {
        result = waiting.table.status;
        if (result != 0) break;
        int status = WAIT_EVENT(&waiting.queue, __atomic_load_n(&waiting.woken, __ATOMIC_ACQUIRE),
                                deadline_ns, WAIT_INTERRUPTIBLE);
        __atomic_store_n(&waiting.woken, false, __ATOMIC_RELEASE);
        result = look(items, count, NULL);
        if (status != 0) {
            if (result == 0 && status != -ETIMEDOUT) result = -ERESTARTNOHAND;
            break;
        }
    }
    poll_table_end(&waiting.table);
    return result;
}

void poll_items_release(struct poll_item *items, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (items[i].file != NULL) file_put(items[i].file);
}

uint64_t poll_deadline(int timeout_ms)
{
    return timeout_ms < 0 ? WAIT_FOREVER : deadline_after((uint64_t)timeout_ms * NS_PER_MS);
}

struct timespec poll_time_left(uint64_t deadline_ns)
{
    uint64_t now = clock_monotonic_ns();
    return ns_to_timespec(deadline_ns > now ? deadline_ns - now : 0);
}

void poll_give_time_left(struct timespec *user_timeout, uint64_t deadline_ns)
{
    struct timespec left = poll_time_left(deadline_ns);
    /* Memory that cannot be written is no error: the timeout may be a constant. */
    if (user_timeout != NULL) user_copy_partial(user_timeout, &left, sizeof(left));
}

int poll_set_mask(const uint64_t *user_mask, size_t size)
{
    uint64_t mask;
    if (user_mask == NULL) return 0;
    if (size != sizeof(mask)) return -EINVAL;
    if (copy_from_user(&mask, user_mask, sizeof(mask)) != 0) return -EFAULT;
    return signal_mask_for_call(&mask);
}

void poll_reset_mask(const uint64_t *user_mask, long result)
{
    if (user_mask != NULL && result != -ERESTARTNOHAND) signal_mask_restore();
}

static int poll_copied(struct poll_item *items, struct pollfd *copies, struct pollfd *user, unsigned count,
                       uint64_t deadline_ns)
{
    if (copy_from_user(copies, user, count * sizeof(*user)) != 0) return -EFAULT;
    for (unsigned i = 0; i < count; i++) {
        /* A negative descriptor is left out: there is no file, and no event. */
        items[i].file = copies[i].fd < 0 ? NULL : descriptor_get(copies[i].fd);
        items[i].wanted = (uint16_t)copies[i].events;
        items[i].events = items[i].file == NULL && copies[i].fd >= 0 ? POLLNVAL : 0;
    }
    int result = poll_wait(items, count, deadline_ns);
    poll_items_release(items, count);
    if (result < 0) return result;
    for (unsigned i = 0; i < count; i++) copies[i].revents = (int16_t)items[i].events;
    return copy_to_user(user, copies, count * sizeof(*user)) != 0 ? -EFAULT : result;
}

static int do_poll(struct pollfd *user, unsigned count, uint64_t deadline_ns)
{
    if (count > descriptor_limit) return -EINVAL;
    struct poll_item *items = kmalloc(MAX(count, 1u) * (sizeof(struct poll_item) + sizeof(struct pollfd)));
    if (items == NULL) return -ENOMEM;
    int result = poll_copied(items, (struct pollfd *)(items + count), user, count, deadline_ns);
    kfree(items);
    return result;
}

SYSCALL(poll)(struct pollfd *descriptors, unsigned count, int timeout_ms)
{
    return do_poll(descriptors, count, poll_deadline(timeout_ms));
}

SYSCALL(ppoll)
(struct pollfd *descriptors, unsigned count, struct timespec *timeout, const uint64_t *mask, size_t mask_size)
{
    uint64_t deadline_ns;
    int result = deadline_from_user(timeout, &deadline_ns);
    if (result == 0) result = poll_set_mask(mask, mask_size);
    if (result != 0) return result;
    result = do_poll(descriptors, count, deadline_ns);
    poll_reset_mask(mask, result);
    poll_give_time_left(timeout, deadline_ns);
    return result;
}
