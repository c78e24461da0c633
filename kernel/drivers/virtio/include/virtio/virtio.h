/* SPDX-License-Identifier: MIT */
/*
 * Virtio devices (VIRTIO 1.1), between the transports that find them and the drivers that run them.
 *
 * A transport (virtio-mmio, virtio-pci) finds devices in the stage `bus` and passes each one that a driver
 * wants to virtio_device_add. In the stage `driver` each device is reset and its features are negotiated;
 * then the driver's `start` sets up its queues and calls virtio_device_ready.
 *
 * A device is not trusted: what it says is checked, and one that says something impossible is reset, named in
 * a warning and `broken` from then on, while the machine goes on.
 */
#pragma once

#include <core/list.h>
#include <core/set.h>
#include <virtio/queue.h>

/* Device types (VIRTIO 1.1, 5). */
#define VIRTIO_TYPE_NET 1
#define VIRTIO_TYPE_BLOCK 2
#define VIRTIO_TYPE_ENTROPY 4

/* Device status bits (VIRTIO 1.1, 2.1). */
#define VIRTIO_STATUS_ACKNOWLEDGE 1u
#define VIRTIO_STATUS_DRIVER 2u
#define VIRTIO_STATUS_DRIVER_OK 4u
#define VIRTIO_STATUS_FEATURES_OK 8u
#define VIRTIO_STATUS_NEEDS_RESET 64u
#define VIRTIO_STATUS_FAILED 128u

/* Features of every device (VIRTIO 1.1, 6). The first three are negotiated for all drivers. */
#define VIRTIO_F_INDIRECT_DESC (1ull << 28)
#define VIRTIO_F_EVENT_IDX (1ull << 29)
#define VIRTIO_F_VERSION_1 (1ull << 32)

struct virtio_device;

#define VIRTIO_NAME_SIZE 24

struct virtio_transport {
    /** For messages: what the device is called, as virtio-mmio@feb00e00, into VIRTIO_NAME_SIZE bytes. */
    void (*describe)(const struct virtio_device *device, char *name);
    uint8_t (*status)(struct virtio_device *device);
    /** Writing 0 resets the device; virtio_device_fail and the start wait until it reads back as 0. */
    void (*set_status)(struct virtio_device *device, uint8_t status);
    uint64_t (*features)(struct virtio_device *device);
    void (*accept)(struct virtio_device *device, uint64_t features);
    /** Reads `width` (1, 2 or 4) bytes of the device's configuration. */
    uint32_t (*config)(struct virtio_device *device, uint32_t offset, unsigned width);
    uint32_t (*config_generation)(struct virtio_device *device);
    /** The most descriptors that queue `index` may have; 0: there is no such queue. */
    uint32_t (*queue_limit)(struct virtio_device *device, unsigned index);
    /** Tells the device where the queue is, attaches its interrupt, and enables it. 0 or a negative errno. */
    int (*queue_enable)(struct virtio_device *device, struct virtqueue *queue);
    void (*notify)(struct virtqueue *queue);
};

struct virtio_device {
    const struct virtio_transport *transport;
    uint32_t type;
    uint64_t features;    /* negotiated */
    volatile bool broken; /* set once, see virtio_device_fail */
    volatile bool ready;  /* set once, see virtio_device_ready */
    const struct virtio_driver *driver;
    void *data; /* the driver's */
    struct list_node node;
    struct list_node queues; /* struct virtqueue; grows at start only */
};

struct virtio_driver {
    const char *name;
    uint32_t type;
    uint64_t features; /* wanted beside those that all have */
    /** Which of the features that are offered and wanted are to be used together; NULL: all. */
    uint64_t (*choose)(uint64_t features);
    /** 0, or a negative errno, after which the device is not used. May sleep. */
    int (*start)(struct virtio_device *device);
};
/* Register with SET_ADD(virtio_driver, struct virtio_driver, name). */

/** For transports: whether there is a driver for devices of that type, before anything is spent on one. */
bool virtio_type_wanted(uint32_t type);
/** For transports: takes the device, whose `transport` and `type` are set. It stays for ever. */
void virtio_device_add(struct virtio_device *device);
/** For transports, in interrupt context: the queue's driver looks for completions. */
void virtqueue_interrupt(struct virtqueue *queue);
/** For transports, in interrupt context: the same for all queues, when the interrupt does not tell. */
void virtio_queues_interrupt(struct virtio_device *device);
/** For transports, in interrupt context: the device changed its configuration, or needs a reset. */
void virtio_config_interrupt(struct virtio_device *device);

/** For drivers: queue `index` with at most `size` descriptors; `ready` is called in interrupt context when
 * there may be completions. NULL after a warning: no such queue, out of memory. */
struct virtqueue *must_check virtio_queue_create(struct virtio_device *device, unsigned index, unsigned size,
                                                 void (*ready)(struct virtqueue *queue));
/** For drivers: all queues are set up, the device may work; interrupts of queues come from here on. A device
 * that broke stays out of use. */
void virtio_device_ready(struct virtio_device *device);

/** Configuration fields by offset; the 64-bit one is read until it did not change meanwhile. */
uint32_t virtio_config32(struct virtio_device *device, uint32_t offset);
uint64_t virtio_config64(struct virtio_device *device, uint32_t offset);

/** The device did what it must not: resets it, marks it broken and warns, once: "NAME: TEXT; the device is
 * not used any more". Any context. What is in flight is for its driver to end when it sees `broken`; the
 * device does not touch memory any more. */
void virtio_device_fail(struct virtio_device *device, const char *format, ...) printf_like(2, 3);
