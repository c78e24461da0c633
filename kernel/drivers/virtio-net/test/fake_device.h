/* SPDX-License-Identifier: MIT */
/* A network card's device, for one file of tests, with the driver and all below it but the queues. Frames
 * carry their number, so that it is seen which of them came. */
#pragma once

#include <arch/page.h>

/* Included, since only a linker script makes the tables by which drivers are found. */
#include "../../virtio/device.c"
#include "../../virtio/test/fake_kernel.h"
#include "../virtio-net.c"

#define HELD_MAX 256
/* Of frames that are merged on their way in, or cut on their way out. */
#define LARGE_MAX 20000u

static struct net_device *card;
void net_device_register(struct net_device *device)
{
    card = device;
}

const struct virtio_driver *const __set_virtio_driver_start[] = {&virtio_net};
__asm__(".globl __set_virtio_driver_end\n"
        ".set __set_virtio_driver_end, __set_virtio_driver_start + 8");

/* The device. */
static struct fake {
    struct virtio_device device;
    uint64_t offered;
    uint8_t status, address[6];
    uint32_t queue_limits[2], mtu, link;
    uint16_t seen[2];
    uint32_t held[HELD_MAX]; /* chains for sending that are not completed yet */
    unsigned held_count;
} fake;

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
    fake.status = status;
}
static uint64_t fake_features(struct virtio_device *device)
{
    return (void)device, fake.offered;
}
static void fake_accept(struct virtio_device *device, uint64_t features)
{
    (void)device;
    assert((features & ~fake.offered) == 0);
}
static uint32_t fake_config(struct virtio_device *device, uint32_t offset, unsigned width)
{
    (void)device;
    if (offset < 6 && width == 1) return fake.address[offset];
    if (offset == NET_CONFIG_STATUS && width == 2) return fake.link;
    if (offset == NET_CONFIG_MTU && width == 2) return fake.mtu;
    abort();
}
static uint32_t fake_generation(struct virtio_device *device)
{
    return (void)device, 0;
}
static uint32_t fake_queue_limit(struct virtio_device *device, unsigned index)
{
    (void)device;
    return index < 2 ? fake.queue_limits[index] : 0;
}
static int fake_queue_enable(struct virtio_device *device, struct virtqueue *queue)
{
    return (void)device, (void)queue, 0;
}
static void fake_notify(struct virtqueue *queue)
{
    (void)queue;
}

static const struct virtio_transport transport = {
    fake_describe, fake_status,     fake_set_status,  fake_features,     fake_accept,
    fake_config,   fake_generation, fake_queue_limit, fake_queue_enable, fake_notify,
};

static struct net *net(void)
{
    return fake.device.data;
}

static unsigned sent_next, sent_gaps;

static void begin(uint64_t features, uint32_t receive_limit, uint32_t transmit_limit)
{
    memset(&fake, 0, sizeof(fake));
    fake.offered = features | VIRTIO_F_VERSION_1;
    fake.queue_limits[0] = receive_limit;
    fake.queue_limits[1] = transmit_limit;
    fake.mtu = 1500;
    sent_next = sent_gaps = 0;
    memcpy(fake.address, "\x52\x54\x00\x12\x34\x56", 6);
    card_count = 0;
    card = NULL;
    warning[0] = 0;
}

static void start(void)
{
    list_init(&devices);
    fake.device.transport = &transport;
    fake.device.type = VIRTIO_TYPE_NET;
    virtio_device_add(&fake.device);
    assert(virtio_start_devices() == 0);
}

/* What the driver keeps for ever is given back here, so that leaks of ours are seen. */
static void end(void)
{
    struct net_packet packet;
    if (net() != NULL && net()->receive != NULL && net()->transmit != NULL) {
        fake.device.broken = true;
        while (net_receive(&net()->device, &packet)) abort();
        net_flush(&net()->device);
    }
    struct virtqueue *queues[] = {net() != NULL ? net()->receive : NULL,
                                  net() != NULL ? net()->transmit : NULL};
    for (unsigned i = 0; i < 2; i++) {
        if (queues[i] == NULL) continue;
        free(queues[i]->descriptors);
        kfree(queues[i]->slots);
        kfree(queues[i]);
    }
    kfree(net());
    fake.device.data = NULL;
    assert(live == 0);
}

/* Frames carry their number and size, then a pattern made of both. */
static void fill(unsigned char *frame, unsigned number, unsigned size)
{
    for (unsigned i = 0; i < size; i++) frame[i] = (unsigned char)(number * 7 + i * 3 + size);
    memcpy(frame, &number, sizeof(number));
}

static unsigned check(const unsigned char *frame, unsigned size)
{
    static unsigned char expected[LARGE_MAX];
    unsigned number;
    memcpy(&number, frame, sizeof(number));
    fill(expected, number, size);
    assert(memcmp(frame, expected, size) == 0);
    return number;
}

static void complete(struct virtqueue *queue, uint32_t head, uint32_t length)
{
    struct virtq_used *used = queue->used;
    used->ring[used->index % queue->size] = (struct virtq_used_entry){head, length};
    used->index++;
}

/* A buffer that the driver has posted; NULL: there is none. */
static unsigned char *next_buffer(uint32_t *head, uint32_t *size)
{
    struct virtqueue *queue = net()->receive;
    if (fake.seen[0] == queue->avail->index) return NULL;
    *head = queue->avail->ring[fake.seen[0]++ % queue->size];
    const struct virtq_desc *at = &queue->descriptors[*head];
    assert(at->flags == VIRTQ_DESC_WRITE && at->length >= sizeof(struct net_header) + NET_FRAME_MAX);
    *size = at->length;
    return phys_to_virt(at->address);
}

/* Delivers a frame; false: there are not enough buffers. */
static bool deliver(unsigned number, unsigned size)
{
    static unsigned char bytes[LARGE_MAX];
    struct virtqueue *queue = net()->receive;
    unsigned buffer_size = queue->descriptors[0].length;
    unsigned count = ((unsigned)sizeof(struct net_header) + size + buffer_size - 1) / buffer_size;
    if (count > (uint16_t)(queue->avail->index - fake.seen[0])) return false;
    fill(bytes, number, size);
    struct net_header header = {.flags = NET_HDR_F_DATA_VALID, .num_buffers = (uint16_t)count};
    /* All at once. */
    uint16_t index = queue->used->index;
    for (unsigned done = 0, i = 0; i < count; i++) {
        uint32_t head, room, at = i == 0 ? sizeof(header) : 0;
        unsigned char *buffer = next_buffer(&head, &room);
        unsigned part = MIN(room - at, size - done);
        if (i == 0) memcpy(buffer, &header, sizeof(header));
        memcpy(buffer + at, bytes + done, part);
        queue->used->ring[index++ % queue->size] = (struct virtq_used_entry){head, at + part};
        done += part;
    }
    queue->used->index = index;
    return true;
}
