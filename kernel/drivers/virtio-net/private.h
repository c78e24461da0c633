/* SPDX-License-Identifier: MIT */
#pragma once

#include <net/device.h>
#include <sched/lock.h>
#include <virtio/virtio.h>

#include "registers.h"

struct net {
    struct net_device device;
    struct virtqueue *receive, *transmit;
    struct spinlock lock;     /* with interrupts off; everything below, both queues, and device's counts */
    struct list_node waiting; /* struct net_frame: what found no room in the queue, in order */
    unsigned waiting_count;
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

struct net_frame *net_frame(struct net_device *device, uint32_t size);
int net_send(struct net_device *device, struct net_frame *frame);
void net_flush(struct net_device *device);
/** The interrupt of the queue for sending: frames that were sent are freed, and others take their places. */
void net_transmit_ready(struct virtqueue *queue);
