/* SPDX-License-Identifier: MIT */
/* Registers of a virtio device over MMIO (VIRTIO 1.1, 4.2.2), as offsets; 32 bits each. */
#pragma once

#define MMIO_MAGIC_VALUE 0x000
#define MMIO_VERSION 0x004
#define MMIO_DEVICE_ID 0x008
#define MMIO_DEVICE_FEATURES 0x010
#define MMIO_DEVICE_FEATURES_SEL 0x014
#define MMIO_DRIVER_FEATURES 0x020
#define MMIO_DRIVER_FEATURES_SEL 0x024
#define MMIO_QUEUE_SEL 0x030
#define MMIO_QUEUE_NUM_MAX 0x034
#define MMIO_QUEUE_NUM 0x038
#define MMIO_QUEUE_READY 0x044
#define MMIO_QUEUE_NOTIFY 0x050
#define MMIO_INTERRUPT_STATUS 0x060
#define MMIO_INTERRUPT_ACK 0x064
#define MMIO_STATUS 0x070
#define MMIO_QUEUE_DESC 0x080   /* low; high at + 4 */
#define MMIO_QUEUE_DRIVER 0x090 /* low; high at + 4 */
#define MMIO_QUEUE_DEVICE 0x0a0 /* low; high at + 4 */
#define MMIO_CONFIG_GENERATION 0x0fc
#define MMIO_CONFIG 0x100

#define MMIO_MAGIC 0x74726976u /* "virt" */
#define MMIO_VERSION_LEGACY 1
#define MMIO_VERSION_MODERN 2

#define MMIO_INTERRUPT_USED_RING (1u << 0)
#define MMIO_INTERRUPT_CONFIG (1u << 1)
