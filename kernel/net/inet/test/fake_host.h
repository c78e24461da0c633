// SPDX-License-Identifier: MIT
/* The kernel around TCP/IP, for one file of tests: one thread that never has to wait, memory that is counted,
 * a clock that goes when it is told to, and cards that hand in one frame at a time and keep the last one that
 * was sent. */
#pragma once

#include <abi/errno.h>
#include <assert.h>
#include <malloc.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <net/device.h>
#include <sched/thread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time/clock.h>
#include <vfs/cache.h>

#define CARD_COUNT 2u
#define IN_MAX 70000u
#define HELD_MAX 4u
#define PART_MAX 1900u

struct list_node net_devices = LIST_INIT(net_devices);
bool log_verbose;

static size_t live; /* pieces of memory */
static uint64_t now_ns = NS_PER_SECOND;

struct card {
    struct net_device device;
    uint8_t in[IN_MAX], out[UINT16_MAX];
    uint32_t in_size, out_size, in_first; /* in_size 0: nothing waits; in_first: of the first part, 0: all */
    uint32_t in_at;
    bool checked;
    struct list_node held;
    unsigned held_count;
};
static struct card cards[CARD_COUNT];

void *kmalloc(size_t size)
{
    live++;
    return malloc(size);
}
void *kzalloc(size_t size)
{
    live++;
    return calloc(1, size);
}
size_t kmalloc_size(void *memory)
{
    return malloc_usable_size(memory);
}
void kfree(void *memory)
{
    live -= memory != NULL;
    free(memory);
}

/* 64 MiB. */
uint64_t frame_count_total(void)
{
    return 16384;
}

uint64_t clock_monotonic_ns(void)
{
    return now_ns;
}
/* The same in every run. */
void random_bytes(void *buffer, size_t size)
{
    memset(buffer, 0x5a, size);
}
size_t user_copy_partial(void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
    return 0;
}
int copy_from_user(void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
    return 0;
}
int copy_to_user(void *to, const void *from, size_t size)
{
    memcpy(to, from, size);
    return 0;
}
int put_user32(uint32_t value, uint32_t *address)
{
    *address = value;
    return 0;
}

void mutex_init(struct mutex *mutex)
{
    (void)mutex;
}
void mutex_lock(struct mutex *mutex)
{
    assert(mutex->guard.next++ == 0);
}
void mutex_unlock(struct mutex *mutex)
{
    assert(--mutex->guard.next == 0);
}
void wait_queue_init(struct wait_queue *queue)
{
    list_init(&queue->entries);
}
void wake_all(struct wait_queue *queue)
{
    (void)queue;
}
void wait_prepare(struct wait_queue *queue, struct wait_entry *entry)
{
    (void)queue, (void)entry;
}
int wait_sleep(uint64_t deadline_ns, enum wait_mode mode)
{
    (void)deadline_ns, (void)mode;
    return -ETIMEDOUT;
}
void wait_finish(struct wait_entry *entry)
{
    (void)entry;
}
struct thread *thread_create_kernel(const char *name, void (*entry)(void *), void *argument)
{
    (void)name, (void)entry, (void)argument;
    static struct thread thread;
    return &thread;
}

/* Pages of the page cache that are pinned. */
static size_t pinned;

void cache_hold(struct cache_page *page)
{
    page->pins++;
}
/* With the last pin the memory goes, so that who still reads it is found. */
void cache_release(struct cache_page *page)
{
    if (--page->pins != 0) return;
    free(page->memory);
    free(page);
    pinned--;
}

struct file;
void file_put(struct file *file)
{
    (void)file;
}
struct poll_table;
void poll_register(struct poll_table *table, struct wait_queue *queue)
{
    (void)table, (void)queue;
}

