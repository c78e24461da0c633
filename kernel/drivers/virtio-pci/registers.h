/* SPDX-License-Identifier: MIT */
/* Virtio over PCI (VIRTIO 1.1, 4.1). */
#pragma once

#define VIRTIO_PCI_VENDOR 0x1af4
#define VIRTIO_PCI_TRANSITIONAL_FIRST 0x1000 /* to 0x103f: the subsystem id is the device type */
#define VIRTIO_PCI_MODERN_FIRST 0x1040       /* + device type */
#define VIRTIO_PCI_MODERN_LAST 0x107f

/* Vendor-specific capabilities (4.1.4) say where the registers are. */
#define PCI_CAPABILITY_VENDOR 0x09
#define VIRTIO_CAPABILITY_LENGTH 2
#define VIRTIO_CAPABILITY_TYPE 3
#define VIRTIO_CAPABILITY_BAR 4
#define VIRTIO_CAPABILITY_OFFSET 8
#define VIRTIO_CAPABILITY_SIZE 12
#define VIRTIO_CAPABILITY_NOTIFY_MULTIPLIER 16

#define VIRTIO_CAPABILITY_COMMON 1
#define VIRTIO_CAPABILITY_NOTIFY 2
#define VIRTIO_CAPABILITY_DEVICE 4

/* The common configuration (4.1.4.3): offset, and width in bits. */
#define COMMON_DEVICE_FEATURE_SELECT 0x00 /* 32 */
#define COMMON_DEVICE_FEATURE 0x04        /* 32 */
#define COMMON_DRIVER_FEATURE_SELECT 0x08 /* 32 */
#define COMMON_DRIVER_FEATURE 0x0c        /* 32 */
#define COMMON_CONFIG_VECTOR 0x10         /* 16 */
#define COMMON_STATUS 0x14                /* 8 */
#define COMMON_CONFIG_GENERATION 0x15     /* 8 */
#define COMMON_QUEUE_SELECT 0x16          /* 16 */
#define COMMON_QUEUE_SIZE 0x18            /* 16 */
#define COMMON_QUEUE_VECTOR 0x1a          /* 16 */
#define COMMON_QUEUE_ENABLE 0x1c          /* 16 */
#define COMMON_QUEUE_NOTIFY_OFFSET 0x1e   /* 16 */
#define COMMON_QUEUE_DESC 0x20            /* 64, as two of 32 */
#define COMMON_QUEUE_DRIVER 0x28          /* 64 */
#define COMMON_QUEUE_DEVICE 0x30          /* 64 */
#define COMMON_SIZE 0x38

#define VIRTIO_NO_VECTOR 0xffff
