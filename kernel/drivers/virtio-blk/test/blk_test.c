// SPDX-License-Identifier: MIT
// sources: ../../virtio/queue.c
/*
 * Disks against a device with random limits that completes in random order: what is read and written must be
 * right, and each request must end exactly once, also when the device breaks with requests in flight. And
 * devices that cannot be started, by the words that say why.
 */
#include "../../virtio/test/fake_transport.h"
#include "../virtio-blk.c"

#define DISK_SECTORS 512u
#define REQUESTS 40
#define REQUEST_BYTES (16u * SECTOR_SIZE)

static struct block_device *registered;
void block_register(struct block_device *device)
{
    registered = device;
}

FAKE_DRIVER(virtio_blk);

/* The device: a disk in memory behind one queue. */
static struct config {
    uint64_t capacity;
    uint32_t size_max, seg_max;
} config;
static unsigned flushes;
static unsigned char disk[DISK_SECTORS * SECTOR_SIZE];

static uint32_t fake_config(struct virtio_device *device, uint32_t offset, unsigned width)
{
    (void)device;
    assert(width == 4);
    switch (offset) {
    case BLK_CONFIG_CAPACITY: return (uint32_t)config.capacity;
    case BLK_CONFIG_CAPACITY + 4: return (uint32_t)(config.capacity >> 32);
    case BLK_CONFIG_SIZE_MAX: return config.size_max;
    case BLK_CONFIG_SEG_MAX: return config.seg_max;
    }
    abort();
}

static struct virtqueue *queue(void)
{
    return ((struct blk *)fake.device.data)->queue;
}

static void start(void)
{
    registered = NULL;
    fake_start(VIRTIO_TYPE_BLOCK);
}

/* Does what the chain asks for and tells how many bytes were written. */
static uint32_t serve(uint32_t head)
{
    struct virtq_desc *at = &queue()->descriptors[head], *table = queue()->descriptors;
    if (at->flags == VIRTQ_DESC_INDIRECT) {
        assert(fake.accepted & VIRTIO_F_INDIRECT_DESC);
        at = table = phys_to_virt(at->address);
    }
    const struct blk_header header = *(struct blk_header *)phys_to_virt(at->address);
    assert(at->length == sizeof(header) && !(at->flags & VIRTQ_DESC_WRITE));
    uint32_t segments = 0, written = 0;
    size_t position = header.sector * SECTOR_SIZE;
    for (at = &table[at->next]; at->flags & VIRTQ_DESC_NEXT; at = &table[at->next]) {
        assert(!(at->flags & VIRTQ_DESC_WRITE) == (header.type == BLK_TYPE_OUT));
        assert(at->length % SECTOR_SIZE == 0 && position + at->length <= sizeof(disk));
        assert(!(fake.offered & BLK_F_SIZE_MAX) || at->length <= config.size_max);
        void *memory = phys_to_virt(at->address);
        if (header.type == BLK_TYPE_OUT)
            memcpy(disk + position, memory, at->length);
        else
            memcpy(memory, disk + position, at->length);
        written += header.type == BLK_TYPE_IN ? at->length : 0;
        position += at->length;
        segments++;
    }
    assert(!(fake.offered & BLK_F_SEG_MAX) || segments <= config.seg_max);
    flushes += header.type == BLK_TYPE_FLUSH;
    assert(at->length == 1 && (at->flags & VIRTQ_DESC_WRITE));
    *(uint8_t *)phys_to_virt(at->address) = BLK_STATUS_OK;
    return written + 1;
}

/* Takes what was published, completes some of it in random order, and interrupts. */
static void device_step(void)
{
    uint32_t head;
    while (fake_take(queue(), &head)) fake_hold(head);
    for (unsigned count = random_below(4); count != 0 && fake.held_count != 0; count--) {
        head = fake_choose();
        fake_complete(queue(), head, serve(head));
    }
    virtqueue_interrupt(queue());
}

struct transfer {
    struct block_request request;
    bool busy;
    unsigned char memory[REQUEST_BYTES], expected[REQUEST_BYTES];
};
static struct transfer transfers[REQUESTS];
static unsigned busy, ended, failed;

static void done(struct block_request *request)
{
    struct transfer *transfer = container_of(request, struct transfer, request);
    assert(transfer->busy);
    transfer->busy = false;
    busy--;
    ended++;
    failed += request->status != 0;
    if (request->status == 0 && !request->write && !request->flush)
        assert(memcmp(transfer->memory, transfer->expected, REQUEST_BYTES) == 0);
}