_Noreturn void panic(const char *component, const char *format, ...)
{
    fprintf(stderr, "panic: %s: %s\n", component, format);
    abort();
}
void log_warn(const char *format, ...)
{
    (void)format;
}
void log_info(const char *format, ...)
{
    (void)format;
}
void log_line(const char *format, ...)
{
    (void)format;
}
bool log_is_for_host(void)
{
    return false;
}

static struct card *card_of(struct net_device *device)
{
    return container_of(device, struct card, device);
}
/* What looks at each frame that is sent; NULL: nobody. */
static void (*frame_sent)(const struct net_frame *frame, const uint8_t *bytes);

/* Frames lie with the card for a while, as many as its queue has room for. */
static void card_complete(struct card *card, unsigned left)
{
    while (card->held_count > left) {
        struct net_frame *frame = list_entry(list_pop(&card->held), struct net_frame, node);
        card->held_count--;
        frame->done(frame);
    }
}
static int card_send(struct net_device *device, struct net_frame *frame, const struct net_part *parts,
                     unsigned count)
{
    struct card *card = card_of(device);
    if (card->held_count == HELD_MAX) return -ENOSPC;
    assert(count <= device->parts_max);
    memset((char *)parts[0].memory - NET_FRAME_HEADROOM, 0xdd, NET_FRAME_HEADROOM);
    card->out_size = 0;
    for (unsigned i = 0; i < count; i++) {
        assert(card->out_size + parts[i].size <= frame->size);
        memcpy(card->out + card->out_size, parts[i].memory, parts[i].size);
        card->out_size += parts[i].size;
    }
    assert(card->out_size == frame->size && (frame->size <= NET_FRAME_MAX || frame->segment_size != 0));
    assert(frame->segment_size == 0 || frame->headers_size + frame->segment_size <= NET_FRAME_MAX);
    /* What the card is told to add up lies in the frame. */
    if (frame->checksum_start != 0)
        assert(frame->checksum_start + frame->checksum_offset + 2u <= frame->size);
    if (frame_sent != NULL) frame_sent(frame, card->out);
    list_add_tail(&card->held, &frame->node);
    card->held_count++;
    return 0;
}
static void card_flush(struct net_device *device)
{
    struct card *card = card_of(device);
    card_complete(card, card->held_count / 2);
}
static bool card_link_up(struct net_device *device)
{
    (void)device;
    return true;
}
static bool card_receive(struct net_device *device, struct net_packet *packet)
{
    struct card *card = card_of(device);
    if (card->in_size == 0) return false;
    uint32_t left = card->in_size - card->in_at;
    uint32_t size = card->in_first != 0 && card->in_at == 0 ? MIN(card->in_first, left) : MIN(left, PART_MAX);
    /* No larger than promised: what reads on behind it is found. */
    char *memory = kmalloc(NET_PACKET_HEADROOM + size + NET_PACKET_SLACK);
    memset(memory + NET_PACKET_HEADROOM + size, 0xee, NET_PACKET_SLACK);
    memcpy(memory + NET_PACKET_HEADROOM, card->in + card->in_at, size);
    *packet = (struct net_packet){memory, memory + NET_PACKET_HEADROOM, size, size < left, card->checked};
    card->in_at += size;
    if (!packet->more) card->in_size = card->in_first = card->in_at = 0;
    return true;
}

static void cards_register(void)
{
    static const char *const names[CARD_COUNT] = {"eth0", "eth1"};
    for (unsigned i = 0; i < CARD_COUNT; i++) {
        cards[i].device = (struct net_device){
            .name = names[i],
            .address = {0x52, 0x54, 0, 0, 0, (uint8_t)i},
            .mtu = NET_MTU_MAX,
            .parts_max = NET_PARTS_MAX,
            .checksums = i == 0,
            .segments = i == 0,
            .segments_6 = i == 0,
            .send = card_send,
            .flush = card_flush,
            .receive = card_receive,
            .link_up = card_link_up,
        };
        list_init(&cards[i].held);
        list_add_tail(&net_devices, &cards[i].device.node);
    }
}
