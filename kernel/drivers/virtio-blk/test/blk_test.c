// SPDX-License-Identifier: MIT
// sources: ../../virtio/queue.c
/*
 * Disks against a device with random limits that completes in random order: what is read and written must be
 * right, and each request must end exactly once, also when the device breaks with requests in flight. And
 * devices that cannot be started, by the words that say why.
 */
#include <arch/page.h>

/* Included, since only a linker script makes the tables by which drivers are found. */
#include "../../virtio/device.c"
#include "../../virtio/test/fake_kernel.h"
#include "../virtio-blk.c"

#define DISK_SECTORS 512u
#define REQUESTS 40
#define REQUEST_BYTES (16u * SECTOR_SIZE)
#define HELD_MAX 64

static struct block_device *registered;
void block_register(struct block_device *device)
{
    registered = device;
}

const struct virtio_driver *const __set_virtio_driver_start[] = {&virtio_blk};
__asm__(".globl __set_virtio_driver_end\n"
        ".set __set_virtio_driver_end, __set_virtio_driver_start + 8");

/* The device: a disk in memory behind one queue. */
static struct fake {
    struct virtio_device device;
    uint64_t offered, accepted;
    uint8_t status;
    bool refuses_features, never_resets;
    uint32_t queue_limit;
    uint64_t capacity;
    uint32_t size_max, seg_max;
    uint16_t seen;
    uint32_t held[HELD_MAX]; /* heads of chains that are not completed yet */
    unsigned held_count;
    unsigned parts; /* completed */
    unsigned flushes;
} fake;
static unsigned char disk[DISK_SECTORS * SECTOR_SIZE];

static void fake_describe(const struct virtio_device *device, char *name)
{
    (void)device;
    strcpy(name, "fake");
}

static uint8_t fake_status(struct virtio_device *device)
{
    return (void)device, fake.status;
}
static void fake_set_status(struct virtio_device *device, uint8_t status)
{
    (void)device;
    fake.status = status == 0 && fake.never_resets ? 0xff : status;
    if (fake.refuses_features) fake.status &= (uint8_t)~VIRTIO_STATUS_FEATURES_OK;
}
static uint64_t fake_features(struct virtio_device *device)
{
    return (void)device, fake.offered;
}
static void fake_accept(struct virtio_device *device, uint64_t features)
{
    (void)device;
    assert((features & ~fake.offered) == 0);
    fake.accepted = features;
}
static uint32_t fake_config(struct virtio_device *device, uint32_t offset, unsigned width)
{
    (void)device;
    assert(width == 4);
    switch (offset) {
    case BLK_CONFIG_CAPACITY: return (uint32_t)fake.capacity;
    case BLK_CONFIG_CAPACITY + 4: return (uint32_t)(fake.capacity >> 32);
    case BLK_CONFIG_SIZE_MAX: return fake.size_max;
    case BLK_CONFIG_SEG_MAX: return fake.seg_max;
    }
    abort();
}
static uint32_t fake_generation(struct virtio_device *device)
{
    return (void)device, 0;
}
static uint32_t fake_queue_limit(struct virtio_device *device, unsigned index)
{
    (void)device;
    return index == 0 ? fake.queue_limit : 0;
}
static int fake_queue_enable(struct virtio_device *device, struct virtqueue *queue)
{
    return (void)device, (void)queue, 0;
}
static void fake_notify(struct virtqueue *queue)
{
    (void)queue;
}

static const struct virtio_transport transport = {
    fake_describe, fake_status,     fake_set_status,  fake_features,     fake_accept,
    fake_config,   fake_generation, fake_queue_limit, fake_queue_enable, fake_notify,
};

static struct virtqueue *queue(void)
{
    return ((struct blk *)fake.device.data)->queue;
}

static void start(void)
{
    list_init(&devices);
    warning[0] = 0;
    registered = NULL;
    fake.offered |= VIRTIO_F_VERSION_1;
    fake.device.transport = &transport;
    fake.device.type = VIRTIO_TYPE_BLOCK;
    virtio_device_add(&fake.device);
    assert(virtio_start_devices() == 0);
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
        assert(!(fake.offered & BLK_F_SIZE_MAX) || at->length <= fake.size_max);
        void *memory = phys_to_virt(at->address);
        if (header.type == BLK_TYPE_OUT)
            memcpy(disk + position, memory, at->length);
        else
            memcpy(memory, disk + position, at->length);
        written += header.type == BLK_TYPE_IN ? at->length : 0;
        position += at->length;
        segments++;
    }
    assert(!(fake.offered & BLK_F_SEG_MAX) || segments <= fake.seg_max);
    fake.flushes += header.type == BLK_TYPE_FLUSH;
    assert(at->length == 1 && (at->flags & VIRTQ_DESC_WRITE));
    *(uint8_t *)phys_to_virt(at->address) = BLK_STATUS_OK;
    return written + 1;
}

/* Takes what was published, completes some of it in random order, and interrupts. */
static void device_step(void)
{
    while (fake.seen != queue()->avail->index) {
        assert(fake.held_count < HELD_MAX);
        fake.held[fake.held_count++] = queue()->avail->ring[fake.seen++ % queue()->size];
    }
    for (unsigned count = random_below(4); count != 0 && fake.held_count != 0; count--) {
        unsigned which = random_below(fake.held_count);
        uint32_t head = fake.held[which], length = serve(head);
        fake.held[which] = fake.held[--fake.held_count];
        struct virtq_used *used = queue()->used;
        used->ring[used->index % queue()->size] = (struct virtq_used_entry){head, length};
        used->index++;
        fake.parts++;
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
    memset(&fake, 0, sizeof(fake));
    fake.offered = features;
    fake.queue_limit = queue_limit;
    fake.capacity = DISK_SECTORS;
    fake.seg_max = fake.size_max = UINT32_MAX;
    busy = ended = failed = disk_count = 0;
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
    if (blk->queue != NULL) {
        free(blk->queue->descriptors);
        free(blk->queue->slots);
        free(blk->queue);
    }
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
        fake.seg_max = 1 + random_below(12);
        fake.size_max = SECTOR_SIZE + random_below(5000);
        if (random_below(3) == 0) allocations_left = 5 + random_below(5); /* few slots */
        start();
        assert(registered != NULL && warning[0] == 0);
        run(600);
        allocations_left = UINT32_MAX;
        for (unsigned step = 0; busy != 0; step++) {
            assert(step < 10000);
            device_step();
        }
        assert(failed == 0 && ended > 20 && (fake.flushes != 0) == !!(features & BLK_F_FLUSH));
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
    assert(fake.device.broken);
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
    fake.seg_max = 0;
    expect_refusal("fake: virtio-blk cannot use the device (error 22); the device is not used any more");
    begin(BLK_F_SIZE_MAX, 16);
    fake.size_max = 511;
    expect_refusal("fake: virtio-blk cannot use the device (error 22); the device is not used any more");
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
