/* SPDX-License-Identifier: MIT */
/*
 * Network cards, between their drivers and the protocols. A driver fills a struct net_device and registers it
 * in the stage `driver`. All memory of frames is the heap's (kmalloc), so whoever has it last frees it.
 */
#pragma once

#include <core/list.h>
#include <core/types.h>

#define NET_ADDRESS_SIZE 6
/** An Ethernet frame without its check sequence: 14 bytes of header, 1500 of payload. */
#define NET_FRAME_MAX 1514u
#define NET_MTU_MAX 1500u
/** At the start of a received packet's memory, for whoever keeps it. */
#define NET_PACKET_HEADROOM 64u
/** Bytes behind a received frame that are there to be read, whatever they are: a protocol that looks at the
 * ports of UDP in a fragment too short for them reads on. */
#define NET_PACKET_SLACK 8u

/** A received frame. */
struct net_packet {
    void *memory; /* to be given to kfree; the frame lies behind NET_PACKET_HEADROOM bytes or more, before
                     NET_PACKET_SLACK */
    void *frame;
    uint32_t size;
    bool checked; /* the device vouches for the checksum of TCP or UDP */
};

/** A frame to be sent: filled by the protocols, sent and freed by the driver. */
struct net_frame {
    struct list_node node; /* the driver's */
    uint32_t size;
    /** Where a checksum over the rest of the frame begins, and how far behind that it is to be stored, for a
     * device with `checksums`; 0, 0: there is none to be made. */
    uint16_t checksum_start, checksum_offset;
    void *bytes;
};

struct net_device {
    const char *name; /* eth0 */
    uint8_t address[NET_ADDRESS_SIZE];
    uint32_t mtu;
    bool checksums; /* makes checksums of frames that are sent */
    /** A frame of `size` bytes, up to NET_FRAME_MAX, contents undefined; NULL: out of memory. */
    struct net_frame *(*frame)(struct net_device *device, uint32_t size);
    /** Takes over the frame. 0, or -ENOBUFS: too many wait already; the frame is gone then too. */
    int (*send)(struct net_device *device, struct net_frame *frame);
    /** Makes sure that what was sent goes out. */
    void (*flush)(struct net_device *device);
    /** The next frame that came in; false: none now, and `arrived` is called when there is one. */
    bool (*receive)(struct net_device *device, struct net_packet *packet);
    bool (*link_up)(struct net_device *device);
    /** Set by the protocols before the machine's cards are used. In interrupt context. */
    void (*arrived)(struct net_device *device);
    void *protocol_data;
    /** Counted by the driver, written under its lock: for /proc/net/dev. */
    uint64_t received_packets, received_bytes, received_dropped;
    uint64_t sent_packets, sent_bytes, sent_dropped;
    struct list_node node;
};

/** All cards in the order in which they were found; complete behind the stage `driver`. */
extern struct list_node net_devices;

void net_device_register(struct net_device *device);
