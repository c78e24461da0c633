// SPDX-License-Identifier: MIT
// sources: ../../virtio/queue.c ../receive.c ../transmit.c
/*
 * Network cards against a device that delivers and completes in random order, on queues of any size and with
 * memory running out: frames arrive as they were sent, or not at all. And against devices that lie about
 * lengths and indices: they are refused by name, and every buffer is given back.
 */
#include "fake_device.h"

/* Takes what was published for sending, and completes some of it in random order. */
static void transmit_step(void)
{
    struct virtqueue *queue = net()->transmit;
    uint32_t head;
    while (fake_take(queue, &head)) {
        const struct virtq_desc *at = &queue->descriptors[head];
        const struct net_header *header = phys_to_virt(at->address);
        assert(at->length > sizeof(*header));
        static unsigned char bytes[LARGE_MAX];
        unsigned size = at->length - (unsigned)sizeof(*header);
        memcpy(bytes, header + 1, size);
        for (; at->flags & VIRTQ_DESC_NEXT; size += at->length) {
            at = &queue->descriptors[at->next];
            memcpy(bytes + size, phys_to_virt(at->address), at->length);
        }
        unsigned number = check(bytes, size);
        /* In order; those that are missing were refused. */
        assert(number >= sent_next);
        sent_gaps += number - sent_next;
        sent_next = number + 1;
        assert((header->flags == NET_HDR_F_NEEDS_CSUM) == (number % 5 == 0));
        assert(header->csum_start == (number % 5 == 0 ? 34 : 0));
        bool cut = number % 10 == 0, v6 = number % 20 == 0;
        assert(header->gso_type == (!cut ? NET_HDR_GSO_NONE : v6 ? NET_HDR_GSO_TCPV6 : NET_HDR_GSO_TCPV4));
        assert(header->gso_size == (cut ? 1460 : 0) && header->hdr_len == (cut ? 54 : 0));
        fake_hold(head);
    }
    for (unsigned count = random_below(6); count != 0 && fake.held_count != 0; count--)
        fake_complete(queue, fake_choose(), 0);
    /* Who has no room is told of it. */
    if (!queue->quiet || random_below(2)) virtqueue_interrupt(queue);
}

static unsigned arrivals;
static void arrived(struct net_device *device)
{
    (void)device;
    arrivals++;
}

static unsigned random_size(void)
{
    return 14 + (random_below(2) ? random_below(300) : random_below(NET_FRAME_MAX - 13));
}

/* A frame that is sent: in one piece of memory, cut at random into parts. */
struct outgoing {
    struct net_frame frame;
    char headroom[NET_FRAME_HEADROOM];
    unsigned char bytes[];
};

static unsigned done_count;
static void done(struct net_frame *frame)
{
    done_count++;
    free(container_of(frame, struct outgoing, frame));
}

/* Sends a frame; what the card says. */
static int send(unsigned number)
{
    unsigned size = random_below(8) == 0 ? 3000 + random_below(10000) : random_size();
    struct outgoing *outgoing = malloc(sizeof(*outgoing) + size);
    outgoing->frame = (struct net_frame){.done = done, .size = size};
    fill(outgoing->bytes, number, size);
    if (number % 5 == 0) {
        outgoing->frame.checksum_start = 34;
        outgoing->frame.checksum_offset = 16;
    }
    if (number % 10 == 0) {
        outgoing->frame.segment_size = 1460;
        outgoing->frame.headers_size = 54;
        outgoing->frame.v6 = number % 20 == 0;
    }
    struct net_part parts[NET_PARTS_MAX];
    unsigned count = 1 + random_below(MIN(card->parts_max, size / 2)), at = 0;
    for (unsigned i = 0; i < count; i++) {
        unsigned part = i + 1 == count ? size - at : size / count;
        parts[i] = (struct net_part){outgoing->bytes + at, part};
        at += part;
    }
    int status = card->send(card, &outgoing->frame, parts, count);
    if (status != 0) free(outgoing);
    return status;
}

