/* SPDX-License-Identifier: MIT */
/* A network card's device, for one file of tests, with the driver and all below it but the queues. Frames
 * carry their number, so that it is seen which of them came. */
#pragma once

#include "../../virtio/test/fake_transport.h"
#include "../virtio-net.c"

/* Of frames that are merged on their way in, or cut on their way out. */
#define LARGE_MAX 20000u

static struct net_device *card;
void net_device_register(struct net_device *device)
{
    card = device;
}

FAKE_DRIVER(virtio_net);

static struct config {
    uint8_t address[6];
    uint32_t mtu, link;
} config;

static uint32_t fake_config(struct virtio_device *device, uint32_t offset, unsigned width)
{
    (void)device;
    if (offset < 6 && width == 1) return config.address[offset];
    if (offset == NET_CONFIG_STATUS && width == 2) return config.link;
    if (offset == NET_CONFIG_MTU && width == 2) return config.mtu;
    abort();
}

static struct net *net(void)
{
    return fake.device.data;
}

static unsigned sent_next, sent_gaps;

static void begin(uint64_t features, uint32_t receive_limit, uint32_t transmit_limit)
{
    fake_begin(features);
    fake.queue_limits[0] = receive_limit;
    fake.queue_limits[1] = transmit_limit;
    config = (struct config){.address = {0x52, 0x54, 0, 0x12, 0x34, 0x56}, .mtu = 1500};
    sent_next = sent_gaps = 0;
    card_count = 0;
    card = NULL;
}

static void start(void)
{
    fake_start(VIRTIO_TYPE_NET);
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
    if (net() != NULL) {
        fake_queue_end(net()->receive);
        fake_queue_end(net()->transmit);
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

/* A buffer that the driver has posted; NULL: there is none. */
static unsigned char *next_buffer(uint32_t *head, uint32_t *size)
{
    struct virtqueue *queue = net()->receive;
    if (!fake_take(queue, head)) return NULL;
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
