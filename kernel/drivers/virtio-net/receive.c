/* SPDX-License-Identifier: MIT */
/*
 * Receiving. A buffer holds one whole frame: none of the features by which a device makes larger ones of them
 * is negotiated. Its memory goes up with the frame, and a new one takes its place in the queue; when there is
 * no memory for a new one, the frame is dropped and its buffer used again, so that the queue never runs dry.
 */
#include <abi/errno.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "private.h"

/* Frames up to this size are copied to memory that fits them. */
#define COPY_MAX 256u

struct receive_buffer {
    char headroom[NET_PACKET_HEADROOM - 2]; /* so that what follows the Ethernet header is aligned */
    struct net_header header;               /* from here on written by the device */
    char frame[NET_FRAME_MAX];
    char slack[NET_PACKET_SLACK]; /* not the device's */
};

#define WRITABLE (offsetof(struct receive_buffer, slack) - offsetof(struct receive_buffer, header))
#define SMALL_SIZE offsetof(struct receive_buffer, frame)
_Static_assert(SMALL_SIZE >= NET_PACKET_HEADROOM, "the frame lies behind the headroom");

static int post(struct net *net, struct receive_buffer *buffer)
{
    struct virtio_buffer part = {&buffer->header, WRITABLE};
    return virtqueue_add(net->receive, &part, 0, 1, buffer, NULL);
}

int net_receive_start(struct net *net)
{
    unsigned posted = 0;
    while (posted < net->receive->size) {
        struct receive_buffer *buffer = kmalloc(sizeof(*buffer));
        if (buffer == NULL) break;
        if (post(net, buffer) != 0) {
            kfree(buffer);
            break;
        }
        posted++;
    }
    virtqueue_kick(net->receive);
    return posted != 0 ? 0 : -ENOMEM;
}

/* What goes up in place of a filled buffer, which is posted again, or in exchange for a new one. NULL: there
 * is no memory, the frame is dropped. With the lock. */
static void *exchange(struct net *net, struct receive_buffer *filled, uint32_t size)
{
    void *given = filled;
    struct receive_buffer *posted = filled;
    if (size <= COPY_MAX) {
        given = kmalloc(SMALL_SIZE + size + NET_PACKET_SLACK);
        if (given != NULL) memcpy((char *)given + SMALL_SIZE, filled->frame, size);
    } else {
        posted = kmalloc(sizeof(*posted));
        if (posted == NULL) {
            posted = filled;
            given = NULL;
        }
    }
    /* There is room, since a buffer was taken; but the device may be broken. */
    if (post(net, posted) != 0) kfree(posted);
    return given;
}

/* The next frame that is of use. With the lock. */
static bool next(struct net *net, struct net_packet *packet)
{
    struct net_device *device = &net->device;
    struct receive_buffer *filled;
    uint32_t written;
    while ((filled = virtqueue_take(net->receive, &written)) != NULL) {
        if (written < sizeof(struct net_header)) {
            virtio_device_fail(net->receive->device, "the device received %u bytes, less than its header",
                               written);
            kfree(filled);
            break;
        }
        uint8_t flags = filled->header.flags;
        uint32_t size = written - (uint32_t)sizeof(struct net_header);
        void *memory = exchange(net, filled, size);
        if (memory == NULL) {
            device->received_dropped++;
            continue;
        }
        device->received_packets++;
        device->received_bytes += size;
        packet->memory = memory;
        packet->frame = (char *)memory + SMALL_SIZE;
        packet->size = size;
        packet->checked = net->receive->device->features & NET_F_GUEST_CSUM &&
                          flags & (NET_HDR_F_NEEDS_CSUM | NET_HDR_F_DATA_VALID);
        return true;
    }
    if (net->receive->device->broken)
        while ((filled = virtqueue_abandon(net->receive)) != NULL) kfree(filled);
    return false;
}

bool net_receive(struct net_device *device, struct net_packet *packet)
{
    struct net *net = net_of(device);
    uint64_t flags = spin_lock_irqsave(&net->lock);
    bool found = next(net, packet);
    virtqueue_kick(net->receive);
    spin_unlock_irqrestore(&net->lock, flags);
    return found;
}
