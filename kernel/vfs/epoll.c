/* SPDX-License-Identifier: MIT */
/*
 * epoll(7). An item is one descriptor that an epoll file watches. It stands on the wait queues of its file
 * all the time, and when one is woken, the item joins the list of those that may be ready. Waiting takes
 * items from that list and asks their files what is true.
 *
 * The items of all epoll files, and the lists of watchers of all files, are under one mutex: changes are
 * rare, and so an item and its file cannot go while somebody looks at them. An epoll file's ready list is
 * under a spin lock of its own, which wake-ups take.
 */
#include <abi/errno.h>
#include <abi/poll.h>
#include <abi/syscall.h>
#include <abi/time.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <syscall/timespec.h>

#include "cache-tree.h"
#include "file.h"
#include "poll.h"

/* So many events are collected in kernel memory before the program gets them. */
#define BATCH_MAX 16u
#define NESTING_MAX 5
/* What the program's mask of events says besides events. */
#define MODE_FLAGS (EPOLLET | EPOLLONESHOT | EPOLLWAKEUP | EPOLLEXCLUSIVE)
/* All that may go with EPOLLEXCLUSIVE. */
#define EXCLUSIVE_FLAGS (POLLIN | POLLOUT | POLLERR | POLLHUP | EPOLLET | EPOLLWAKEUP | EPOLLEXCLUSIVE)

struct epoll {
    struct page_cache items; /* by descriptor; under watch_lock */
    struct spinlock ready_lock;
    struct list_node ready; /* under ready_lock, as ready_count */
    unsigned ready_count;
    struct wait_queue wait;
};

struct epoll_item {
    struct epoll *epoll;
    struct file *file; /* not referenced: its end ends the item */
    struct epoll_item
        *next; /* of the same descriptor, which was closed and opened anew while a duplicate lived on */
    int descriptor;
    uint32_t events; /* the program's; without events after EPOLLONESHOT */
    uint64_t data;
    struct list_node watch; /* in file->watchers */
    struct list_node ready; /* under ready_lock */
    struct poll_table table;
};

static struct mutex watch_lock = MUTEX_INIT(watch_lock);
static const struct file_ops epoll_ops;

static void make_ready(struct epoll_item *item)
{
    struct epoll *epoll = item->epoll;
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    if (list_empty(&item->ready)) {
        list_add_tail(&epoll->ready, &item->ready);
        epoll->ready_count++;
    }
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
}

static void on_event(struct poll_table *table)
{
    struct epoll_item *item = container_of(table, struct epoll_item, table);
    make_ready(item);
    wake_all(&item->epoll->wait);
}

static struct epoll_item *pop_ready(struct epoll *epoll)
{
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    struct list_node *node = list_pop(&epoll->ready);
    if (node != NULL) epoll->ready_count--;
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
    return node != NULL ? list_entry(node, struct epoll_item, ready) : NULL;
}

static void not_ready(struct epoll_item *item)
{
    struct epoll *epoll = item->epoll;
    uint64_t flags = spin_lock_irqsave(&epoll->ready_lock);
    if (!list_empty(&item->ready)) {
        list_remove(&item->ready);
        epoll->ready_count--;
    }
    spin_unlock_irqrestore(&epoll->ready_lock, flags);
}

static unsigned ready_count(const struct epoll *epoll)
{
    return __atomic_load_n(&epoll->ready_count, __ATOMIC_ACQUIRE);
}

/* The functions from here to epoll_release are called with watch_lock. */

static struct epoll_item *find_item(struct epoll *epoll, int descriptor, const struct file *file)
{
    struct epoll_item *item = cache_tree_find(&epoll->items, (uint64_t)descriptor);
    while (item != NULL && item->file != file) item = item->next;
    return item;
}

static int enter_item(struct epoll_item *item)
{
    struct page_cache *items = &item->epoll->items;
    struct epoll_item *first = cache_tree_find(items, (uint64_t)item->descriptor);
    if (first == NULL) return cache_tree_insert(items, (uint64_t)item->descriptor, item);
    item->next = first->next;
    first->next = item;
    return 0;
}

static void leave_item(struct epoll_item *item)
{
    struct page_cache *items = &item->epoll->items;
    struct epoll_item *first = cache_tree_find(items, (uint64_t)item->descriptor);
    if (first != item) {
        while (first->next != item) first = first->next;
        first->next = item->next;
        return;
    }
    if (item->next != NULL)
        cache_tree_replace(items, (uint64_t)item->descriptor, item->next);
    else
        cache_tree_remove(items, (uint64_t)item->descriptor);
}