/* Each transfer has its own place on the disk, so that the order between them does not matter. */
static void submit(unsigned index)
{
    struct transfer *transfer = &transfers[index];
    struct block_request *request = &transfer->request;
    request->done = done;
    request->flush = random_below(8) == 0;
    request->write = !request->flush && random_below(2);
    request->sector = index * (REQUEST_BYTES / SECTOR_SIZE) % (DISK_SECTORS - REQUEST_BYTES / SECTOR_SIZE);
    unsigned char *place = disk + request->sector * SECTOR_SIZE;
    for (size_t i = 0; i < REQUEST_BYTES; i++) transfer->memory[i] = (unsigned char)random_below(256);
    if (!request->write) memcpy(transfer->expected, place, REQUEST_BYTES);
    /* Cut at random sectors. */
    request->segment_count = 0;
    for (uint32_t at = 0; !request->flush && at < REQUEST_BYTES;) {
        uint32_t size = (1 + random_below(6)) * SECTOR_SIZE;
        size = MIN(size, REQUEST_BYTES - at);
        request->segments[request->segment_count++] = (struct block_segment){transfer->memory + at, size};
        at += size;
    }
    transfer->busy = true;
    busy++;
    registered->submit(registered, request);
}

static void begin(uint64_t features, uint32_t queue_limit)
{
    fake_begin(features);
    fake.queue_limits[0] = queue_limit;
    config = (struct config){DISK_SECTORS, UINT32_MAX, UINT32_MAX};
    busy = ended = failed = flushes = disk_count = 0;
    allocations_left = UINT32_MAX;
}

static void run(unsigned steps)
{
    for (unsigned step = 0; step < steps; step++) {
        unsigned index = random_below(30);
        if (!transfers[index].busy) submit(index);
        device_step();
    }
}

/* The memory is the driver's for ever; here it is given back so that leaks of ours are seen. */
static void end(void)
{
    struct blk *blk = fake.device.data;
    if (blk == NULL) return;
    for (struct blk_slot *slot = blk->free_slots, *next; slot != NULL; slot = next) {
        next = slot->next;
        free(slot);
    }
    fake_queue_end(blk->queue);
    free(blk);
}

static void transfers_right_whatever_the_limits(void)
{
    for (unsigned round = 0; round < 60; round++) {
        uint64_t features = random_below(2) ? VIRTIO_F_INDIRECT_DESC : 0;
        features |= random_below(2) ? VIRTIO_F_EVENT_IDX : 0;
        features |= random_below(2) ? BLK_F_SEG_MAX : 0;
        features |= random_below(2) ? BLK_F_SIZE_MAX : 0;
        features |= random_below(2) ? BLK_F_FLUSH : 0;
        begin(features, 4u << random_below(8));
        config.seg_max = 1 + random_below(12);
        config.size_max = SECTOR_SIZE + random_below(5000);
        fake.interrupts_early = random_below(2);
        if (random_below(3) == 0) allocations_left = 5 + random_below(5); /* few slots */
        start();
        assert(registered != NULL && warning[0] == 0);
        run(600);
        allocations_left = UINT32_MAX;
        for (unsigned step = 0; busy != 0; step++) {
            assert(step < 10000);
            device_step();
        }
        assert(failed == 0 && ended > 20 && (flushes != 0) == !!(features & BLK_F_FLUSH));
        end();
    }
}

static void ends_every_request_when_the_device_breaks(void)
{
    for (unsigned round = 0; round < 20; round++) {
        begin(round % 2 ? VIRTIO_F_INDIRECT_DESC : 0, 16);
        start();
        run(50);
        for (unsigned i = 0; i < 30; i++)
            if (!transfers[i].busy) submit(i);
        queue()->used->index += 1000;
        virtqueue_interrupt(queue());
        assert(busy == 0 && failed >= 15 &&
               strstr(warning, "fake: queue 0: the device completed 10") != NULL);
        /* And what comes later. */
        submit(3);
        assert(busy == 0 && transfers[3].request.status == (transfers[3].request.flush ? 0 : -EIO));
        end();
    }
}

static void expect_refusal(const char *text)
{
    start();
    if (registered != NULL || strcmp(warning, text) != 0) {
        fprintf(stderr, "found    %s\nexpected %s\n", warning, text);
        abort();
    }
    assert(fake.device.broken && fake.status == VIRTIO_STATUS_FAILED);
    end();
}

static void names_devices_that_cannot_be_started(void)
{
    begin(0, 16);
    fake.never_resets = true;
    expect_refusal("fake: the device cannot be reset; the device is not used any more");
    begin(0, 16);
    fake.refuses_features = true;
    expect_refusal("fake: the device refuses the features 100000000; the device is not used any more");
    begin(0, 0);
    expect_refusal("fake: the device has no queue 0; the device is not used any more");
    begin(BLK_F_SEG_MAX, 16);
    config.seg_max = 0;
    expect_refusal("fake: virtio-blk cannot use the device (error 22); the device is not used any more");
    begin(BLK_F_SIZE_MAX, 16);
    config.size_max = 511;
    expect_refusal("fake: virtio-blk cannot use the device (error 22); the device is not used any more");
    begin(0, 16);
    fake.never_settles = true;
    expect_refusal("fake: the device's configuration changes all the time; the device is not used any more");
    begin(0, 2);
    expect_refusal("fake: virtio-blk cannot use the device (error 22); the device is not used any more");
}

int main(void)
{
    for (size_t i = 0; i < sizeof(disk); i++) disk[i] = (unsigned char)random_below(256);
    names_devices_that_cannot_be_started();
    transfers_right_whatever_the_limits();
    ends_every_request_when_the_device_breaks();
    return 0;
}
