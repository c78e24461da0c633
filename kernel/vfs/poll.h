/* SPDX-License-Identifier: MIT */
/* Waiting for several files at once: what poll, select and epoll share. */
#pragma once

#include <vfs/vfs.h>

struct poll_entry {
    struct wait_entry wait;
    struct poll_table *table;
};

/** Where a file's poll registers. A table belongs to the thread that polls, but `on_event`, which runs under
 * the lock of the queue that was woken and may not sleep. */
struct poll_table {
    void (*on_event)(struct poll_table *table);
    struct poll_chunk *chunks; /* entries beyond the first ones */
    unsigned count;
    int status; /* -ENOMEM: an entry is missing */
    struct poll_entry first[2];
};

void poll_table_init(struct poll_table *table, void (*on_event)(struct poll_table *table));
/** Leaves all queues. */
void poll_table_end(struct poll_table *table);

/** The events of a file that hold now. */
uint32_t file_poll(struct file *file, struct poll_table *table);

/** A file to wait for. */
struct poll_item {
    struct file *file; /* referenced; NULL: events are POLLNVAL */
    uint32_t wanted, events;
};

/** Waits until an item has an event (POLLERR, POLLHUP and POLLNVAL always count), or for the deadline. The
 * number of items with events, 0 at the deadline, -ERESTARTNOHAND for a signal, -ENOMEM. */
int must_check poll_wait(struct poll_item *items, unsigned count, uint64_t deadline_ns);
/** Gives back the files. */
void poll_items_release(struct poll_item *items, unsigned count);

struct timespec;

/** The deadline so many milliseconds from now; WAIT_FOREVER if that is negative. */
uint64_t poll_deadline(int timeout_ms);
/** The time that is left, for the program's copy. */
struct timespec poll_time_left(uint64_t deadline_ns);
/** Stores that in a timeout that was read from there before; NULL: nowhere. */
void poll_give_time_left(struct timespec *user_timeout, uint64_t deadline_ns);
/** Replaces the signal mask for this call, if `user_mask` is not NULL. 0, -EINVAL, -EFAULT. */
int must_check poll_set_mask(const uint64_t *user_mask, size_t size);
/** Ends what poll_set_mask began, unless the call ended by a signal, whose handler sees the mask. */
void poll_reset_mask(const uint64_t *user_mask, long result);
