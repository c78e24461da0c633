// SPDX-License-Identifier: MIT
// sources: ../queue.c
/*
 * Virtqueues against a device that keeps to the rules, in all combinations of features and any order of
 * completion, and against one that does not: each thing that it can get wrong must be refused with words that
 * say so, and leave nothing in flight.
 */
#include <abi/errno.h>
#include <arch/page.h>
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <virtio/virtio.h>

#define CHAIN_MAX 6

static char failure[200];
static unsigned notified;

void virtio_device_fail(struct virtio_device *device, const char *format, ...)
{
    device->broken = true;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(failure, sizeof(failure), format, arguments);
    va_end(arguments);
}

void *kzalloc(size_t size)
{
    return calloc(1, size);
}
void kfree(void *memory)
{
    free(memory);
}

/* Exactly a page: the sanitizer sees what goes beyond. */
static void *rings;
paddr_t frame_alloc_zeroed(void)
{
    rings = aligned_alloc(PAGE_SIZE, PAGE_SIZE);
    memset(rings, 0, PAGE_SIZE);
    return virt_to_phys(rings);
}

static void notify(struct virtqueue *queue)
{
    (void)queue;
    notified++;
}
static const struct virtio_transport transport = {.notify = notify};

struct fixture {
    struct virtio_device device;
    struct virtqueue queue;
    uint16_t seen; /* of the available ring, by the device */
};

static void begin(struct fixture *fixture, unsigned size, bool event_index, bool indirect)
{
    memset(fixture, 0, sizeof(*fixture));
    fixture->device.transport = &transport;
    fixture->queue.device = &fixture->device;
    fixture->queue.event_index = event_index;
    fixture->queue.indirect = indirect;
    failure[0] = 0;
    assert(virtqueue_init(&fixture->queue, size) == 0);
}

static void end(struct fixture *fixture)
{
    free(rings);
    free(fixture->queue.slots);
}

/* The device's side: the head of the next chain that was published, or -1. */
static int device_next(struct fixture *fixture)
{
    struct virtqueue *queue = &fixture->queue;
    if (fixture->seen == queue->avail->index) return -1;
    return queue->avail->ring[fixture->seen++ % queue->size];
}

static void device_complete(struct fixture *fixture, uint32_t id, uint32_t length)
{
    struct virtq_used *used = fixture->queue.used;
    used->ring[used->index % fixture->queue.size] = (struct virtq_used_entry){id, length};
    used->index++;
}

/* What the device finds in a chain, compared with what was added. */
static void check_chain(struct fixture *fixture, unsigned head, const struct virtio_buffer *buffers,
                        unsigned out, unsigned in)
{
    struct virtq_desc *table = fixture->queue.descriptors, *at = &table[head];
    if (at->flags == VIRTQ_DESC_INDIRECT) {
        assert(at->length == (out + in) * sizeof(*at));
        table = phys_to_virt(at->address);
        at = table;
    }
    for (unsigned i = 0; i < out + in; i++) {
        assert(phys_to_virt(at->address) == buffers[i].memory && at->length == buffers[i].size);
        assert(!(at->flags & VIRTQ_DESC_WRITE) == (i < out));
        assert(!(at->flags & VIRTQ_DESC_NEXT) == (i + 1 == out + in));
        at = &table[at->next];
    }
}

static unsigned random_below(unsigned limit)
{
    static uint64_t state = 1;
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (unsigned)(state >> 33) % limit;
}

struct chain {
    struct virtio_buffer buffers[CHAIN_MAX];
    struct virtq_desc table[CHAIN_MAX];
    unsigned out, in;
    int head; /* -1: not with the device */
};

/* Chains go out and come back in any order, long enough for all indices to wrap. */
static void exercise(unsigned size, bool event_index, bool indirect)
{
    static char memory[64];
    struct fixture fixture;
    struct chain chains[VIRTQUEUE_MAX_SIZE];
    unsigned in_flight = 0;
    begin(&fixture, size, event_index, indirect);
    for (unsigned i = 0; i < size; i++) chains[i].head = -1;
    for (unsigned step = 0; step < 200000; step++) {
        struct chain *chain = &chains[random_below(size)];
        if (chain->head < 0) {
            chain->out = random_below(CHAIN_MAX / 2);
            chain->in = 1 + random_below(CHAIN_MAX / 2);
            for (unsigned i = 0; i < chain->out + chain->in; i++)
                chain->buffers[i] = (struct virtio_buffer){memory + random_below(32), 1 + random_below(32)};
            struct virtq_desc *table = random_below(2) ? chain->table : NULL;
            unsigned free_before = fixture.queue.free_count;
            int status = virtqueue_add(&fixture.queue, chain->buffers, chain->out, chain->in, chain, table);
            if (status == -ENOSPC) {
                assert(free_before < chain->out + chain->in);
                continue;
            }
            assert(status == 0);
            virtqueue_kick(&fixture.queue);
            chain->head = device_next(&fixture);
            assert(chain->head >= 0 && device_next(&fixture) == -1);
            check_chain(&fixture, (unsigned)chain->head, chain->buffers, chain->out, chain->in);
            in_flight++;
        } else {
            uint32_t total = 0, written;
            for (unsigned i = chain->out; i < chain->out + chain->in; i++) total += chain->buffers[i].size;
            uint32_t length = random_below(total + 1);
            device_complete(&fixture, (uint32_t)chain->head, length);
            assert(virtqueue_take(&fixture.queue, &written) == chain && written == length);
            assert(virtqueue_take(&fixture.queue, &written) == NULL && !fixture.device.broken);
            chain->head = -1;
            in_flight--;
        }
        assert(fixture.queue.in_flight == in_flight);
    }
    end(&fixture);
}

