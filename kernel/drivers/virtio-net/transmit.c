/* SPDX-License-Identifier: MIT */
/* Sending. The device reads a frame from where the protocols have it, with its header before the first part.
 */
#include <abi/errno.h>

#include "private.h"

_Static_assert(NET_FRAME_HEADROOM >= sizeof(struct net_header), "the header fits before a frame");

/* Gives back what was sent. */
static void reclaim(struct net *net)
{
    struct net_frame *frame;
    uint32_t written;
    while ((frame = virtqueue_take(net->transmit, &written)) != NULL) frame->done(frame);
    if (!net->transmit->device->broken) return;
    while ((frame = virtqueue_abandon(net->transmit)) != NULL) frame->done(frame);
}

static struct net_header *write_header(const struct net_frame *frame, void *bytes)
{
    struct net_header *header = (struct net_header *)bytes - 1;
    *header = (struct net_header){.gso_type = NET_HDR_GSO_NONE};
    if (frame->checksum_start != 0) {
        header->flags = NET_HDR_F_NEEDS_CSUM;
        header->csum_start = frame->checksum_start;
        header->csum_offset = frame->checksum_offset;
    }
    if (frame->segment_size != 0) {
        header->gso_type = frame->v6 ? NET_HDR_GSO_TCPV6 : NET_HDR_GSO_TCPV4;
        header->gso_size = frame->segment_size;
        header->hdr_len = frame->headers_size;
    }
    return header;
}

int net_send(struct net_device *device, struct net_frame *frame, const struct net_part *parts, unsigned count)
{
    struct net *net = net_of(device);
    struct virtqueue *queue = net->transmit;
    struct virtio_buffer buffers[NET_PARTS_MAX];
    buffers[0].memory = write_header(frame, parts[0].memory);
    buffers[0].size = (uint32_t)sizeof(struct net_header) + parts[0].size;
    for (unsigned i = 1; i < count; i++) buffers[i] = (struct virtio_buffer){parts[i].memory, parts[i].size};
    int status = virtqueue_add(queue, buffers, count, 0, frame, NULL);
    if (status == -ENOSPC) {
        reclaim(net);
        status = virtqueue_add(queue, buffers, count, 0, frame, NULL);
    }
    if (status == -ENOSPC) {
        /* From now on the device tells when it is done with one, until there is room. */
        virtqueue_set_quiet(queue, false);
        reclaim(net);
        status = virtqueue_add(queue, buffers, count, 0, frame, NULL);
        if (status == 0) virtqueue_set_quiet(queue, true);
    } else if (queue->quiet == false) {
        virtqueue_set_quiet(queue, true);
    }
    if (status != 0) return status;
    device->sent_packets++;
    device->sent_bytes += frame->size;
    return 0;
}

void net_flush(struct net_device *device)
{
    struct net *net = net_of(device);
    virtqueue_kick(net->transmit);
    reclaim(net);
}
