// SPDX-License-Identifier: MIT
// sources: ../../virtio/queue.c
/*
 * The entropy device against one that answers, with less than was asked for, late, never, or with what it
 * must not: what it wrote is mixed in once, and no more of it is believed.
 */
#include "../../virtio/test/fake_transport.h"

#include "../virtio-rng.c"

FAKE_DRIVER(virtio_rng);

static uint32_t fake_config(struct virtio_device *device, uint32_t offset, unsigned width)
{
    (void)device, (void)offset, (void)width;
    abort(); /* it has none */
}

static unsigned char added[SEED_SIZE];
static unsigned add_count, added_size;

void random_add(const void *data, size_t size, unsigned bits)
{
    assert(size <= sizeof(added) && bits == size * 8);
    memcpy(added, data, size);
    added_size = (unsigned)size;
    add_count += size != 0;
}

static struct virtqueue *queue(void)
{
    return list_entry(fake.device.queues.next, struct virtqueue, node);
}

static void begin(uint64_t features)
{
    fake_begin(features);
    fake.queue_limits[0] = 8;
    add_count = added_size = 0;
    allocations_left = UINT32_MAX;
}

/* Starts the device; the head of its request. */
static uint32_t start(void)
{
    uint32_t head, none;
    fake_start(VIRTIO_TYPE_ENTROPY);
    assert(warning[0] == 0 && fake.status & VIRTIO_STATUS_DRIVER_OK && live == 3);
    assert(fake_take(queue(), &head) && !fake_take(queue(), &none));
    const struct virtq_desc *request = &queue()->descriptors[head];
    assert(request->flags == VIRTQ_DESC_WRITE && request->length == SEED_SIZE);
    fake_hold(head);
    return head;
}

static unsigned char *seed_of(uint32_t head)
{
    return phys_to_virt(queue()->descriptors[head].address);
}

/* Nothing is left but the queue, which stays. */
static void end(void)
{
    assert(live == 2);
    fake_queue_end(queue());
    assert(live == 0);
}

static void expect_failure(const char *text)
{
    virtqueue_interrupt(queue());
    if (strcmp(warning, text) != 0) {
        fprintf(stderr, "found    %s\nexpected %s\n", warning, text);
        abort();
    }
    assert(fake.device.broken && fake.status == VIRTIO_STATUS_FAILED && queue()->in_flight == 0);
    end();
}

static void mixes_in_what_was_written(void)
{
    for (uint32_t length = 0; length <= SEED_SIZE; length++) {
        begin(length % 2 ? VIRTIO_F_EVENT_IDX | VIRTIO_F_INDIRECT_DESC : 0);
        uint32_t head = start();
        /* An interrupt that means nothing. */
        virtqueue_interrupt(queue());
        assert(add_count == 0 && live == 3);
        unsigned char expected[SEED_SIZE];
        for (unsigned i = 0; i < SEED_SIZE; i++) expected[i] = (unsigned char)random_below(256);
        memcpy(seed_of(head), expected, SEED_SIZE);
        fake_complete(queue(), fake_choose(), length);
        virtqueue_interrupt(queue());
        assert(add_count == (length != 0) && added_size == length);
        assert(memcmp(added, expected, length) == 0);
        virtqueue_interrupt(queue());
        assert(add_count == (length != 0) && !fake.device.broken && warning[0] == 0);
        end();
    }
}

static void bears_with_a_device_that_never_answers(void)
{
    begin(0);
    start();
    for (unsigned i = 0; i < 100; i++) virtqueue_interrupt(queue());
    assert(add_count == 0 && !fake.device.broken && live == 3);
    /* Until it breaks. */
    fake.status |= VIRTIO_STATUS_NEEDS_RESET;
    virtio_config_interrupt(&fake.device);
    expect_failure("fake: the device met an error and asks for a reset; the device is not used any more");
}

static void refuses_answers_that_cannot_be(void)
{
    static const struct {
        uint32_t head, length;
        const char *text;
    } answers[] = {
        {0, SEED_SIZE + 1, "fake: queue 0: the device wrote 33 bytes into a buffer of 32"},
        {0, UINT32_MAX, "fake: queue 0: the device wrote 4294967295 bytes into a buffer of 32"},
        {1, SEED_SIZE, "fake: queue 0: the device completed request 1, which does not exist"},
        {UINT32_MAX, 0, "fake: queue 0: the device completed request 4294967295, which does not exist"},
    };
    for (unsigned i = 0; i < ARRAY_SIZE(answers); i++) {
        char text[256];
        begin(0);
        assert(start() == 0);
        fake_complete(queue(), answers[i].head, answers[i].length);
        sprintf(text, "%s; the device is not used any more", answers[i].text);
        expect_failure(text);
        assert(add_count == 0);
    }
    begin(0);
    start();
    queue()->used->index--;
    expect_failure(
        "fake: queue 0: the device completed 65535 requests of 1; the device is not used any more");
    assert(add_count == 0);
    /* Twice. */
    begin(0);
    uint32_t head = start();
    fake_complete(queue(), head, SEED_SIZE);
    virtqueue_interrupt(queue());
    fake_complete(queue(), head, SEED_SIZE);
    expect_failure("fake: queue 0: the device completed 1 requests of 0; the device is not used any more");
    assert(add_count == 1);
}

static void names_devices_that_cannot_be_started(void)
{
    begin(0);
    fake.queue_limits[0] = 0;
    fake_start(VIRTIO_TYPE_ENTROPY);
    assert(strcmp(warning, "fake: the device has no queue 0; the device is not used any more") == 0 &&
           live == 0);
    /* Without memory for the request. */
    begin(0);
    allocations_left = 2;
    fake_start(VIRTIO_TYPE_ENTROPY);
    assert(strcmp(warning,
                  "fake: virtio-rng cannot use the device (error 12); the device is not used any more") == 0);
    assert(fake.device.broken && fake.status == VIRTIO_STATUS_FAILED);
    end();
}

int main(void)
{
    mixes_in_what_was_written();
    bears_with_a_device_that_never_answers();
    refuses_answers_that_cannot_be();
    names_devices_that_cannot_be_started();
    return 0;
}
