/* SPDX-License-Identifier: MIT */
/* The block device's wire format (VIRTIO 1.1, 5.2). */
#pragma once

#include <core/types.h>

#define BLK_F_SIZE_MAX (1ull << 1)
#define BLK_F_SEG_MAX (1ull << 2)
#define BLK_F_RO (1ull << 5)
#define BLK_F_FLUSH (1ull << 9)

/* Offsets in the configuration (5.2.4). */
#define BLK_CONFIG_CAPACITY 0 /* 64 bits, in sectors of 512 bytes */
#define BLK_CONFIG_SIZE_MAX 8
#define BLK_CONFIG_SEG_MAX 12

#define BLK_TYPE_IN 0
#define BLK_TYPE_OUT 1
#define BLK_TYPE_FLUSH 4

#define BLK_STATUS_OK 0
#define BLK_STATUS_IOERR 1
#define BLK_STATUS_UNSUPPORTED 2

/** What every request begins with (5.2.6); its data follow, and one byte of status. */
struct blk_header {
    uint32_t type;
    uint32_t reserved;
    uint64_t sector;
};
_Static_assert(sizeof(struct blk_header) == 16, "VIRTIO 1.1, 5.2.6");
