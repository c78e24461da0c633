/* SPDX-License-Identifier: MIT */
/* Sending. A frame and the header before it are one piece of memory, which is freed when the device is done.
 */
#include <abi/errno.h>
#include <mm/kmalloc.h>

#include "private.h"

/* So many frames wait for room in the queue; more are dropped, as a link that is too slow does. */
#define WAITING_MAX 1024u

struct transmit_frame {
    struct net_frame frame;
    struct net_header header; /* from here on read by the device */
    char bytes[];
};

struct net_frame *net_frame(struct net_device *device, uint32_t size)
{
    (void)device;
    struct transmit_frame *frame = kmalloc(sizeof(*frame) + size);
    if (frame == NULL) return NULL;
    frame->frame = (struct net_frame){.size = size, .bytes = frame->bytes};
    frame->header = (struct net_header){.gso_type = NET_HDR_GSO_NONE};
    return &frame->frame;
}

/* 0, -ENOSPC, -EIO. With the lock. */
static int post(struct net *net, struct net_frame *part)
{
    struct transmit_frame *frame = container_of(part, struct transmit_frame, frame);
    struct virtio_buffer buffer = {&frame->header, (uint32_t)sizeof(frame->header) + part->size};
    if (part->checksum_start != 0) {
        frame->header.flags = NET_HDR_F_NEEDS_CSUM;
        frame->header.csum_start = part->checksum_start;
        frame->header.csum_offset = part->checksum_offset;
    }
    return virtqueue_add(net->transmit, &buffer, 1, 0, frame, NULL);
}

/* Frees what was sent. With the lock. */
static void reclaim(struct net *net)
{
    struct transmit_frame *frame;
    uint32_t written;
    while ((frame = virtqueue_take(net->transmit, &written)) != NULL) kfree(frame);
    if (!net->transmit->device->broken) return;
    while ((frame = virtqueue_abandon(net->transmit)) != NULL) kfree(frame);
    for (struct list_node *node; (node = list_pop(&net->waiting)) != NULL;)
        kfree(container_of(list_entry(node, struct net_frame, node), struct transmit_frame, frame));
    net->waiting_count = 0;
}

/* Moves what waits into the queue. With the lock. */
static void advance(struct net *net)
{
    while (!list_empty(&net->waiting)) {
        struct net_frame *frame = list_entry(net->waiting.next, struct net_frame, node);
        if (post(net, frame) != 0) break;
        list_remove(&frame->node);
        net->waiting_count--;
    }
}

int net_send(struct net_device *device, struct net_frame *frame)
{
    struct net *net = net_of(device);
    int status = 0;
    uint64_t flags = spin_lock_irqsave(&net->lock);
    /* Completions are looked for when the queue is half used up, not for each frame. */
    if (net->transmit->free_count < net->transmit->size / 2) {
        reclaim(net);
        advance(net);
    }
    if (net->transmit->device->broken || net->waiting_count == WAITING_MAX) {
        device->sent_dropped++;
        kfree(container_of(frame, struct transmit_frame, frame));
        status = -ENOBUFS;
    } else {
        device->sent_packets++;
        device->sent_bytes += frame->size;
        if (net->waiting_count != 0 || post(net, frame) != 0) {
            list_add_tail(&net->waiting, &frame->node);
            net->waiting_count++;
        }
    }
    spin_unlock_irqrestore(&net->lock, flags);
    return status;
}

void net_flush(struct net_device *device)
{
    struct net *net = net_of(device);
    uint64_t flags = spin_lock_irqsave(&net->lock);
    virtqueue_kick(net->transmit);
    spin_unlock_irqrestore(&net->lock, flags);
}

void net_transmit_ready(struct virtqueue *queue)
{
    struct net *net = queue->device->data;
    uint64_t flags = spin_lock_irqsave(&net->lock);
    reclaim(net);
    advance(net);
    virtqueue_kick(net->transmit);
    spin_unlock_irqrestore(&net->lock, flags);
}
