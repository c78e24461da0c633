// SPDX-License-Identifier: MIT
// sources: ../../virtio/queue.c ../receive.c ../transmit.c
/*
 * Network cards against a device that delivers and completes in random order, on queues of any size and with
 * memory running out: frames arrive as they were sent, or not at all. And against devices that lie about
 * lengths and indices: they are refused by name, and every buffer is given back.
 */
#include <arch/page.h>

/* Included, since only a linker script makes the tables by which drivers are found. */
#include "../../virtio/device.c"
#include "../../virtio/test/fake_kernel.h"
#include "../virtio-net.c"

#define HELD_MAX 256

static struct net_device *card;
void net_device_register(struct net_device *device)
{
    card = device;
}

const struct virtio_driver *const __set_virtio_driver_start[] = {&virtio_net};
__asm__(".globl __set_virtio_driver_end\n"
        ".set __set_virtio_driver_end, __set_virtio_driver_start + 8");

/* The device. */
static struct fake {
    struct virtio_device device;
    uint64_t offered;
    uint8_t status, address[6];
    uint32_t queue_limits[2], mtu, link;
    uint16_t seen[2];
    uint32_t held[HELD_MAX]; /* chains for sending that are not completed yet */
    unsigned held_count;
} fake;

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
    fake.status = status;
}
static uint64_t fake_features(struct virtio_device *device)
{
    return (void)device, fake.offered;
}
static void fake_accept(struct virtio_device *device, uint64_t features)
{
    (void)device;
    assert((features & ~fake.offered) == 0);
}
static uint32_t fake_config(struct virtio_device *device, uint32_t offset, unsigned width)
{
    (void)device;
    if (offset < 6 && width == 1) return fake.address[offset];
    if (offset == NET_CONFIG_STATUS && width == 2) return fake.link;
    if (offset == NET_CONFIG_MTU && width == 2) return fake.mtu;
    abort();
}
static uint32_t fake_generation(struct virtio_device *device)
{
    return (void)device, 0;
}
static uint32_t fake_queue_limit(struct virtio_device *device, unsigned index)
{
    (void)device;
    return index < 2 ? fake.queue_limits[index] : 0;
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

static struct net *net(void)
{
    return fake.device.data;
}

static void begin(uint64_t features, uint32_t receive_limit, uint32_t transmit_limit)
{
    memset(&fake, 0, sizeof(fake));
    fake.offered = features | VIRTIO_F_VERSION_1;
    fake.queue_limits[0] = receive_limit;
    fake.queue_limits[1] = transmit_limit;
    fake.mtu = 1500;
    memcpy(fake.address, "\x52\x54\x00\x12\x34\x56", 6);
    card_count = 0;
    card = NULL;
    warning[0] = 0;
}

static void start(void)
{
    list_init(&devices);
    fake.device.transport = &transport;
    fake.device.type = VIRTIO_TYPE_NET;
    virtio_device_add(&fake.device);
    assert(virtio_start_devices() == 0);
}

/* What the driver keeps for ever is given back here, so that leaks of ours are seen. */
static void end(void)
{
    struct net_packet packet;
    if (net() != NULL && net()->receive != NULL && net()->transmit != NULL) {
        fake.device.broken = true;
        while (net_receive(&net()->device, &packet)) abort();
        net_transmit_ready(net()->transmit);
    }
    struct virtqueue *queues[] = {net() != NULL ? net()->receive : NULL,
                                  net() != NULL ? net()->transmit : NULL};
    for (unsigned i = 0; i < 2; i++) {
        if (queues[i] == NULL) continue;
        free(queues[i]->descriptors);
        kfree(queues[i]->slots);
        kfree(queues[i]);
    }
    kfree(net());
    fake.device.data = NULL;
    assert(live == 0);
}

/* Frames carry their number and size, then a pattern made of both. */
static void fill(unsigned char *frame, unsigned number, unsigned size)
{
    for (unsigned i = 0; i < size; i++) frame[i] = (unsigned char)(number * 7 + i * 3 + size);
    memcpy(frame, &number, sizeof(number));
}

static unsigned check(const unsigned char *frame, unsigned size)
{
    unsigned char expected[NET_FRAME_MAX];
    unsigned number;
    memcpy(&number, frame, sizeof(number));
    fill(expected, number, size);
    assert(memcmp(frame, expected, size) == 0);
    return number;
}

static void complete(struct virtqueue *queue, uint32_t head, uint32_t length)
{
    struct virtq_used *used = queue->used;
    used->ring[used->index % queue->size] = (struct virtq_used_entry){head, length};
    used->index++;
}

/* Delivers a frame; false: there is no buffer. */
static bool deliver(unsigned number, unsigned size)
{
    struct virtqueue *queue = net()->receive;
    if (fake.seen[0] == queue->avail->index) return false;
    uint32_t head = queue->avail->ring[fake.seen[0]++ % queue->size];
    const struct virtq_desc *at = &queue->descriptors[head];
    assert(at->flags == VIRTQ_DESC_WRITE && at->length >= sizeof(struct net_header) + NET_FRAME_MAX);
    struct net_header *header = phys_to_virt(at->address);
    *header = (struct net_header){.flags = NET_HDR_F_DATA_VALID, .num_buffers = 1};
    fill((unsigned char *)(header + 1), number, size);
    complete(queue, head, (uint32_t)sizeof(*header) + size);
    return true;
}

/* Takes what was published for sending, and completes some of it in random order. */
static unsigned sent_next, sent_gaps;
static void transmit_step(void)
{
    struct virtqueue *queue = net()->transmit;
    while (fake.seen[1] != queue->avail->index) {
        uint32_t head = queue->avail->ring[fake.seen[1]++ % queue->size];
        const struct virtq_desc *at = &queue->descriptors[head];
        const struct net_header *header = phys_to_virt(at->address);
        assert(at->flags == 0 && at->length > sizeof(*header));
        unsigned number = check((const unsigned char *)(header + 1), at->length - (uint32_t)sizeof(*header));
        /* In order; those that are missing were refused. */
        assert(number >= sent_next);
        sent_gaps += number - sent_next;
        sent_next = number + 1;
        assert((header->flags == NET_HDR_F_NEEDS_CSUM) == (number % 5 == 0));
        assert(header->csum_start == (number % 5 == 0 ? 34 : 0));
        fake.held[fake.held_count++] = head;
        assert(fake.held_count < HELD_MAX);
    }
    for (unsigned count = random_below(6); count != 0 && fake.held_count != 0; count--) {
        unsigned which = random_below(fake.held_count);
        complete(queue, fake.held[which], 0);
        fake.held[which] = fake.held[--fake.held_count];
    }
    if (random_below(2)) virtqueue_interrupt(queue);
}

static unsigned random_size(void)
{
    return 14 + (random_below(2) ? random_below(300) : random_below(NET_FRAME_MAX - 13));
}

/* Sends a frame; whether it was taken. */
static bool send(unsigned number)
{
    struct net_frame *frame = card->frame(card, random_size());
    if (frame == NULL) return false;
    fill(frame->bytes, number, frame->size);
    if (number % 5 == 0) {
        frame->checksum_start = 34;
        frame->checksum_offset = 16;
    }
    return card->send(card, frame) == 0;
}

static void carries_frames_whatever_the_queues_and_the_memory(void)
{
    for (unsigned round = 0; round < 60; round++) {
        uint64_t features = random_below(2) ? VIRTIO_F_EVENT_IDX : 0;
        features |= NET_F_CSUM | NET_F_MAC | (random_below(2) ? NET_F_GUEST_CSUM : 0);
        begin(features, 1u << random_below(8), 1u << random_below(8));
        start();
        assert(card != NULL && warning[0] == 0 && strcmp(card->name, "eth0") == 0 && card->checksums);
        assert(memcmp(card->address, fake.address, 6) == 0 && card->link_up(card));
        unsigned delivered = 0, received = 0, lost = 0, number = 0, refused = 0;
        sent_next = sent_gaps = 0;
        for (unsigned step = 0; step < 2000; step++) {
            allocations_left = round % 3 == 0 ? random_below(3) : UINT32_MAX;
            if (random_below(2) && deliver(delivered, random_size())) delivered++;
            if (random_below(3) == 0) {
                struct net_packet packet;
                while (card->receive(card, &packet)) {
                    assert((char *)packet.frame >= (char *)packet.memory + NET_PACKET_HEADROOM);
                    assert(packet.checked == !!(features & NET_F_GUEST_CSUM));
                    unsigned got = check(packet.frame, packet.size);
                    assert(got >= received);
                    lost += got - received;
                    received = got + 1;
                    kfree(packet.memory);
                }
                /* Memory or not, the queue is full again. */
                assert(net()->receive->in_flight == net()->receive->size);
            }
            if (random_below(2)) refused += !send(number++);
            if (random_below(2)) card->flush(card);
            transmit_step();
        }
        allocations_left = UINT32_MAX;
        assert(card->received_dropped >= lost && card->received_packets == received - lost);
        assert(received + 300 > delivered && received > 100);
        assert(round % 3 == 0 || (lost == 0 && refused == 0));
        for (unsigned step = 0; sent_next + refused < number && step < 20000; step++) {
            transmit_step();
            virtqueue_interrupt(net()->transmit);
        }
        assert(sent_gaps <= refused && sent_next >= number - refused);
        end();
    }
}

static void drops_frames_when_too_many_wait(void)
{
    begin(NET_F_MAC, 4, 4);
    start();
    unsigned taken = 0;
    for (unsigned i = 0; i < 2000; i++) taken += send(i * 5 + 1);
    assert(taken == 4 + 1024 && card->sent_dropped == 2000 - taken);
    end();
}

static void expect_broken(const char *text)
{
    if (strstr(warning, text) == NULL) {
        fprintf(stderr, "found    %s\nexpected %s\n", warning, text);
        abort();
    }
    struct net_packet packet;
    assert(fake.device.broken && !card->link_up(card));
    assert(!card->receive(card, &packet) && !send(1));
    assert(net()->receive->in_flight == 0);
    end();
}

static void refuses_what_the_device_cannot_have_done(void)
{
    struct net_packet packet;
    for (unsigned what = 0; what < 8; what++) {
        begin(NET_F_MAC, 8, 8);
        start();
        for (unsigned i = 0; i < 12; i++) assert(send(i * 5 + 1));
        struct virtqueue *queue = net()->receive;
        switch (what) {
        case 0: queue->used->index = 9; break;
        case 1: complete(queue, 8, 100); break;
        case 2: complete(queue, 0, sizeof(struct net_header) + NET_FRAME_MAX + 1); break;
        case 3: complete(queue, 0, 11); break;
        case 4: complete(queue, 0, UINT32_MAX); break;
        case 5: net()->transmit->used->index = 500; break;
        case 6: complete(net()->transmit, 1000, 0); break;
        case 7: complete(net()->transmit, 0, 1); break;
        }
        (void)!card->receive(card, &packet);
        virtqueue_interrupt(net()->transmit);
        static const char *const texts[] = {"completed 9 requests of 8",
                                            "request 8, which does not exist",
                                            "wrote 1527 bytes into a buffer of 1526",
                                            "11 bytes, less than its header",
                                            "4294967295 bytes into a buffer",
                                            "completed 500 requests of 8",
                                            "request 1000, which does not exist",
                                            "wrote 1 bytes into a buffer of 0"};
        expect_broken(texts[what]);
    }
    /* A frame without a byte is no offence, whoever makes something of it. */
    begin(NET_F_MAC, 8, 8);
    start();
    complete(net()->receive, 0, sizeof(struct net_header));
    assert(card->receive(card, &packet) && packet.size == 0);
    kfree(packet.memory);
    end();
}

static void expect_refusal(const char *text)
{
    start();
    if (card != NULL || strstr(warning, text) == NULL) {
        fprintf(stderr, "found    %s\nexpected %s\n", warning, text);
        abort();
    }
    end();
}

static void names_devices_that_cannot_be_started(void)
{
    begin(0, 0, 8);
    expect_refusal("the device has no queue 0");
    begin(0, 8, 0);
    expect_refusal("the device has no queue 1");
    begin(NET_F_MTU, 8, 8);
    fake.mtu = 67;
    expect_refusal("virtio-net cannot use the device (error 22)");
}

static void makes_up_an_address_where_there_is_none(void)
{
    begin(NET_F_STATUS | NET_F_MTU, 8, 8);
    fake.mtu = 9000;
    start();
    assert(memcmp(card->address, "\xfe\xff\xff\xff\xff\xff", 6) == 0 && card->mtu == NET_MTU_MAX);
    assert(!card->link_up(card));
    fake.link = NET_STATUS_LINK_UP;
    assert(card->link_up(card));
    end();
}

int main(void)
{
    names_devices_that_cannot_be_started();
    makes_up_an_address_where_there_is_none();
    carries_frames_whatever_the_queues_and_the_memory();
    drops_frames_when_too_many_wait();
    refuses_what_the_device_cannot_have_done();
    return 0;
}
