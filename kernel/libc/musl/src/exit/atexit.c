/* SPDX-License-Identifier: MIT */
/*
 * Functions that are called when the program ends: the last that was registered comes first, and those that
 * are registered meanwhile are called as well (C17 7.22.4.2). More than a few stand in pages of their own, so
 * that a program which has no use for malloc does not get it for their sake.
 */
#include "fork_impl.h"
#include "libc.h"
#include "lock.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* So many can be registered in any case (C17 7.22.4.2p3). */
#define ALWAYS 32
#define PAGE_BYTES 4096

struct registered {
    void (*function)(void *);
    void *argument;
};

/* At the beginning of its page, and its items behind it; but for the first one. */
struct block {
    struct block *below;
    size_t count, room;
    struct registered *items;
};

static struct registered first_items[ALWAYS];
static struct block first, *top; /* under the lock */
static volatile int lock[1];
volatile int *const __atexit_lockptr = lock;

/* Makes room on top. False: there is no memory. */
static int add_block(void)
{
    struct block *block = &first;
    if (top == NULL) {
        first = (struct block){.items = first_items, .room = ALWAYS};
    } else {
        block = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) return 0;
        block->below = top;
        block->items = (struct registered *)(block + 1);
        block->room = (PAGE_BYTES - sizeof(*block)) / sizeof(*block->items);
    }
    top = block;
    return 1;
}

int __cxa_atexit(void (*function)(void *), void *argument, void *object)
{
    (void)object;
    LOCK(lock);
    int has_room = (top != NULL && top->count < top->room) || add_block();
    if (has_room) top->items[top->count++] = (struct registered){function, argument};
    UNLOCK(lock);
    return has_room ? 0 : -1;
}

void __funcs_on_exit(void)
{
    LOCK(lock);
    while (top != NULL) {
        if (top->count == 0) {
            top = top->below;
            continue;
        }
        struct registered last = top->items[--top->count];
        UNLOCK(lock);
        last.function(last.argument);
        LOCK(lock);
    }
    UNLOCK(lock);
}

/* For objects that are unloaded, which happens to none. */
void __cxa_finalize(void *object)
{
    (void)object;
}

static void call(void *function)
{
    ((void (*)(void))(uintptr_t)function)();
}

int atexit(void (*function)(void))
{
    return __cxa_atexit(call, (void *)(uintptr_t)function, NULL);
}