/* Takes in the next frame, in parts; its number, and whether the device vouches for it. -1: it was lost on
 * the way. */
static int receive(struct net_packet *packet, bool *checked)
{
    static unsigned char bytes[LARGE_MAX];
    unsigned size = 0;
    *checked = packet->checked;
    for (;;) {
        if (packet->memory == NULL) return -1;
        assert((char *)packet->bytes >= (char *)packet->memory + NET_PACKET_HEADROOM);
        assert(!packet->more || packet->size >= NET_FRAME_MAX);
        memcpy(bytes + size, packet->bytes, packet->size);
        size += packet->size;
        memset((char *)packet->bytes + packet->size, 0xee, NET_PACKET_SLACK);
        kfree(packet->memory);
        if (!packet->more) return (int)check(bytes, size);
        assert(card->receive(card, packet));
    }
}

static void carries_frames_whatever_the_queues_and_the_memory(void)
{
    for (unsigned round = 0; round < 60; round++) {
        bool merge = random_below(2);
        uint64_t features = random_below(2) ? VIRTIO_F_EVENT_IDX : 0;
        features |= NET_F_CSUM | NET_F_MAC | (random_below(2) ? NET_F_GUEST_CSUM : 0);
        features |= merge ? NET_F_MRG_RXBUF : 0;
        begin(features, 1u << random_below(8), 1u << random_below(8));
        start();
        assert(card != NULL && warning[0] == 0 && strcmp(card->name, "eth0") == 0 && card->checksums);
        assert(memcmp(card->address, config.address, 6) == 0 && card->link_up(card));
        card->arrived = arrived;
        unsigned delivered = 0, received = 0, lost = 0, number = 0, refused = 0, told = 0;
        bool full = false;
        done_count = 0;
        for (unsigned step = 0; step < 2000; step++) {
            allocations_left = round % 3 == 0 ? random_below(3) : UINT32_MAX;
            unsigned size =
                merge && random_below(4) == 0 ? 1514 + random_below(LARGE_MAX - 1514) : random_size();
            if (random_below(2) && deliver(delivered, size)) delivered++;
            if (random_below(3) == 0) {
                struct net_packet packet;
                while (card->receive(card, &packet)) {
                    bool checked;
                    int got = receive(&packet, &checked);
                    if (got < 0) continue;
                    assert(checked == !!(features & NET_F_GUEST_CSUM) && (unsigned)got >= received);
                    lost += (unsigned)got - received;
                    received = (unsigned)got + 1;
                }
                /* Memory or not, the queue is full again. */
                assert(net()->receive->in_flight == net()->receive->size);
            }
            /* Without room, nothing is sent until we are told that there is some. */
            if (random_below(2) && (!full || arrivals != told)) {
                told = arrivals;
                int status = send(number);
                full = status == -ENOSPC;
                assert(full || status == 0);
                if (full) refused++;
                number++;
            }
            if (random_below(2)) card->flush(card);
            transmit_step();
        }
        allocations_left = UINT32_MAX;
        assert(card->received_dropped >= lost && card->received_packets >= received - lost);
        assert(received + 300 > delivered && received > 100);
        assert(round % 3 == 0 || (lost == 0 && card->received_packets == received));
        for (unsigned step = 0; sent_next + refused < number && step < 20000; step++) transmit_step();
        assert(sent_gaps <= refused && sent_next >= number - refused && sent_next > 100);
        while (fake.held_count != 0) transmit_step();
        card->flush(card);
        assert(done_count == number - refused && card->sent_packets == done_count);
        end();
    }
}

