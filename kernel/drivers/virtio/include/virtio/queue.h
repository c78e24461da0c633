/* SPDX-License-Identifier: MIT */
/*
 * Split virtqueues (VIRTIO 1.1, 2.6). The driver's lock protects a queue: one caller at a time. The rings are
 * shared with the device and may hold anything; whatever is needed again is kept in `slots`, which the device
 * cannot reach.
 */
#pragma once

#include <core/list.h>
#include <core/types.h>

/** So many descriptors fit with their rings into one page. */
#define VIRTQUEUE_MAX_SIZE 128

#define VIRTQ_DESC_NEXT 1u
#define VIRTQ_DESC_WRITE 2u /* the device writes */
#define VIRTQ_DESC_INDIRECT 4u

struct virtq_desc {
    uint64_t address;
    uint32_t length;
    uint16_t flags;
    uint16_t next;
};
_Static_assert(sizeof(struct virtq_desc) == 16, "VIRTIO 1.1, 2.6.5");

#define VIRTQ_AVAIL_NO_INTERRUPT 1u
struct virtq_avail {
    uint16_t flags;
    uint16_t index;
    uint16_t ring[]; /* behind its last entry: used_event */
};

struct virtq_used_entry {
    uint32_t id;
    uint32_t length;
};
_Static_assert(sizeof(struct virtq_used_entry) == 8, "VIRTIO 1.1, 2.6.8");

#define VIRTQ_USED_NO_NOTIFY 1u
struct virtq_used {
    uint16_t flags;
    uint16_t index;
    struct virtq_used_entry ring[]; /* behind its last entry: avail_event */
};

/** What we know of a descriptor without asking the shared memory. */
struct virtqueue_slot {
    void *token;       /* of the chain that begins here; NULL: none does */
    uint32_t writable; /* bytes that the device may write in that chain */
    uint16_t next;     /* of the chain, or of the free descriptors */
    uint16_t last;     /* of the chain */
};

struct virtio_device;

struct virtqueue {
    struct virtio_device *device;
    uint16_t index;
    uint16_t size;       /* descriptors, a power of two */
    uint16_t free_count; /* descriptors */
    uint16_t free_first;
    uint16_t in_flight;   /* chains */
    uint16_t avail_index; /* of the next chain to publish */
    uint16_t kicked;      /* avail_index at the last virtqueue_kick */
    uint16_t used_index;  /* of the next completion to take */
    bool event_index;     /* VIRTIO_F_EVENT_IDX was negotiated */
    bool indirect;        /* VIRTIO_F_INDIRECT_DESC was negotiated */
    bool quiet;           /* see virtqueue_set_quiet */
    struct virtq_desc *descriptors;
    struct virtq_avail *avail;
    struct virtq_used *used;
    struct virtqueue_slot *slots;
    void (*ready)(struct virtqueue *queue);
    void *transport_data; /* the transport's */
    struct list_node node;
};

/** A physically contiguous piece of memory in the direct map or the kernel's image. */
struct virtio_buffer {
    void *memory;
    uint32_t size;
};

/** Lays out a queue of `size` descriptors (a power of two up to VIRTQUEUE_MAX_SIZE). 0 or -ENOMEM. */
int must_check virtqueue_init(struct virtqueue *queue, unsigned size);

/**
 * Publishes a chain of `out` buffers that the device reads and behind them `in` buffers that it writes;
 * `token` (not NULL) comes back from virtqueue_take. `table` is NULL, or room for out + in descriptors that
 * stays until then: a chain then takes up only one descriptor of the queue, if the device can do that.
 * -ENOSPC: no room now; -EIO: the device is broken.
 */
int must_check virtqueue_add(struct virtqueue *queue, const struct virtio_buffer *buffers, unsigned out,
                             unsigned in, void *token, struct virtq_desc *table);

/** Tells the device of what was added, when it wants to know. */
void virtqueue_kick(struct virtqueue *queue);

/**
 * The token of a chain that the device is done with, and in *written how many bytes it says it wrote: at most
 * the size of the `in` buffers. NULL: there is none now, the next one interrupts, unless the queue is quiet;
 * or the device is broken.
 */
void *must_check virtqueue_take(struct virtqueue *queue, uint32_t *written);

/** How many completions there are, as far as the device is to be believed: at most the chains in flight. */
unsigned virtqueue_completed(const struct virtqueue *queue);

/** While a queue is quiet, completions need not interrupt; some may all the same. Who makes it loud looks for
 * completions once more. */
void virtqueue_set_quiet(struct virtqueue *queue, bool quiet);

/** For a broken device: the tokens of the chains that it never completed, one by one, then NULL. */
void *must_check virtqueue_abandon(struct virtqueue *queue);
