// SPDX-License-Identifier: MIT
/* A device that a driver finds, for the one file of the driver's test, with all below the driver but the
 * queues. The test says what stands in the device's configuration and what becomes of requests. */
#pragma once

/* Included, since only a linker script makes the tables by which drivers are found. */
#include "../device.c"
#include "fake_kernel.h"

#define HELD_MAX 256

static struct fake {
    struct virtio_device device;
    uint64_t offered, accepted;
    uint8_t status;
    bool refuses_features, never_resets, interrupts_early, never_settles;
    uint32_t queue_limits[2];
    uint16_t seen[2];        /* of each available ring */
    uint32_t held[HELD_MAX]; /* heads of chains that are not completed yet */
    unsigned held_count;
} fake;

/* The test's. */
static uint32_t fake_config(struct virtio_device *device, uint32_t offset, unsigned width);

static void fake_describe(const struct virtio_device *device, char *name)
{
    (void)device;
    strcpy(name, "fake");
}
static uint8_t fake_status(struct virtio_device *device)
{
    return (void)device, fake.status;
}
static void fake_set_status(struct virtio_device *device, uint8_t status)
{
    (void)device;
    fake.status = status == 0 && fake.never_resets ? 0xff : status;
    if (fake.refuses_features) fake.status &= (uint8_t)~VIRTIO_STATUS_FEATURES_OK;
}
static uint64_t fake_features(struct virtio_device *device)
{
    return (void)device, fake.offered;
}
static void fake_accept(struct virtio_device *device, uint64_t features)
{
    (void)device;
    assert((features & ~fake.offered) == 0);
    fake.accepted = features;
}
static uint32_t fake_generation(struct virtio_device *device)
{
    static uint32_t generation;
    (void)device;
    return fake.never_settles ? generation++ : 0;
}
static uint32_t fake_queue_limit(struct virtio_device *device, unsigned index)
{
    (void)device;
    return index < 2 ? fake.queue_limits[index] : 0;
}
static int fake_queue_enable(struct virtio_device *device, struct virtqueue *queue)
{
    (void)device;
    if (fake.interrupts_early) virtqueue_interrupt(queue);
    return 0;
}
static void fake_notify(struct virtqueue *queue)
{
    (void)queue;
}

static const struct virtio_transport transport = {
    fake_describe, fake_status,     fake_set_status,  fake_features,     fake_accept,
    fake_config,   fake_generation, fake_queue_limit, fake_queue_enable, fake_notify,
};

/* Another device, which is not started yet. */
static void fake_begin(uint64_t features)
{
    memset(&fake, 0, sizeof(fake));
    fake.offered = features | VIRTIO_F_VERSION_1;
    warning[0] = 0;
}

static void fake_start(uint32_t type)
{
    list_init(&devices);
    fake.device.transport = &transport;
    fake.device.type = type;
    virtio_device_add(&fake.device);
    assert(virtio_start_devices() == 0);
}

/* What a driver keeps for ever is given back, so that leaks of ours are seen. */
static void fake_queue_end(struct virtqueue *queue)
{
    if (queue == NULL) return;
    free(queue->descriptors);
    kfree(queue->slots);
    kfree(queue);
}

/* The next chain that the driver has published; false: there is none. */
static bool fake_take(const struct virtqueue *queue, uint32_t *head)
{
    uint16_t *seen = &fake.seen[queue->index];
    if (*seen == queue->avail->index) return false;
    *head = queue->avail->ring[(*seen)++ % queue->size];
    return true;
}

static void fake_hold(uint32_t head)
{
    assert(fake.held_count < HELD_MAX);
    fake.held[fake.held_count++] = head;
}

/* Any of those that are held, which it is no more. */
static uint32_t fake_choose(void)
{
    unsigned which = random_below(fake.held_count);
    uint32_t head = fake.held[which];
    fake.held[which] = fake.held[--fake.held_count];
    return head;
}

static void fake_complete(struct virtqueue *queue, uint32_t head, uint32_t length)
{
    struct virtq_used *used = queue->used;
    used->ring[used->index % queue->size] = (struct virtq_used_entry){head, length};
    used->index++;
}
