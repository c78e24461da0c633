// SPDX-License-Identifier: MIT
/*
 * What stands behind the registers of a virtio device, for the one file of a transport's test, and a driver
 * that has it echo. The device holds the driver to the order of VIRTIO 1.1, 3.1, and itself breaks whichever
 * rule the test says.
 */
#pragma once

/* Included, since only a linker script makes the tables by which drivers are found. */
#include "../device.c"
#include "fake_kernel.h"
#include <abi/errno.h>

#define FAKE_TYPE 42u
#define FAKE_QUEUES 2
#define FAKE_NUMBER 0x0123456789abcdefull

struct fake_queue {
    uint32_t limit, size, vector;
    uint64_t descriptors, avail, used;
    bool enabled;
    uint16_t seen; /* of the available ring */
};

static struct fake {
    uint64_t offered, shown, accepted; /* features */
    uint32_t offered_word, accepted_word, selected, generation;
    uint8_t status;
    struct fake_queue queues[FAKE_QUEUES];
    uint64_t number; /* at the beginning of the configuration */
    unsigned notified, failures;
    bool never_resets, refuses_features, changes_features, never_settles, interrupts_early, stays_enabled;
} fake;

/* Registers without sense: they keep what is written to them, mostly. */
static uint8_t fake_kept[256];

static uint32_t fake_read_kept(paddr_t address, unsigned width)
{
    uint32_t value = random_below(1u << 31) << random_below(2) >> random_below(32);
    if (random_below(30) != 0) memcpy(&value, &fake_kept[address % sizeof(fake_kept)], width);
    return value;
}

static void fake_write_kept(paddr_t address, unsigned width, uint32_t value)
{
    memcpy(&fake_kept[address % sizeof(fake_kept)], &value, width);
}

/* The test's: the device interrupts for a queue. */
static void fake_interrupt(unsigned index);

static void fake_begin(void)
{
    memset(&fake, 0, sizeof(fake));
    fake.offered = VIRTIO_F_VERSION_1 | VIRTIO_F_INDIRECT_DESC | 1;
    fake.queues[0].limit = 256;
    fake.queues[1].limit = 8;
    fake.number = FAKE_NUMBER;
    fake.status = 0xff; /* from who had it before */
    warning[0] = 0;
    list_init(&devices);
}

static void fake_set_status(uint32_t status)
{
    if (status == 0) {
        for (unsigned i = 0; i < FAKE_QUEUES; i++)
            fake.queues[i] =
                (struct fake_queue){.limit = fake.queues[i].limit, .enabled = fake.stays_enabled};
        fake.accepted = 0;
    }
    fake.failures += status == VIRTIO_STATUS_FAILED;
    /* Each step behind the one before. */
    assert(!(status & VIRTIO_STATUS_DRIVER_OK) || fake.status & VIRTIO_STATUS_FEATURES_OK);
    fake.status = status == 0 && fake.never_resets ? 0xff : (uint8_t)status;
    if (fake.refuses_features) fake.status &= (uint8_t)~VIRTIO_STATUS_FEATURES_OK;
}

static uint32_t fake_features(void)
{
    assert(fake.offered_word < 2);
    uint32_t features = (uint32_t)(fake.offered >> 32 * fake.offered_word);
    fake.shown |= (uint64_t)features << 32 * fake.offered_word;
    if (fake.changes_features) fake.offered = VIRTIO_F_VERSION_1;
    return features;
}

static void fake_accept(uint32_t features)
{
    assert(fake.accepted_word < 2 && fake.status == (VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER));
    fake.accepted |= (uint64_t)features << 32 * fake.accepted_word;
    assert((fake.accepted & ~fake.shown) == 0);
}

static struct fake_queue *fake_queue(void)
{
    static struct fake_queue none;
    none = (struct fake_queue){0};
    return fake.selected < FAKE_QUEUES ? &fake.queues[fake.selected] : &none;
}

/* Half of an address of the selected queue. */
static void fake_set_half(uint64_t *address, unsigned high, uint32_t value)
{
    assert(!fake_queue()->enabled);
    uint64_t mask = (uint64_t)UINT32_MAX << 32 * high;
    *address = (*address & ~mask) | (uint64_t)value << 32 * high;
}

static void fake_enable_queue(void)
{
    struct fake_queue *queue = fake_queue();
    assert(fake.selected < FAKE_QUEUES && !queue->enabled && queue->descriptors != 0);
    assert(queue->size != 0 && queue->size <= queue->limit && (queue->size & (queue->size - 1)) == 0);
    assert((fake.status & VIRTIO_STATUS_FEATURES_OK) && !(fake.status & VIRTIO_STATUS_DRIVER_OK));
    queue->enabled = true;
    if (fake.interrupts_early) fake_interrupt(fake.selected);
}

static uint32_t fake_generation(void)
{
    return fake.never_settles ? fake.generation++ : fake.generation;
}

/* The first field of the configuration is its only one. */
static uint32_t fake_config(uint32_t offset, unsigned width)
{
    assert(offset + width <= sizeof(fake.number));
    uint32_t value = 0;
    memcpy(&value, (char *)&fake.number + offset, width);
    return value;
}