static void drop_item(struct epoll_item *item)
{
    poll_table_end(&item->table);
    not_ready(item);
    leave_item(item);
    list_remove(&item->watch);
    kfree(item);
}

void file_unwatch(struct file *file)
{
    mutex_lock(&watch_lock);
    LIST_FOREACH_SAFE(&file->watchers, node)
    drop_item(list_entry(node, struct epoll_item, watch));
    mutex_unlock(&watch_lock);
}
DO_FOR_USE(epoll, file_unwatch);

static void epoll_release(struct file *file)
{
    struct epoll *epoll = file->data;
    mutex_lock(&watch_lock);
    uint64_t at = 0;
    for (struct epoll_item *item; (item = cache_tree_next(&epoll->items, &at)) != NULL;) drop_item(item);
    mutex_unlock(&watch_lock);
    kfree(epoll);
}

static uint32_t events_of(struct epoll_item *item)
{
    uint32_t wanted = item->events & ~MODE_FLAGS;
    return wanted == 0 ? 0 : file_poll(item->file, NULL) & (wanted | POLLERR | POLLHUP);
}

/* Takes up to `max` events of the next *left items that may be ready, and counts these down. Items that are
 * level-triggered stay in the list, behind the others, until they have nothing to tell. */
static unsigned collect(struct epoll *epoll, struct epoll_event *events, unsigned max, unsigned *left)
{
    unsigned count = 0;
    mutex_lock(&watch_lock);
    for (; *left > 0 && count < max; --*left) {
        struct epoll_item *item = pop_ready(epoll);
        if (item == NULL) {
            *left = 0;
            break;
        }
        uint32_t now = events_of(item);
        if (now == 0) continue;
        events[count++] = (struct epoll_event){now, item->data};
        if (item->events & EPOLLONESHOT)
            item->events &= MODE_FLAGS;
        else if (!(item->events & EPOLLET))
            make_ready(item);
    }
    mutex_unlock(&watch_lock);
    return count;
}

static uint32_t epoll_poll(struct file *file, struct poll_table *table)
{
    struct epoll *epoll = file->data;
    poll_register(table, &epoll->wait);
    return ready_count(epoll) != 0 ? POLLIN | POLLRDNORM : 0;
}

static const struct file_ops epoll_ops = {.poll = epoll_poll, .release = epoll_release};

/* Whether `epoll` is watched, over at most `depth` others, by one that `file` is: then watching it would
 * close a circle. */
static bool leads_to(const struct file *file, const struct epoll *epoll, unsigned depth)
{
    if (file->ops != &epoll_ops) return false;
    const struct epoll *start = file->data;
    if (start == epoll || depth == 0) return true;
    uint64_t at = 0;
    for (const struct epoll_item *item; (item = cache_tree_next(&start->items, &at)) != NULL; at++)
        for (; item != NULL; item = item->next)
            if (leads_to(item->file, epoll, depth - 1)) return true;
    return false;
}

/* Makes the item ready if it is, and tells those who wait. */
static void check_item(struct epoll_item *item)
{
    if (events_of(item) != 0) on_event(&item->table);
}

static void set_event(struct epoll_item *item, const struct epoll_event *event)
{
    item->events = event->events;
    item->data = event->data;
    check_item(item);
}

static int add_item(struct epoll *epoll, int descriptor, struct file *file, const struct epoll_event *event)
{
    uint32_t events = event->events;
    if ((events & EPOLLEXCLUSIVE) && (events & ~EXCLUSIVE_FLAGS)) return -EINVAL;
    if (leads_to(file, epoll, NESTING_MAX)) return -ELOOP;
    struct epoll_item *item = kzalloc(sizeof(*item));
    if (item == NULL) return -ENOMEM;
    item->epoll = epoll;
    item->file = file;
    item->descriptor = descriptor;
    list_init(&item->ready);
    poll_table_init(&item->table, on_event);
    int status = enter_item(item);
    if (status != 0) {
        kfree(item);
        return status;
    }
    list_add_tail(&file->watchers, &item->watch);
    file_poll(file, &item->table);
    status = item->table.status;
    if (status != 0) {
        drop_item(item);
        return status;
    }
    set_event(item, event);
    return status;
}

static int change_items(struct epoll *epoll, int operation, int descriptor, struct file *file,
                        const struct epoll_event *event)
{
    struct epoll_item *item = find_item(epoll, descriptor, file);
    if (operation == EPOLL_CTL_ADD) return item != NULL ? -EEXIST : add_item(epoll, descriptor, file, event);
    if (item == NULL) return -ENOENT;
    if (operation == EPOLL_CTL_DEL) {
        drop_item(item);
        return 0;
    }
    if ((event->events | item->events) & EPOLLEXCLUSIVE) return -EINVAL;
    set_event(item, event);
    return 0;
}