/* Of what a device offers, only what belongs together is taken. */
static void takes_features_that_go_together(void)
{
    static const struct {
        uint64_t offered, taken;
    } cases[] = {
        {NET_F_HOST_TSO4 | NET_F_HOST_TSO6, 0},
        {NET_F_CSUM | NET_F_HOST_TSO6, NET_F_CSUM | NET_F_HOST_TSO6},
        {NET_F_GUEST_CSUM | NET_F_GUEST_TSO4, NET_F_GUEST_CSUM},
        {NET_F_MRG_RXBUF | NET_F_GUEST_TSO6, NET_F_MRG_RXBUF},
        {NET_F_GUEST_CSUM | NET_F_MRG_RXBUF | NET_F_GUEST_TSO4 | (1ull << 9),
         NET_F_GUEST_CSUM | NET_F_MRG_RXBUF | NET_F_GUEST_TSO4},
    };
    for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
        begin(cases[i].offered, 8, 8);
        start();
        assert(fake.device.features == (cases[i].taken | VIRTIO_F_VERSION_1));
        assert(card->segments == !!(cases[i].taken & NET_F_HOST_TSO4));
        assert(card->segments_6 == !!(cases[i].taken & NET_F_HOST_TSO6));
        end();
    }
}

/* Completions of what was sent interrupt only while there is no room. */
static void interrupts_for_room_only(void)
{
    for (unsigned events = 0; events < 2; events++) {
        begin(NET_F_MAC | (events ? VIRTIO_F_EVENT_IDX : 0), 4, 4);
        start();
        struct virtqueue *queue = net()->transmit;
        assert(events || queue->avail->flags == VIRTQ_AVAIL_NO_INTERRUPT);
        unsigned taken = 0;
        while (send(taken * 5 + 1) == 0) taken++;
        assert(taken >= 1 && taken <= 4);
        assert(events ? queue->avail->ring[queue->size] == 0 : queue->avail->flags == 0);
        transmit_step();
        while (fake.held_count != 0) transmit_step();
        assert(send(taken * 5 + 1) == 0);
        assert(events || queue->avail->flags == VIRTQ_AVAIL_NO_INTERRUPT);
        end();
    }
}

static void expect_broken(const char *text)
{
    if (strstr(warning, text) == NULL) {
        fprintf(stderr, "found    %s\nexpected %s\n", warning, text);
        abort();
    }
    struct net_packet packet;
    assert(fake.device.broken && !card->link_up(card));
    assert(!card->receive(card, &packet) && send(1) == -EIO);
    assert(net()->receive->in_flight == 0);
    end();
}

/* Writes a header with that count into the first buffer, and completes `there` buffers, the first of them
 * with `length` bytes. */
static void merge(uint16_t count, unsigned there, uint32_t length)
{
    struct virtqueue *queue = net()->receive;
    struct net_header *header = phys_to_virt(queue->descriptors[0].address);
    *header = (struct net_header){0xff, 0xff, 0xffff, 0xffff, 0xffff, 0xffff, count};
    for (unsigned i = 0; i < there; i++) fake_complete(queue, i, i == 0 ? length : 100);
}

static void refuses_what_the_device_cannot_have_done(void)
{
    struct net_packet packet;
    for (unsigned what = 0; what < 11; what++) {
        begin(NET_F_MAC | (what >= 8 ? NET_F_MRG_RXBUF : 0), 8, 8);
        start();
        for (unsigned i = 0; i < 8; i++) (void)!send(i * 5 + 1);
        struct virtqueue *queue = net()->receive;
        unsigned room = queue->descriptors[0].length;
        char too_long[64];
        snprintf(too_long, sizeof(too_long), "wrote %u bytes into a buffer of %u", room + 1, room);
        switch (what) {
        case 0: queue->used->index = 9; break;
        case 1: fake_complete(queue, 8, 100); break;
        case 2: fake_complete(queue, 0, room + 1); break;
        case 3: fake_complete(queue, 0, 11); break;
        case 4: fake_complete(queue, 0, UINT32_MAX); break;
        case 5: net()->transmit->used->index = 500; break;
        case 6: fake_complete(net()->transmit, 1000, 0); break;
        case 7: fake_complete(net()->transmit, net()->transmit->avail->ring[0], 1); break;
        case 8: merge(0, 1, room); break;
        case 9: merge(4, 3, room); break;
        case 10:
            merge(3, 3, room);
            queue->used->ring[1].id = 77;
            break;
        }
        for (bool first = true; card->receive(card, &packet); first = false) {
            assert(first && what == 10 && packet.more);
            kfree(packet.memory);
        }
        card->flush(card);
        const char *const texts[] = {"completed 9 requests of 8",
                                     "request 8, which does not exist",
                                     too_long,
                                     "11 bytes, less than its header",
                                     "4294967295 bytes into a buffer",
                                     "completed 500 requests of ",
                                     "request 1000, which does not exist",
                                     "wrote 1 bytes into a buffer of 0",
                                     "a frame in 0 buffers, of which 1 are there",
                                     "a frame in 4 buffers, of which 3 are there",
                                     "request 77, which does not exist"};
        expect_broken(texts[what]);
    }
}

