/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <core/string.h>
#include <mm/kmalloc.h>

#include "disk.h"

/* A request and whether it is done. Too large for the stack. */
struct page_read {
    struct block_request request;
    bool done; /* written in interrupt context; whoever sees it set owns the structure again */
};

/* Of all readers: a queue in the request itself could be gone by the time that it is woken. */
static struct wait_queue read_wait = WAIT_QUEUE_INIT(read_wait);

static void read_done(struct block_request *request)
{
    /* Release: the status, and what the device wrote, come before the flag. */
    __atomic_store_n(&container_of(request, struct page_read, request)->done, true, __ATOMIC_RELEASE);
    wake_all(&read_wait);
}

/* Adds a piece of memory, joined with the one before if they touch. */
static void add_segment(struct block_request *request, void *memory, uint32_t size)
{
    struct block_segment *next = &request->segments[request->segment_count];
    if (request->segment_count != 0 && (char *)next[-1].memory + next[-1].size == memory) {
        next[-1].size += size;
        return;
    }
    *next = (struct block_segment){memory, size};
    request->segment_count++;
}

int disk_read_pages(struct block_device *disk, uint64_t first, uint64_t size, uint64_t index,
                    void *const *pages, unsigned count)
{
    struct page_read *read = kzalloc(sizeof(*read));
    if (read == NULL) return -ENOMEM;
    read->request.sector = first + index * (PAGE_SIZE / SECTOR_SIZE);
    read->request.done = read_done;
    for (unsigned i = 0; i < count; i++) {
        uint64_t start = (index + i) << PAGE_SHIFT;
        uint32_t valid = start < size ? (uint32_t)MIN(size - start, PAGE_SIZE) : 0;
        if (valid != 0) add_segment(&read->request, pages[i], ALIGN_UP(valid, SECTOR_SIZE));
    }
    int status = 0;
    if (read->request.segment_count != 0) {
        block_submit(disk, &read->request);
        status = WAIT_EVENT(&read_wait, __atomic_load_n(&read->done, __ATOMIC_ACQUIRE), WAIT_FOREVER,
                            WAIT_UNINTERRUPTIBLE);
        if (status == 0) status = read->request.status;
    }
    /* What lies behind the end on the disk is not the file's. */
    for (unsigned i = 0; i < count; i++) {
        uint64_t start = (index + i) << PAGE_SHIFT;
        size_t valid = start < size ? MIN(size - start, PAGE_SIZE) : 0;
        memset((char *)pages[i] + valid, 0, PAGE_SIZE - valid);
    }
    kfree(read);
    return status;
}
