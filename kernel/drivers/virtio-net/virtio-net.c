/* SPDX-License-Identifier: MIT */
/* Network cards (VIRTIO 1.1, 5.1): one queue each for receiving and sending, see receive.c and transmit.c. */
#include <abi/errno.h>
#include <core/log.h>
#include <core/random.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "private.h"

#define CARDS_MAX 8

static unsigned card_count; /* changes at boot only */

static void queue_ready(struct virtqueue *queue)
{
    struct net *net = queue->device->data;
    if (net->device.arrived != NULL) net->device.arrived(&net->device);
}

static bool link_up(struct net_device *device)
{
    struct virtio_device *virtio = net_of(device)->receive->device;
    if (virtio->broken) return false;
    if (!(virtio->features & NET_F_STATUS)) return true;
    return virtio->transport->config(virtio, NET_CONFIG_STATUS, 2) & NET_STATUS_LINK_UP;
}

/* The card's address; one of our own making, marked as such (IEEE 802, 8.2: locally administered), where it
 * has none. */
static void read_address(struct virtio_device *device, uint8_t *address)
{
    if (device->features & NET_F_MAC) {
        for (unsigned i = 0; i < NET_ADDRESS_SIZE; i++)
            address[i] = (uint8_t)device->transport->config(device, NET_CONFIG_MAC + i, 1);
        return;
    }
    random_bytes(address, NET_ADDRESS_SIZE);
    address[0] = (uint8_t)((address[0] & ~1u) | 2u);
}

static void describe(struct virtio_device *device, struct net *net)
{
    struct net_device *card = &net->device;
    format_text(net->name, sizeof(net->name), "eth%u", card_count++);
    card->name = net->name;
    read_address(device, card->address);
    card->mtu = NET_MTU_MAX;
    if (device->features & NET_F_MTU)
        card->mtu = MIN(device->transport->config(device, NET_CONFIG_MTU, 2), NET_MTU_MAX);
    card->parts_max = MIN(net->transmit->size, NET_PARTS_MAX);
    card->checksums = device->features & NET_F_CSUM;
    card->segments = device->features & NET_F_HOST_TSO4;
    card->segments_6 = device->features & NET_F_HOST_TSO6;
    card->send = net_send;
    card->flush = net_flush;
    card->receive = net_receive;
    card->link_up = link_up;
}

/* VIRTIO 1.1, 5.1.3.1, says which feature needs which. Large frames are only wanted in several buffers: each
 * buffer would have to hold the largest. */
static uint64_t choose(uint64_t features)
{
    if (!(features & NET_F_CSUM)) features &= ~(NET_F_HOST_TSO4 | NET_F_HOST_TSO6);
    if (!(features & NET_F_GUEST_CSUM) || !(features & NET_F_MRG_RXBUF))
        features &= ~(NET_F_GUEST_TSO4 | NET_F_GUEST_TSO6);
    return features;
}

static int net_start(struct virtio_device *device)
{
    if (card_count == CARDS_MAX) return -ENOSPC;
    struct net *net = kzalloc(sizeof(*net));
    if (net == NULL) return -ENOMEM;
    device->data = net;
    net->merge = device->features & NET_F_MRG_RXBUF;
    net->receive = virtio_queue_create(device, NET_QUEUE_RECEIVE, VIRTQUEUE_MAX_SIZE, queue_ready);
    if (net->receive == NULL) return -ENOMEM;
    net->transmit = virtio_queue_create(device, NET_QUEUE_TRANSMIT, VIRTQUEUE_MAX_SIZE, queue_ready);
    if (net->transmit == NULL) return -ENOMEM;
    virtqueue_set_quiet(net->transmit, true);
    virtio_device_ready(device);
    int status = net_receive_start(net);
    if (status != 0) return status;
    describe(device, net);
    /* The least that IPv4 needs (RFC 791, 3.1). */
    if (net->device.mtu < 68) return -EINVAL;
    net_device_register(&net->device);
    return 0;
}

static const struct virtio_driver virtio_net = {
    .name = "virtio-net",
    .type = VIRTIO_TYPE_NET,
    .features = NET_F_CSUM | NET_F_GUEST_CSUM | NET_F_MTU | NET_F_MAC | NET_F_GUEST_TSO4 | NET_F_GUEST_TSO6 |
                NET_F_HOST_TSO4 | NET_F_HOST_TSO6 | NET_F_MRG_RXBUF | NET_F_STATUS,
    .choose = choose,
    .start = net_start,
};
SET_ADD(virtio_driver, struct virtio_driver, virtio_net);
