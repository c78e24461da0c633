/* SPDX-License-Identifier: MIT */
/* select(2): poll with sets of bits. */
#include <abi/errno.h>
#include <abi/poll.h>
#include <abi/syscall.h>
#include <abi/time.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <syscall/timespec.h>
#include <time/clock.h>

#include "file.h"
#include "poll.h"

enum { READ, WRITE, EXCEPT, SETS };

/* What a bit in each of the sets stands for (select(2), "Correspondence between select() and poll()
 * notifications"). */
static const uint32_t set_events[SETS] = {
    POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR,
    POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR,
    POLLPRI,
};

#define WORD_BITS 64u

struct selection {
    unsigned count;          /* descriptors looked at */
    unsigned words;          /* of each set */
    uint64_t *sets;          /* in, then overwritten with what is given back */
    struct poll_item *items; /* of the descriptors that are in some set, in ascending order */
    unsigned item_count;
};

static bool has(const struct selection *s, unsigned set, unsigned descriptor)
{
    return s->sets[set * s->words + descriptor / WORD_BITS] >> descriptor % WORD_BITS & 1;
}

static uint32_t wanted_of(const struct selection *s, unsigned descriptor)
{
    uint32_t wanted = 0;
    for (unsigned set = 0; set < SETS; set++)
        if (has(s, set, descriptor)) wanted |= set_events[set];
    return wanted;
}

static int copy_sets(struct selection *s, uint64_t *const user[SETS])
{
    s->sets = kzalloc(MAX(SETS * s->words, 1u) * sizeof(uint64_t));
    if (s->sets == NULL) return -ENOMEM;
    for (unsigned set = 0; set < SETS; set++)
        if (user[set] != NULL &&
            copy_from_user(s->sets + set * s->words, user[set], s->words * sizeof(uint64_t)) != 0)
            return -EFAULT;
    return 0;
}

static int get_files(struct selection *s)
{
    unsigned wanted = 0;
    for (unsigned i = 0; i < s->count; i++) wanted += wanted_of(s, i) != 0;
    s->items = kmalloc(MAX(wanted, 1u) * sizeof(*s->items));
    if (s->items == NULL) return -ENOMEM;
    for (unsigned i = 0; i < s->count; i++) {
        uint32_t events = wanted_of(s, i);
        if (events == 0) continue;
        struct file *file = descriptor_get((int)i);
        if (file == NULL) return -EBADF;
        s->items[s->item_count++] = (struct poll_item){.file = file, .wanted = events};
    }
    return 0;
}

/* Turns events into bits; their number. */
static int make_sets(struct selection *s)
{
    int bits = 0;
    unsigned at = 0;
    for (unsigned i = 0; i < s->count; i++) {
        if (wanted_of(s, i) == 0) continue;
        uint32_t events = s->items[at++].events;
        for (unsigned set = 0; set < SETS; set++) {
            if (!has(s, set, i)) continue;
            if (events & set_events[set])
                bits++;
            else
                s->sets[set * s->words + i / WORD_BITS] &= ~(1ull << i % WORD_BITS);
        }
    }
    return bits;
}

static int do_select(int count, uint64_t *const user[SETS], uint64_t deadline_ns)
{
    if (count < 0) return -EINVAL;
    struct selection s = {.count = MIN((unsigned)count, descriptor_limit)};
    s.words = (s.count + WORD_BITS - 1) / WORD_BITS;
    int result = copy_sets(&s, user);
    if (result == 0) result = get_files(&s);
    if (result == 0) result = poll_wait(s.items, s.item_count, deadline_ns);
    if (result >= 0) {
        result = make_sets(&s);
        for (unsigned set = 0; set < SETS; set++)
            if (user[set] != NULL &&
                copy_to_user(user[set], s.sets + set * s.words, s.words * sizeof(uint64_t)) != 0)
                result = -EFAULT;
    }
    poll_items_release(s.items, s.item_count);
    kfree(s.items);
    kfree(s.sets);
    return result;
}

SYSCALL(select)(int count, uint64_t *read, uint64_t *write, uint64_t *except, struct timeval *timeout)
{
    uint64_t *const sets[SETS] = {read, write, except};
    uint64_t deadline_ns = WAIT_FOREVER;
    struct timeval value;
    if (timeout != NULL) {
        if (copy_from_user(&value, timeout, sizeof(value)) != 0) return -EFAULT;
        if (value.tv_sec < 0 || value.tv_usec < 0) return -EINVAL;
        /* Microseconds may be more than a second. */
        uint64_t seconds = (uint64_t)value.tv_sec + (uint64_t)value.tv_usec / 1000000;
        deadline_ns =
            deadline_after(seconds_to_ns((int64_t)seconds, (uint64_t)value.tv_usec % 1000000 * NS_PER_US));
    }
    int result = do_select(count, sets, deadline_ns);
    if (timeout == NULL) return result;
    struct timespec left = poll_time_left(deadline_ns);
    value = (struct timeval){left.tv_sec, left.tv_nsec / (int64_t)NS_PER_US};
    user_copy_partial(timeout, &value, sizeof(value));
    return result;
}

/* The sixth argument is a mask with its size, since there is no seventh. */
struct pselect_mask {
    const uint64_t *mask;
    size_t size;
};

SYSCALL(pselect6)
(int count, uint64_t *read, uint64_t *write, uint64_t *except, struct timespec *timeout,
 const struct pselect_mask *user_mask)
{
    uint64_t *const sets[SETS] = {read, write, except};
    struct pselect_mask mask = {NULL, 0};
    uint64_t deadline_ns;
    int result = deadline_from_user(timeout, &deadline_ns);
    if (result == 0 && user_mask != NULL) result = copy_from_user(&mask, user_mask, sizeof(mask));
    if (result == 0) result = poll_set_mask(mask.mask, mask.size);
    if (result != 0) return result;
    result = do_select(count, sets, deadline_ns);
    poll_reset_mask(mask.mask, result);
    poll_give_time_left(timeout, deadline_ns);
    return result;
}
