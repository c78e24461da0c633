/* SPDX-License-Identifier: MIT */
/* The block devices, and what every request is checked for before a driver sees it. The list changes in the
 * stage `driver` only. */
#include <abi/errno.h>
#include <block/block.h>
#include <core/log.h>
#include <core/string.h>
#include <sched/wait.h>

static struct list_node devices = LIST_INIT(devices);

void block_register(struct block_device *device)
{
    list_add_tail(&devices, &device->node);
    log_info("%s: %lu sectors%s", device->name, device->sector_count, device->read_only ? ", read-only" : "");
}

struct block_device *block_find(const char *name)
{
    LIST_FOREACH(&devices, node)
    {
        struct block_device *device = list_entry(node, struct block_device, node);
        if (strcmp(device->name, name) == 0) return device;
    }
    return NULL;
}

static int check(const struct block_device *device, const struct block_request *request)
{
    if (request->flush) return request->segment_count == 0 ? 0 : -EINVAL;
    if (request->segment_count == 0 || request->segment_count > BLOCK_MAX_SEGMENTS) return -EINVAL;
    uint64_t sectors = 0;
    for (uint32_t i = 0; i < request->segment_count; i++) {
        uint32_t size = request->segments[i].size;
        if (size == 0 || size % SECTOR_SIZE != 0) return -EINVAL;
        sectors += size / SECTOR_SIZE;
    }
    if (request->sector > device->sector_count || sectors > device->sector_count - request->sector)
        return -EIO;
    return request->write && device->read_only ? -EROFS : 0;
}

void block_submit(struct block_device *device, struct block_request *request)
{
    int status = check(device, request);
    if (status == 0) {
        device->submit(device, request);
        return;
    }
    request->status = status;
    request->done(request);
}

/* Somebody sleeps for this request. */
struct waited_request {
    struct block_request request;
    bool ended;
};

/* One queue for all of them: it outlives every request, whose owner may be gone as soon as `ended` is set. */
static struct wait_queue waiters = WAIT_QUEUE_INIT(waiters);

static void wake_waiter(struct block_request *request)
{
    /* Release: the data and the status are there before it says so. */
    __atomic_store_n(&container_of(request, struct waited_request, request)->ended, true, __ATOMIC_RELEASE);
    wake_all(&waiters);
}

static int submit_and_wait(struct block_device *device, struct waited_request *waited)
{
    waited->ended = false;
    waited->request.done = wake_waiter;
    block_submit(device, &waited->request);
    /* Neither a signal nor a time limit: the device owns the memory until it is done. */
    (void)WAIT_EVENT(&waiters, __atomic_load_n(&waited->ended, __ATOMIC_ACQUIRE), WAIT_FOREVER,
                     WAIT_UNINTERRUPTIBLE);
    return waited->request.status;
}

int block_read(struct block_device *device, uint64_t sector, void *memory, uint32_t size)
{
    struct waited_request waited;
    waited.request.write = waited.request.flush = false;
    waited.request.sector = sector;
    waited.request.segment_count = 1;
    waited.request.segments[0] = (struct block_segment){memory, size};
    return submit_and_wait(device, &waited);
}

int block_flush(struct block_device *device)
{
    struct waited_request waited;
    waited.request.write = false;
    waited.request.flush = true;
    waited.request.sector = 0;
    waited.request.segment_count = 0;
    return submit_and_wait(device, &waited);
}
