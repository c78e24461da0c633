/* SPDX-License-Identifier: MIT */
/* Block devices, as drivers offer them and file systems read them. */
#pragma once

#include <core/set.h>
#include <sched/wait.h>

#define SECTOR_SIZE 512u

/** A piece of memory in the direct map or in the kernel's image: physically contiguous. */
struct block_segment {
    void *memory;
    uint32_t size; /* bytes, a multiple of SECTOR_SIZE */
};

#define BLOCK_MAX_SEGMENTS 32

/** One transfer. The caller owns it and its memory until `done` is called. */
struct block_request {
    bool write;
    bool flush; /* no transfer (no segments): what was written before is to be on the medium */
    uint64_t sector;
    uint32_t segment_count; /* 1 to BLOCK_MAX_SEGMENTS; 0 for a flush */
    struct block_segment segments[BLOCK_MAX_SEGMENTS];
    /** Called once, in interrupt context or from submit. `status` is 0 or a negative errno. */
    void (*done)(struct block_request *request);
    int status;
    struct list_node node; /* the driver's, while queued */
    void *driver_data;
};

struct block_device {
    const char *name; /* vda */
    uint64_t sector_count;
    bool read_only;
    /** Starts the transfer, or queues it. The range was checked by block_submit. */
    void (*submit)(struct block_device *device, struct block_request *request);
    struct list_node node;
};

/** Called by drivers in the stage `driver`. The structure stays. */
void block_register(struct block_device *device);
/** The device of that name, or NULL. Disks are named in the order in which they were found: vda, vdb. */
struct block_device *block_find(const char *name);

/** Checks range, alignment and read_only (status -EIO, -EINVAL, -EROFS through `done`), then hands to the
 * driver. */
void block_submit(struct block_device *device, struct block_request *request);
/** One segment, waiting for the end. 0 or a negative errno. Sleeps. */
int must_check block_read(struct block_device *device, uint64_t sector, void *memory, uint32_t size);
/** Waits until all that was written is on the medium. 0 or a negative errno. Sleeps. */
int must_check block_flush(struct block_device *device);
