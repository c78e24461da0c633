/* SPDX-License-Identifier: MIT */
#pragma once

#include <net/device.h>
#include <virtio/virtio.h>

#include "registers.h"

/** No lock: the protocols call one at a time, and interrupts only wake them. */
struct net {
    struct net_device device;
    struct virtqueue *receive, *transmit;
    bool merge;          /* VIRTIO_NET_F_MRG_RXBUF: a frame takes as many buffers as it needs */
    bool lost;           /* the rest of the frame that is being received */
    uint16_t parts_left; /* of that frame */
    char name[8];
};

static inline struct net *net_of(struct net_device *device)
{
    return container_of(device, struct net, device);
}

/** Gives the device buffers to receive into, as many as its queue takes and memory allows. -ENOMEM: not even
 * one. */
int must_check net_receive_start(struct net *net);
bool net_receive(struct net_device *device, struct net_packet *packet);

int net_send(struct net_device *device, struct net_frame *frame, const struct net_part *parts,
             unsigned count);
void net_flush(struct net_device *device);