static char data[16];

/* One chain of 4 writable bytes with the device; returns its head. */
static uint32_t one_request(struct fixture *fixture)
{
    struct virtio_buffer buffers[] = {{data, 8}, {data + 8, 4}};
    assert(virtqueue_add(&fixture->queue, buffers, 1, 1, data, NULL) == 0);
    return (uint32_t)device_next(fixture);
}

static void expect_failure(struct fixture *fixture, const char *text, unsigned abandoned)
{
    uint32_t written;
    assert(virtqueue_take(&fixture->queue, &written) == NULL);
    assert(fixture->device.broken);
    if (strcmp(failure, text) != 0) {
        fprintf(stderr, "found    %s\nexpected %s\n", failure, text);
        abort();
    }
    /* Nothing is lost, and nothing more is begun. */
    struct virtio_buffer buffer = {data, 1};
    assert(virtqueue_add(&fixture->queue, &buffer, 1, 0, data, NULL) == -EIO);
    while (virtqueue_abandon(&fixture->queue) != NULL) abandoned--;
    assert(abandoned == 0 && fixture->queue.in_flight == 0 &&
           fixture->queue.free_count == fixture->queue.size);
    end(fixture);
}

static void refuses_what_a_device_must_not_do(void)
{
    struct fixture fixture;
    uint32_t written;

    begin(&fixture, 8, false, false);
    one_request(&fixture);
    device_complete(&fixture, 8, 0);
    expect_failure(&fixture, "queue 0: the device completed request 8, which does not exist", 1);

    begin(&fixture, 8, true, true);
    one_request(&fixture);
    device_complete(&fixture, UINT32_MAX, 0);
    expect_failure(&fixture, "queue 0: the device completed request 4294967295, which does not exist", 1);

    /* The second descriptor of a chain is not its head. */
    begin(&fixture, 8, false, false);
    device_complete(&fixture, one_request(&fixture) + 1, 0);
    expect_failure(&fixture, "queue 0: the device completed request 1, which does not exist", 1);

    begin(&fixture, 8, false, false);
    device_complete(&fixture, one_request(&fixture), 5);
    expect_failure(&fixture, "queue 0: the device wrote 5 bytes into a buffer of 4", 1);

    begin(&fixture, 8, false, false);
    device_complete(&fixture, one_request(&fixture), 0);
    fixture.queue.used->index += 3;
    expect_failure(&fixture, "queue 0: the device completed 4 requests of 1", 1);

    /* Backwards. */
    begin(&fixture, 8, false, false);
    fixture.queue.used->index = UINT16_MAX;
    expect_failure(&fixture, "queue 0: the device completed 65535 requests of 0", 0);

    /* The same one twice. */
    begin(&fixture, 8, false, false);
    uint32_t head = one_request(&fixture);
    one_request(&fixture);
    device_complete(&fixture, head, 4);
    assert(virtqueue_take(&fixture.queue, &written) == data);
    device_complete(&fixture, head, 4);
    expect_failure(&fixture, "queue 0: the device completed request 0, which does not exist", 1);
}

/* A device that writes over the descriptors confuses itself only. */
static void survives_scribbled_descriptors(void)
{
    struct fixture fixture;
    uint32_t written;
    begin(&fixture, 8, false, false);
    for (unsigned round = 0; round < 20; round++) {
        uint32_t head = one_request(&fixture);
        memset(fixture.queue.descriptors, 0xff, 8 * sizeof(struct virtq_desc));
        memset(fixture.queue.avail->ring, 0xff, 8 * sizeof(uint16_t));
        device_complete(&fixture, head, 1);
        assert(virtqueue_take(&fixture.queue, &written) == data && written == 1);
    }
    assert(fixture.queue.free_count == 8);
    end(&fixture);
}

static void notifies_only_when_asked(void)
{
    struct fixture fixture;
    begin(&fixture, 8, false, false);
    notified = 0;
    virtqueue_kick(&fixture.queue);
    assert(notified == 0);
    one_request(&fixture);
    virtqueue_kick(&fixture.queue);
    virtqueue_kick(&fixture.queue);
    assert(notified == 1);
    fixture.queue.used->flags = VIRTQ_USED_NO_NOTIFY;
    one_request(&fixture);
    virtqueue_kick(&fixture.queue);
    assert(notified == 1);
    end(&fixture);

    begin(&fixture, 8, true, false);
    notified = 0;
    uint16_t *event = (uint16_t *)&fixture.queue.used->ring[8];
    *event = 1; /* "when you publish the one with index 1", the second */
    one_request(&fixture);
    virtqueue_kick(&fixture.queue);
    assert(notified == 0);
    one_request(&fixture);
    virtqueue_kick(&fixture.queue);
    assert(notified == 1);
    end(&fixture);
}

int main(void)
{
    for (unsigned size = 1; size <= VIRTQUEUE_MAX_SIZE; size *= 2)
        for (unsigned features = 0; features < 4; features++) exercise(size, features & 1, features & 2);
    refuses_what_a_device_must_not_do();
    survives_scribbled_descriptors();
    notifies_only_when_asked();
    return 0;
}
