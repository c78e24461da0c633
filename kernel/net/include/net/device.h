/* SPDX-License-Identifier: MIT */
/*
 * Network cards, between their drivers and the protocols. A driver fills a struct net_device and registers it
 * in the stage `driver`. The protocols call its functions one at a time, under a lock of theirs; what comes
 * in interrupt context only tells them to.
 */
#pragma once

#include <core/list.h>
#include <core/types.h>

#define NET_ADDRESS_SIZE 6
/** An Ethernet frame without its check sequence: 14 bytes of header, 1500 of payload. */
#define NET_FRAME_MAX 1514u
#define NET_MTU_MAX 1500u
/** At the start of a received packet's memory, for whoever keeps it. */
#define NET_PACKET_HEADROOM 48u
/** Bytes behind a received frame that are there to be read, whatever they are: a protocol that looks at the
 * ports of UDP in a fragment too short for them reads on. */
#define NET_PACKET_SLACK 8u
/** Bytes in front of a frame that is sent, for the driver to write. */
#define NET_FRAME_HEADROOM 16u
/** A frame that is sent has at most so many parts. */
#define NET_PARTS_MAX 20u

/** A received frame; one that the card has merged from several comes in parts. */
struct net_packet {
    void *memory; /* to be given to kfree; the bytes lie behind NET_PACKET_HEADROOM bytes or more, before
                     NET_PACKET_SLACK. NULL: what was to follow is lost, and with it the frame */
    void *bytes;
    uint32_t size;
    bool more; /* the frame goes on with what is received next; then this part is longer than any headers */
    bool checked; /* the device vouches for the checksum of TCP or UDP; of the first part */
};

/** A physically contiguous piece of a frame that is sent. */
struct net_part {
    void *memory;
    uint32_t size;
};

/** A frame that is sent. It and its parts are the card's until `done`. */
struct net_frame {
    struct list_node node; /* of whoever has the frame */
    /** The card has read all, or will not any more. Called from `send` and `flush`. */
    void (*done)(struct net_frame *frame);
    uint32_t size;
    /** Where a checksum over the rest of the frame begins, and how far behind that it is to be stored, for a
     * device with `checksums`; 0, 0: there is none to be made. */
    uint16_t checksum_start, checksum_offset;
    /** For a device with `segments`: so many bytes of payload go into each of the frames that this one, which
     * is of TCP and has such a checksum, is cut into, with headers of `headers_size` bytes; 0: it is not. */
    uint16_t segment_size, headers_size;
    bool v6; /* of IPv6, when it is to be cut */
};

struct net_device {
    const char *name; /* eth0 */
    uint8_t address[NET_ADDRESS_SIZE];
    uint32_t mtu;
    uint32_t parts_max;        /* of a frame that is sent */
    bool checksums;            /* makes checksums of frames that are sent */
    bool segments, segments_6; /* cuts frames of TCP, over IPv4 and over IPv6 */
    /** Takes over the frame, whose first part has NET_FRAME_HEADROOM in front. 0; -ENOSPC: there is no room
     * now, and `arrived` is called when there is; -EIO: the card is broken. */
    int (*send)(struct net_device *device, struct net_frame *frame, const struct net_part *parts,
                unsigned count);
    /** Makes sure that what was sent goes out, and gives back what went. */
    void (*flush)(struct net_device *device);
    /** The next part of a frame that came in; false: none now, and `arrived` is called when there is one. In
     * the middle of a frame it is true, unless the card is broken. */
    bool (*receive)(struct net_device *device, struct net_packet *packet);
    bool (*link_up)(struct net_device *device);
    /** Set by the protocols before the machine's cards are used. In interrupt context. */
    void (*arrived)(struct net_device *device);
    void *protocol_data;
    /** For /proc/net/dev, counted by the driver but for sent_dropped, which the protocols count. */
    uint64_t received_packets, received_bytes, received_dropped;
    uint64_t sent_packets, sent_bytes, sent_dropped;
    struct list_node node;
};

/** All cards in the order in which they were found; complete behind the stage `driver`. */
extern struct list_node net_devices;

void net_device_register(struct net_device *device);
