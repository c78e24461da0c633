/* SPDX-License-Identifier: MIT */
/*
 * Disks (VIRTIO 1.1, 5.2). A request is sent in as few parts as the device's limits allow, mostly one; each
 * part in flight takes a slot. What finds no slot or no room in the queue waits in order. Everything of a
 * disk is under its lock, which the interrupt handler takes too; `done` is called without it, so that it may
 * submit again.
 */
#include <abi/errno.h>
#include <block/block.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <sched/lock.h>
#include <virtio/virtio.h>

#include "registers.h"

#define MAX_SLOTS 16
/* Chains up to this length are cheaper for the device as they are; with all slots in use they fill the
 * largest queue. */
#define DIRECT_DESCRIPTORS (VIRTQUEUE_MAX_SIZE / MAX_SLOTS)
#define MAX_DISKS 26

struct blk_slot {
    struct virtq_desc table[BLOCK_MAX_SEGMENTS + 2];
    struct blk_header header;
    struct block_request *request;
    struct blk_slot *next; /* free */
    uint32_t bytes;        /* of data in this part */
    uint8_t status;        /* written by the device */
};

struct blk {
    struct block_device block;
    struct virtqueue *queue;
    struct spinlock lock;
    struct list_node waiting; /* struct block_request */
    struct blk_slot *free_slots;
    unsigned slot_count;
    uint32_t max_segments, max_segment_size; /* of a part */
    char name[4];
};

static unsigned disk_count; /* changes at boot only */

/* How much of a request is done, in bytes. */
static uintptr_t progress(const struct block_request *request)
{
    return (uintptr_t)request->driver_data;
}

static struct blk_slot *take_slot(struct blk *blk)
{
    struct blk_slot *slot = blk->free_slots;
    if (slot != NULL) {
        blk->free_slots = slot->next;
        return slot;
    }
    if (blk->slot_count == MAX_SLOTS) return NULL;
    slot = kmalloc(sizeof(*slot));
    if (slot != NULL) blk->slot_count++;
    return slot;
}

static void give_slot(struct blk *blk, struct blk_slot *slot)
{
    slot->next = blk->free_slots;
    blk->free_slots = slot;
}

/* Puts what is next of the request's data into `buffers`, as far as the limits of a part allow, pieces that
 * adjoin as one. Returns the number of buffers. */
static unsigned gather(struct blk *blk, struct block_request *request, struct virtio_buffer *buffers,
                       uint32_t *bytes)
{
    unsigned count = 0;
    size_t skip = progress(request);
    *bytes = 0;
    for (unsigned i = 0; i < request->segment_count; i++) {
        size_t size = request->segments[i].size;
        if (skip >= size) {
            skip -= size;
            continue;
        }
        char *memory = (char *)request->segments[i].memory + skip;
        size -= skip;
        skip = 0;
        while (size != 0) {
            struct virtio_buffer *last = count != 0 ? &buffers[count - 1] : NULL;
            size_t room = blk->max_segment_size - (last != NULL ? last->size : 0);
            if (last == NULL || (char *)last->memory + last->size != memory || room == 0) {
                if (count == blk->max_segments) return count;
                buffers[count++] = (struct virtio_buffer){memory, 0};
                continue;
            }
            size_t part = MIN(size, room);
            last->size += (uint32_t)part;
            *bytes += (uint32_t)part;
            memory += part;
            size -= part;
        }
    }
    return count;
}

/* Sends the next part of a request. 0; -ENOSPC or -ENOMEM: not now; -EIO: never, the device is broken. */
static int start_part(struct blk *blk, struct block_request *request)
{
    struct blk_slot *slot = take_slot(blk);
    if (slot == NULL) return -ENOMEM;
    struct virtio_buffer buffers[BLOCK_MAX_SEGMENTS + 2];
    unsigned data = gather(blk, request, buffers + 1, &slot->bytes);
    bool write = request->write;
    slot->request = request;
    slot->status = UINT8_MAX;
    slot->header = (struct blk_header){
        .type = request->flush ? BLK_TYPE_FLUSH
                : write        ? BLK_TYPE_OUT
                               : BLK_TYPE_IN,
        .sector = request->flush ? 0 : request->sector + progress(request) / SECTOR_SIZE,
    };
    buffers[0] = (struct virtio_buffer){&slot->header, sizeof(slot->header)};
    buffers[data + 1] = (struct virtio_buffer){&slot->status, 1};
    unsigned out = write ? data + 1 : 1, count = data + 2;
    bool direct = count <= MIN(DIRECT_DESCRIPTORS, (unsigned)blk->queue->size / 2);
    int status = virtqueue_add(blk->queue, buffers, out, count - out, slot, direct ? NULL : slot->table);
    if (status != 0) give_slot(blk, slot);
    return status;
}

/* Starts what waits, as far as there is room; what never can goes to `ended`. */
static void start_waiting(struct blk *blk, struct list_node *ended)
{
    while (!list_empty(&blk->waiting)) {
        struct block_request *request = list_entry(blk->waiting.next, struct block_request, node);
        int status = start_part(blk, request);
        if (status == -ENOSPC || status == -ENOMEM) break;
        list_remove(&request->node);
        if (status != 0) {
            request->status = status;
            list_add_tail(ended, &request->node);
        }
    }
    virtqueue_kick(blk->queue);
}

