/* SPDX-License-Identifier: MIT */
/* A network card as lwIP's interface. All of it is under the inet lock. */
#pragma once

#include <lwip/netif.h>
#include <net/device.h>

struct card {
    struct netif netif;       /* its state is the struct net_device, whose protocol_data is the card */
    struct list_node waiting; /* struct net_frame: what found no room in the card's queue, in order */
    unsigned waiting_count;
};

/** netif->linkoutput. */
err_t card_send(struct netif *netif, struct pbuf *pbuf);
/** Sends what waits, as far as there is room, and what was sent goes out. */
void card_flush(struct card *card);
