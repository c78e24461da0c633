/* SPDX-License-Identifier: MIT */
/*
 * Receiving. A frame is in one buffer, or, where the device merges frames, in as many as it takes. A buffer's
 * memory goes up with its bytes, and a new one takes its place in the queue; when there is no memory for a
 * new one, the frame is dropped and its buffers are used again, so that the queue never runs dry.
 */
#include <abi/errno.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "private.h"

/* Parts up to this size are copied to memory that fits them. */
#define COPY_MAX 256u
/* What kmalloc spends on a buffer anyway; the more of it the device fills, the fewer a large frame takes. */
#define BUFFER_SIZE 2016u

struct receive_buffer {
    char headroom[62]; /* so that what follows the Ethernet header is aligned */
    struct net_header
        header; /* from here on written by the device: a header in a frame's first buffer only */
    char frame[BUFFER_SIZE - 62 - sizeof(struct net_header) - NET_PACKET_SLACK];
    char slack[NET_PACKET_SLACK]; /* not the device's */
};
_Static_assert(sizeof(struct receive_buffer) == BUFFER_SIZE, "nothing is lost");
_Static_assert(offsetof(struct receive_buffer, header) >= NET_PACKET_HEADROOM, "any part lies behind it");

#define WRITABLE (uint32_t)(offsetof(struct receive_buffer, slack) - offsetof(struct receive_buffer, header))
_Static_assert(WRITABLE >= sizeof(struct net_header) + NET_FRAME_MAX, "VIRTIO 1.1, 5.1.6.3.1");

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

/* What goes up in place of a filled buffer, which is posted again, or in exchange for a new one; the bytes
 * are at the same place in it. NULL: there is no memory. */
static void *exchange(struct net *net, struct receive_buffer *filled, size_t offset, uint32_t size)
{
    void *given = NULL;
    struct receive_buffer *posted = filled;
    if (size <= COPY_MAX) {
        if (!net->lost) given = kmalloc(offset + size + NET_PACKET_SLACK);
        if (given != NULL) memcpy((char *)given + offset, (char *)filled + offset, size);
    } else if (!net->lost && (posted = kmalloc(sizeof(*posted))) != NULL) {
        given = filled;
    } else {
        posted = filled;
    }
    /* There is room, since a buffer was taken; but the device may be broken. */
    if (post(net, posted) != 0) kfree(posted);
    return given;
}

/* Looks at the first of a frame's buffers. */
static bool begin(struct net *net, const struct receive_buffer *filled, uint32_t written)
{
    struct virtqueue *queue = net->receive;
    uint16_t count = net->merge ? filled->header.num_buffers : 1;
    if (written < sizeof(struct net_header)) {
        virtio_device_fail(queue->device, "the device received %u bytes, less than its header", written);
        return false;
    }
    /* The others have to be there together with the first (VIRTIO 1.1, 5.1.6.3.2). */
    if (count == 0 || count - 1u > virtqueue_completed(queue)) {
        virtio_device_fail(queue->device, "the device received a frame in %u buffers, of which %u are there",
                           count, virtqueue_completed(queue) + 1);
        return false;
    }
    net->parts_left = count;
    net->lost = false;
    return true;
}

/* Fills the packet; false: there is nothing to tell of this buffer. */
static bool part(struct net *net, struct net_packet *packet, struct receive_buffer *filled, uint32_t written)
{
    struct net_device *device = &net->device;
    bool first = net->parts_left == 0, was_lost = net->lost;
    if (first && !begin(net, filled, written)) {
        kfree(filled);
        return false;
    }
    uint8_t flags = first ? filled->header.flags : 0;
    size_t offset = first ? offsetof(struct receive_buffer, frame) : offsetof(struct receive_buffer, header);
    uint32_t size = first ? written - (uint32_t)sizeof(struct net_header) : written;
    net->parts_left--;
    /* No header lies in more than two pieces, nor those at the beginning in more than one, where a device
     * fills its buffers. */
    if (net->parts_left != 0 && written != WRITABLE) net->lost = true;
    packet->memory = exchange(net, filled, offset, size);
    packet->more = packet->memory != NULL && net->parts_left != 0;
    if (packet->memory == NULL) {
        device->received_dropped += first || !was_lost;
        net->lost = true;
        return !first && !was_lost;
    }
    packet->bytes = (char *)packet->memory + offset;
    packet->size = size;
    packet->checked = net->receive->device->features & NET_F_GUEST_CSUM &&
                      flags & (NET_HDR_F_NEEDS_CSUM | NET_HDR_F_DATA_VALID);
    device->received_packets += first;
    device->received_bytes += size;
    return true;
}

bool net_receive(struct net_device *device, struct net_packet *packet)
{
    struct net *net = net_of(device);
    struct receive_buffer *filled;
    uint32_t written;
    bool found = false;
    while (!found && (filled = virtqueue_take(net->receive, &written)) != NULL)
        found = part(net, packet, filled, written);
    if (net->receive->device->broken)
        while ((filled = virtqueue_abandon(net->receive)) != NULL) kfree(filled);
    if (!found) virtqueue_kick(net->receive);
    return found;
}