static void end_all(struct list_node *ended)
{
    for (struct list_node *node; (node = list_pop(ended)) != NULL;) {
        struct block_request *request = list_entry(node, struct block_request, node);
        request->done(request);
    }
}

static void blk_submit(struct block_device *block, struct block_request *request)
{
    struct blk *blk = container_of(block, struct blk, block);
    struct list_node ended = LIST_INIT(ended);
    request->driver_data = NULL;
    request->status = 0;
    uint64_t flags = spin_lock_irqsave(&blk->lock);
    if (request->flush && !(blk->queue->device->features & BLK_F_FLUSH))
        list_add_tail(&ended, &request->node); /* the device writes through */
    else
        list_add_tail(&blk->waiting, &request->node);
    start_waiting(blk, &ended);
    spin_unlock_irqrestore(&blk->lock, flags);
    end_all(&ended);
}

/* The device is done with a part: the request has ended, or its next part goes first. */
static void end_part(struct blk *blk, struct blk_slot *slot, int status, struct list_node *ended)
{
    struct block_request *request = slot->request;
    uintptr_t done = progress(request) + slot->bytes, size = 0;
    give_slot(blk, slot);
    for (unsigned i = 0; i < request->segment_count; i++) size += request->segments[i].size;
    request->driver_data = (void *)done;
    request->status = status;
    if (status == 0 && done < size)
        list_add_head(&blk->waiting, &request->node);
    else
        list_add_tail(ended, &request->node);
}

static int status_of(uint8_t status)
{
    return status == BLK_STATUS_OK ? 0 : status == BLK_STATUS_UNSUPPORTED ? -ENOTSUP : -EIO;
}

static void blk_ready(struct virtqueue *queue)
{
    struct blk *blk = queue->device->data;
    struct list_node ended = LIST_INIT(ended);
    struct blk_slot *slot;
    uint32_t written;
    uint64_t flags = spin_lock_irqsave(&blk->lock);
    while ((slot = virtqueue_take(queue, &written)) != NULL)
        end_part(blk, slot, status_of(slot->status), &ended);
    if (queue->device->broken)
        while ((slot = virtqueue_abandon(queue)) != NULL) end_part(blk, slot, -EIO, &ended);
    start_waiting(blk, &ended);
    spin_unlock_irqrestore(&blk->lock, flags);
    end_all(&ended);
}

/* The device's size and limits, made fit for whole sectors and for the queue. */
static int read_limits(struct virtio_device *device, struct blk *blk)
{
    blk->max_segments = BLOCK_MAX_SEGMENTS;
    blk->max_segment_size = ALIGN_DOWN(UINT32_MAX, SECTOR_SIZE);
    if (device->features & BLK_F_SEG_MAX)
        blk->max_segments = MIN(blk->max_segments, virtio_config32(device, BLK_CONFIG_SEG_MAX));
    if (device->features & BLK_F_SIZE_MAX)
        blk->max_segment_size = ALIGN_DOWN(virtio_config32(device, BLK_CONFIG_SIZE_MAX), SECTOR_SIZE);
    if (!blk->queue->indirect)
        blk->max_segments = MIN(blk->max_segments, (uint32_t)MAX(blk->queue->size, 2) - 2);
    blk->block.sector_count = virtio_config64(device, BLK_CONFIG_CAPACITY);
    return blk->max_segments != 0 && blk->max_segment_size != 0 && !device->broken ? 0 : -EINVAL;
}

static int blk_start(struct virtio_device *device)
{
    if (disk_count == MAX_DISKS) return -ENOSPC;
    struct blk *blk = kzalloc(sizeof(*blk));
    if (blk == NULL) return -ENOMEM;
    list_init(&blk->waiting);
    device->data = blk;
    blk->queue = virtio_queue_create(device, 0, VIRTQUEUE_MAX_SIZE, blk_ready);
    /* With one slot from the start, a request can be sent once others ended, however short memory is. */
    struct blk_slot *slot = blk->queue != NULL ? take_slot(blk) : NULL;
    if (slot == NULL) return -ENOMEM;
    give_slot(blk, slot);
    int status = read_limits(device, blk);
    if (status != 0) return status;
    memcpy(blk->name, "vda", sizeof(blk->name));
    blk->name[2] = (char)('a' + disk_count++);
    blk->block.name = blk->name;
    blk->block.read_only = device->features & BLK_F_RO;
    blk->block.submit = blk_submit;
    virtio_device_ready(device);
    block_register(&blk->block);
    return 0;
}

static const struct virtio_driver virtio_blk = {
    .name = "virtio-blk",
    .type = VIRTIO_TYPE_BLOCK,
    .features = BLK_F_SIZE_MAX | BLK_F_SEG_MAX | BLK_F_RO | BLK_F_FLUSH,
    .start = blk_start,
};
SET_ADD(virtio_driver, struct virtio_driver, virtio_blk);
