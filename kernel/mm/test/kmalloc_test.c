// SPDX-License-Identifier: MIT
// sources: ../kmalloc.c
/* The heap: every size gets room for itself and not much more, objects do not overlap, and pages go back. */
#include "../../sched/test/counted_locks.h"

#include <arch/page.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <string.h>

#define SMALL_MAX 2016u

static unsigned frames;

paddr_t frame_alloc(unsigned order)
{
    assert(locks == 0);
    frames++;
    return virt_to_phys(aligned_alloc(PAGE_SIZE, PAGE_SIZE << order));
}
void frame_free(paddr_t frame, unsigned order)
{
    (void)order;
    assert(locks == 0 && frames > 0);
    frames--;
    free(phys_to_virt(frame));
}

/* An object stays where it is as long as it has room. */
static void check_room(void)
{
    for (size_t size = 1; size <= 5 * PAGE_SIZE; size++) {
        void *object = kmalloc(size);
        assert((uintptr_t)object % 16 == 0 && krealloc(object, size) == object);
        memset(object, 0, size);
        size_t twice = size < SMALL_MAX / 2 ? MAX(2 * size, 32) : 4 * size;
        void *moved = krealloc(object, twice);
        assert(moved != object);
        kfree(moved);
    }
}

/* Objects come and go at random; each is filled with a byte of its own, which must be there to the end. */
#define OBJECTS 2000u
static struct {
    unsigned char *memory, byte;
    size_t size;
} objects[OBJECTS];

static void drop(unsigned at)
{
    for (size_t i = 0; i < objects[at].size; i++) assert(objects[at].memory[i] == objects[at].byte);
    kfree(objects[at].memory);
    objects[at].memory = NULL;
    objects[at].size = 0;
}

static void check_use(void)
{
    srand(1);
    for (unsigned round = 0; round < 100000; round++) {
        unsigned at = (unsigned)rand() % OBJECTS;
        drop(at);
        if (round % 3 == 0) continue;
        objects[at].size = (size_t)rand() % (round % 100 == 1 ? 3 * PAGE_SIZE : 600);
        objects[at].byte = (unsigned char)round;
        objects[at].memory = kmalloc(objects[at].size);
        memset(objects[at].memory, objects[at].byte, objects[at].size);
    }
    for (unsigned at = 0; at < OBJECTS; at++) drop(at);
    assert(frames <= 15); /* one a class */
}

int main(void)
{
    check_room();
    check_use();
    return 0;
}