static int control(struct file *epoll_file, int operation, int descriptor, const struct epoll_event *event)
{
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    int status;
    USES(epoll);
    USES(file_poll);
    if (epoll_file->ops != &epoll_ops || epoll_file == file) {
        status = -EINVAL;
    } else if (file->ops->poll == NULL) {
        status = -EPERM; /* regular files and directories are always ready */
    } else {
        mutex_lock(&watch_lock);
        status = change_items(epoll_file->data, operation, descriptor, file, event);
        mutex_unlock(&watch_lock);
    }
    file_put(file);
    return status;
}

SYSCALL(epoll_ctl)(int epoll, int operation, int descriptor, const struct epoll_event *user_event)
{
    struct epoll_event event; /* nobody reads it for EPOLL_CTL_DEL */
    if (operation < EPOLL_CTL_ADD || operation > EPOLL_CTL_MOD) return -EINVAL;
    if (operation != EPOLL_CTL_DEL && copy_from_user(&event, user_event, sizeof(event)) != 0) return -EFAULT;
    struct file *file = descriptor_get(epoll);
    if (file == NULL) return -EBADF;
    int status = control(file, operation, descriptor, &event);
    file_put(file);
    return status;
}

SYSCALL(epoll_create1)(uint32_t flags)
{
    if (flags & ~O_CLOEXEC) return -EINVAL;
    struct epoll *epoll = kzalloc(sizeof(*epoll));
    if (epoll == NULL) return -ENOMEM;
    list_init(&epoll->ready);
    wait_queue_init(&epoll->wait);
    return descriptor_create(&epoll_ops, epoll, flags, "anon_inode:[eventpoll]");
}

SYSCALL(epoll_create)(int size)
{
    return size <= 0 ? -EINVAL : sys_epoll_create1(0);
}

/* The events that there are now: how many, or -EFAULT. */
static long give_events(struct epoll *epoll, struct epoll_event *user, unsigned max)
{
    struct epoll_event events[BATCH_MAX];
    unsigned done = 0, left = ready_count(epoll);
    while (left > 0 && done < max) {
        unsigned count = collect(epoll, events, MIN(max - done, BATCH_MAX), &left);
        if (count != 0 && copy_to_user(user + done, events, count * sizeof(*events)) != 0)
            return done != 0 ? (long)done : -EFAULT;
        done += count;
    }
    return (long)done;
}

static long wait_for_events(struct epoll *epoll, struct epoll_event *user, unsigned max, uint64_t deadline_ns)
{
    for (int status = 0;;) {
        long given = give_events(epoll, user, max);
        if (given != 0 || deadline_ns == 0 || status == -ETIMEDOUT) return given;
        if (status != 0) return -ERESTARTNOHAND;
        status = WAIT_EVENT(&epoll->wait, ready_count(epoll) != 0, deadline_ns, WAIT_INTERRUPTIBLE);
    }
}

static long do_wait(int descriptor, struct epoll_event *user, int max, uint64_t deadline_ns)
{
    if (max <= 0) return -EINVAL;
    struct file *file = descriptor_get(descriptor);
    if (file == NULL) return -EBADF;
    long result = -EINVAL;
    if (file->ops == &epoll_ops) result = wait_for_events(file->data, user, (unsigned)max, deadline_ns);
    file_put(file);
    return result;
}

SYSCALL(epoll_pwait)
(int epoll, struct epoll_event *events, int max, int timeout_ms, const uint64_t *mask, size_t mask_size)
{
    uint64_t deadline_ns = poll_deadline(timeout_ms);
    int status = poll_set_mask(mask, mask_size);
    if (status != 0) return status;
    long result = do_wait(epoll, events, max, deadline_ns);
    poll_reset_mask(mask, result);
    return result;
}

SYSCALL(epoll_wait)(int epoll, struct epoll_event *events, int max, int timeout_ms)
{
    return sys_epoll_pwait(epoll, events, max, timeout_ms, NULL, 0);
}

SYSCALL(epoll_pwait2)
(int epoll, struct epoll_event *events, int max, const struct timespec *timeout, const uint64_t *mask,
 size_t mask_size)
{
    uint64_t deadline_ns;
    int status = deadline_from_user(timeout, &deadline_ns);
    if (status == 0) status = poll_set_mask(mask, mask_size);
    if (status != 0) return status;
    long result = do_wait(epoll, events, max, deadline_ns);
    poll_reset_mask(mask, result);
    return result;
}
