// SPDX-License-Identifier: MIT
/* TCP/IP behind the cards, for one file of tests: the program is at 10.0.2.15 on eth0, and there is a peer.
 */
#pragma once

#include "fake_host.h"

#include "../configure.c"
#include "../core.c"

#include <abi/in.h>
#include <lwip/inet_chksum.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/prot/ethernet.h>
#include <lwip/prot/ip4.h>
#include <lwip/prot/tcp.h>

#define OUR_PORT 80
static const uint8_t our_address[4] = {10, 0, 2, 15}, peer_address[4] = {10, 0, 2, 2};
static const uint8_t peer_hardware[6] = {0x52, 0x55, 10, 0, 2, 2};

/* What the thread does when it was woken. */
static void run_stack(void)
{
    inet_lock();
    sys_check_timeouts();
    while (inet_devices_receive()) continue;
    inet_unlock();
}

static void bring(struct card *card, const void *frame, size_t size, bool checked)
{
    memcpy(card->in, frame, size);
    card->in_size = (uint32_t)size;
    card->checked = checked;
    run_stack();
}

/* Who has the address of the peer: so that answers to it can be sent. */
static void introduce_peer(void)
{
    uint8_t frame[42] = {0};
    memcpy(frame, cards[0].device.address, 6);
    memcpy(frame + 6, peer_hardware, 6);
    memcpy(frame + 12, "\x08\x06\x00\x01\x08\x00\x06\x04\x00\x02", 10);
    memcpy(frame + 22, peer_hardware, 6);
    memcpy(frame + 28, peer_address, 4);
    memcpy(frame + 32, cards[0].device.address, 6);
    memcpy(frame + 38, our_address, 4);
    bring(&cards[0], frame, sizeof(frame), false);
}

static struct inet_socket *open_bound(int type)
{
    struct inet_socket *self = inet_allocate(AF_INET, type, 0);
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = PP_HTONS(OUR_PORT)};
    struct socket_address address = {.length = sizeof(in)};
    memcpy(address.bytes, &in, sizeof(in));
    assert(self->socket.ops->bind(&self->socket, &address) == 0);
    return self;
}

static struct inet_socket *open_listener(int backlog)
{
    struct inet_socket *self = open_bound(SOCK_STREAM);
    assert(stream_listen(&self->socket, backlog) == 0);
    return self;
}