static void takes_what_is_odd_but_no_offence(void)
{
    struct net_packet packet;
    /* A frame without a byte: whoever makes something of it. */
    begin(NET_F_MAC, 8, 8);
    start();
    fake_complete(net()->receive, 0, sizeof(struct net_header));
    assert(card->receive(card, &packet) && packet.size == 0);
    kfree(packet.memory);
    end();
    /* Without the feature, the number of buffers is not looked at; nor is what is said of segments, ever. */
    begin(NET_F_MAC, 8, 8);
    start();
    merge(0xffff, 1, 1000);
    assert(card->receive(card, &packet) && packet.size == 988 && !packet.more);
    kfree(packet.memory);
    assert(!card->receive(card, &packet));
    end();
    /* Headers that could be in two buffers: the frame is dropped, the next one comes. */
    begin(NET_F_MAC | NET_F_MRG_RXBUF, 8, 8);
    start();
    merge(3, 3, 40);
    fake.seen[0] = 3;
    assert(deliver(1, 500));
    bool checked;
    assert(card->receive(card, &packet) && receive(&packet, &checked) == 1);
    assert(card->received_dropped == 1 && net()->receive->in_flight == 8);
    end();
    /* The same of what comes later in a frame, but for its end. */
    for (unsigned count = 2; count < 4; count++) {
        begin(NET_F_MAC | NET_F_MRG_RXBUF, 8, 8);
        start();
        merge((uint16_t)count, count, net()->receive->descriptors[0].length);
        fake.seen[0] = (uint16_t)count;
        assert(deliver(1, 500) && card->receive(card, &packet) && packet.more);
        kfree(packet.memory);
        assert(card->receive(card, &packet) && (packet.memory == NULL) == (count == 3) && !packet.more);
        kfree(packet.memory);
        assert(card->receive(card, &packet) && receive(&packet, &checked) == 1);
        assert(card->received_dropped == (count == 3) && net()->receive->in_flight == 8);
        end();
    }
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
    config.mtu = 67;
    expect_refusal("virtio-net cannot use the device (error 22)");
}

static void makes_up_an_address_where_there_is_none(void)
{
    begin(NET_F_STATUS | NET_F_MTU, 8, 8);
    config.mtu = 9000;
    start();
    assert(memcmp(card->address, "\xfe\xff\xff\xff\xff\xff", 6) == 0 && card->mtu == NET_MTU_MAX);
    assert(!card->link_up(card));
    config.link = NET_STATUS_LINK_UP;
    assert(card->link_up(card));
    end();
}

int main(void)
{
    names_devices_that_cannot_be_started();
    makes_up_an_address_where_there_is_none();
    carries_frames_whatever_the_queues_and_the_memory();
    takes_features_that_go_together();
    interrupts_for_room_only();
    takes_what_is_odd_but_no_offence();
    refuses_what_the_device_cannot_have_done();
    return 0;
}