/* Answers each chain of a queue by what it reads there. */
static void fake_notify(unsigned index)
{
    assert(index < FAKE_QUEUES && fake.status & VIRTIO_STATUS_DRIVER_OK);
    struct fake_queue *queue = &fake.queues[index];
    const struct virtq_desc *table = phys_to_virt(queue->descriptors);
    const struct virtq_avail *avail = phys_to_virt(queue->avail);
    struct virtq_used *used = phys_to_virt(queue->used);
    assert(queue->enabled && queue->seen != avail->index);
    fake.notified++;
    while (queue->seen != avail->index) {
        uint16_t head = avail->ring[queue->seen++ % queue->size];
        const struct virtq_desc *out = &table[head], *in = &table[out->next];
        assert(out->flags == VIRTQ_DESC_NEXT && in->flags == VIRTQ_DESC_WRITE && in->length == out->length);
        memcpy(phys_to_virt(in->address), phys_to_virt(out->address), out->length);
        used->ring[used->index % queue->size] = (struct virtq_used_entry){head, in->length};
        used->index++;
    }
    fake_interrupt(index);
}

/* The driver. */
static struct echo {
    struct virtio_device *device;
    struct virtqueue *queues[FAKE_QUEUES];
    uint64_t number;
    uint32_t behind_end;
    unsigned answers;
    bool ready;
} echo;

static void echo_ready(struct virtqueue *queue)
{
    uint32_t written;
    assert(echo.queues[queue->index] == queue);
    for (char *text; (text = virtqueue_take(queue, &written)) != NULL; echo.answers++)
        assert(written == 8 && memcmp(text, text + 8, 8) == 0);
    if (queue->device->broken)
        while (virtqueue_abandon(queue) != NULL) continue;
}

static int echo_start(struct virtio_device *device)
{
    echo.device = device;
    for (unsigned i = 0; i < FAKE_QUEUES; i++) {
        echo.queues[i] = virtio_queue_create(device, i, VIRTQUEUE_MAX_SIZE, echo_ready);
        if (echo.queues[i] == NULL) return -ENOMEM;
    }
    echo.number = virtio_config64(device, 0);
    echo.behind_end = virtio_config32(device, UINT32_MAX - 2);
    virtio_device_ready(device);
    echo.ready = !device->broken;
    return 0;
}

static const struct virtio_driver echo_driver = {
    .name = "echo", .type = FAKE_TYPE, .features = 1, .start = echo_start};
FAKE_DRIVER(echo_driver);

/* Of a device that may do nothing: the driver must get rid of requests. */
static void echo_tries(void)
{
    static char text[8];
    struct virtio_buffer buffer = {text, sizeof(text)};
    for (unsigned i = 0; i < FAKE_QUEUES && echo.ready; i++) {
        int status = virtqueue_add(echo.queues[i], &buffer, 1, 0, text, NULL);
        assert(status == 0 || status == (echo.device->broken ? -EIO : -ENOSPC));
        virtqueue_kick(echo.queues[i]);
    }
}

static void echo_works(void)
{
    char texts[FAKE_QUEUES][16] = {"forward", "there"};
    assert(warning[0] == 0 && echo.ready && echo.number == FAKE_NUMBER && echo.behind_end == 0);
    assert(fake.accepted == (VIRTIO_F_VERSION_1 | VIRTIO_F_INDIRECT_DESC | 1));
    assert(echo.queues[0]->size == 128 && echo.queues[1]->size == 8);
    for (unsigned round = 0; round < 1000; round++) {
        unsigned index = random_below(FAKE_QUEUES), answers = echo.answers;
        char *text = texts[index];
        struct virtio_buffer buffers[] = {{text, 8}, {text + 8, 8}};
        text[random_below(8)]++;
        assert(virtqueue_add(echo.queues[index], buffers, 1, 1, text, NULL) == 0);
        virtqueue_kick(echo.queues[index]);
        assert(echo.answers == answers + 1 && echo.queues[index]->in_flight == 0);
    }
    assert(fake.notified == 1000 && warning[0] == 0);
}

static void expect_warning(const char *text)
{
    if (strcmp(warning, text) == 0) return;
    fprintf(stderr, "found    %s\nexpected %s\n", warning, text);
    abort();
}

/* The device of the transport's test was started, and must be out of use, with these words. */
static void expect_failure(const char *text)
{
    assert(!echo.ready);
    expect_warning(text);
    assert(echo.device == NULL || echo.device->broken);
    /* The last that the device was told, unless it was never heard of. */
    assert(list_empty(&devices) || (fake.failures == 1 && fake.status == VIRTIO_STATUS_FAILED));
}

/* What stays for ever is given back, so that leaks of ours are seen. `discard` frees a device. */
static void fake_end(void (*discard)(struct virtio_device *device))
{
    for (struct list_node *node; (node = list_pop(&devices)) != NULL;) {
        struct virtio_device *device = list_entry(node, struct virtio_device, node);
        for (struct list_node *each; (each = list_pop(&device->queues)) != NULL;) {
            struct virtqueue *queue = list_entry(each, struct virtqueue, node);
            kfree(queue->transport_data);
            free(queue->descriptors);
            kfree(queue->slots);
            kfree(queue);
        }
        discard(device);
    }
    echo = (struct echo){0};
    assert(live == 0);
}
