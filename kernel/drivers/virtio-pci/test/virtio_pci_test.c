// SPDX-License-Identifier: MIT
// sources: ../../virtio/queue.c
/*
 * Virtio over PCI, from the ports of configuration space to a driver's request and back, against a device
 * that behaves, and against all that capabilities and registers can say wrong: each such device is refused by
 * name, and nothing is touched that is not the device's.
 */
#include "fake_device.h"

static void works(void)
{
    build();
    start();
    echo_works();
    fake_end(discard);
}

static void works_with_devices_that_behave(void)
{
    begin();
    works();
    /* A transitional one. */
    begin();
    shape.id = 0x10051af4;
    shape.subsystem = FAKE_TYPE;
    works();
    /* All queues are notified in one place. */
    begin();
    shape.multiplier = 0;
    works();
    begin();
    shape.notify_offsets[0] = 0x3ff;
    shape.notify_offsets[1] = 0x7f;
    works();
    begin();
    shape.bar_kind = 0;
    works();
    begin();
    fake.interrupts_early = true;
    works();
    begin();
    fake.changes_features = true;
    build();
    start();
    assert(echo.ready && fake.accepted == (VIRTIO_F_VERSION_1 | VIRTIO_F_INDIRECT_DESC | 1));
    fake_end(discard);
    /* What is not understood is passed by: another kind, a place of ports, one that is too short. */
    begin();
    struct piece others[] = {{0xc0, 8, 16, 4, 0, 4},
                             {0xd0, VIRTIO_CAPABILITY_COMMON, 16, 0, 0, 0x1000},
                             {0xe0, VIRTIO_CAPABILITY_COMMON, 16, 4, 0, COMMON_SIZE - 1},
                             {0xf0, VIRTIO_CAPABILITY_COMMON, 12, 4, 0, 0x1000}};
    build();
    fake_put_bar(function, 0, 0xc000, 0x1000, PCI_BAR_IO);
    for (unsigned i = 0; i < ARRAY_SIZE(others); i++) put_piece(&others[i]);
    start();
    echo_works();
    fake_end(discard);
}

/* Fields that a device does not have read as zero. */
static void reads_no_field_behind_the_end(void)
{
    static const uint32_t sizes[] = {8, 7, 4, 3, 1, 0};
    for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
        begin();
        shape.pieces[CONFIG].size = sizes[i];
        build();
        start();
        assert(echo.ready && echo.behind_end == 0);
        assert(echo.number == (sizes[i] == 8 ? FAKE_NUMBER : sizes[i] >= 4 ? (uint32_t)FAKE_NUMBER : 0));
        fake_end(discard);
    }
}

static void leaves_alone(const char *text)
{
    start();
    assert(list_empty(&devices) && echo.device == NULL && live == 0 && fake.status == 0xff);
    expect_warning(text);
}

#define LACKS                                                                                                \
    "virtio-pci: the device at 0:2.0 lacks the interface of VIRTIO 1.0; start QEMU without disable-modern"

static void leaves_alone_what_has_no_registers(void)
{
    begin();
    shape.id += 1 << 16;
    build();
    leaves_alone("");
    begin();
    shape.no_capabilities = true;
    build();
    leaves_alone(LACKS);
    /* Each of both, in all ways. */
    for (unsigned which = COMMON; which <= NOTIFY; which++) {
        uint32_t size = which == COMMON ? COMMON_SIZE : 2;
        const struct piece bad[] = {
            {0x40, 0, 20, 0, 0, 0x1000},
            {0x40, 0, 20, 4, 0, 0},
            {0x40, 0, 20, 4, 0, size - 1},
            {0x40, 0, 12, 4, 0, 0x1000},
            {0x40, 0, 20, 4, SIZE, 16},
            {0x40, 0, 20, 4, SIZE - 4, 0x1000},
            {0x40, 0, 20, 5, 0, 0x1000},
            {0x40, 0, 20, 6, 0, 0x1000},
            {0x40, 0, 20, 255, 0, 0x1000},
            {0xf0, 0, 20, 4, 0, 0x1000},
            {0xf8, 0, 20, 4, 0, 0x1000},
            {0x40, 0, 20, 4, -4u, 0x1000},
            {0x40, 0, 255, 4, 0, 0x1000},
            /* No register can be used where it would lie. */
            {0x40, 0, 20, 4, 1, 0x1000},
            {0x40, 0, 20, 4, 3, 0x1000},
        };
        for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
            begin();
            shape.pieces[NOTIFY].at = 0x90;
            unsigned type = shape.pieces[which].type;
            shape.pieces[which] = bad[i];
            shape.pieces[which].type = type;
            build();
            leaves_alone(LACKS);
        }
    }
    begin();
    shape.pieces[COMMON].offset = 2;
    build();
    leaves_alone(LACKS);
    begin();
    shape.pieces[NOTIFY].size = -2u;
    build();
    leaves_alone(LACKS);
    begin();
    shape.pieces[NOTIFY].size = SIZE;
    build();
    leaves_alone(LACKS);
    /* The multiplier is not there. */
    begin();
    shape.pieces[NOTIFY].length = 16;
    build();
    leaves_alone(LACKS);
}

static void leaves_alone_what_has_no_memory(void)
{
    static const struct {
        unsigned bar;
        uint64_t size;
        uint32_t kind;
    } bars[] = {
        {4, 0, 0}, {4, 0, PCI_BAR_TYPE_64}, {4, SIZE, PCI_BAR_IO}, {5, SIZE, PCI_BAR_TYPE_64}, {4, 16, 0}};
    for (unsigned i = 0; i < ARRAY_SIZE(bars); i++) {
        begin();
        shape.bar = bars[i].bar;
        shape.bar_size = bars[i].size;
        shape.bar_kind = bars[i].kind;
        for (unsigned piece = 0; piece < 3; piece++) shape.pieces[piece].bar = shape.bar;
        build();
        leaves_alone(LACKS);
    }
    for (unsigned left = 0; left < 2; left++) {
        begin();
        fake_mappings_left = left;
        build();
        leaves_alone(LACKS);
        fake_mappings_left = UINT32_MAX;
    }
    /* A circle without what is looked for. */
    begin();
    build();
    fake_put(function, PCI_CAPABILITIES, 1, 0x80);
    fake_put(function, 0x81, 1, 0x60);
    fake_put(function, 0x61, 1, 0x80);
    leaves_alone(LACKS);
}

static void refuses(const char *before, const char *text)
{
    char full[256], full_before[256] = "";
    build();
    start();
    sprintf(full, "virtio-pci@0:2.0: %s; the device is not used any more", text);
    if (before[0] != 0) sprintf(full_before, "virtio-pci@0:2.0: %s", before);
    expect_failure(full);
    if (strcmp(warning_before, full_before) != 0) {
        fprintf(stderr, "found    %s\nexpected %s\n", warning_before, full_before);
        abort();
    }
    fake_end(discard);
}

static void names_devices_that_cannot_be_used(void)
{
    begin();
    fake.never_resets = true;
    refuses("", "the device cannot be reset");
    begin();
    fake.offered = 0;
    refuses("", "the device offers only the interface before VIRTIO 1.0");
    begin();
    fake.refuses_features = true;
    refuses("", "the device refuses the features 110000001");
    begin();
    fake.queues[0].limit = 0;
    refuses("", "the device has no queue 0");
    begin();
    fake.never_settles = true;
    refuses("", "the device's configuration changes all the time");
}

static void names_queues_that_cannot_be_notified(void)
{
    begin();
    shape.notify_offsets[0] = 0x400;
    refuses("queue 0 is notified at 1000, where the device has no register",
            "queue 0 cannot be set up (error 22)");
    begin();
    shape.notify_offsets[1] = UINT16_MAX;
    shape.multiplier = UINT32_MAX;
    refuses("queue 1 is notified at fffeffff0001, where the device has no register",
            "queue 1 cannot be set up (error 22)");
    /* Would be 0 in 32 bits. */
    begin();
    shape.notify_offsets[1] = 0x100;
    shape.multiplier = 0x01000000;
    refuses("queue 1 is notified at 100000000, where the device has no register",
            "queue 1 cannot be set up (error 22)");
    begin();
    shape.multiplier = 3;
    refuses("queue 1 is notified at 3, where the device has no register",
            "queue 1 cannot be set up (error 22)");
}

static void names_devices_that_cannot_interrupt(void)
{
    for (unsigned vectors = 0; vectors < 2; vectors++) {
        char text[64];
        begin();
        shape.vectors = vectors;
        sprintf(text, "queue %u cannot be set up (error 19)", vectors);
        refuses("the device has too few MSI-X vectors; give it more (vectors=)", text);
    }
    begin();
    shape.vectors = 2048; /* more than its table has room for */
    refuses("the device has too few MSI-X vectors; give it more (vectors=)",
            "queue 0 cannot be set up (error 19)");
    begin();
    shape.refuses_vectors = true;
    refuses("", "queue 0 cannot be set up (error 28)");
    begin();
    fake_messages_left = 1;
    refuses("", "queue 1 cannot be set up (error 28)");
}

/* Whatever stands in configuration space and in registers: nothing is touched but what was mapped, and in the
 * end the device is refused or used. */
static void survives_any_registers(void)
{
    unsigned used = 0, added = 0;
    for (unsigned round = 0; round < 2000; round++) {
        begin();
        for (unsigned i = random_below(3); i != 0; i--) {
            struct piece *piece = &shape.pieces[random_below(3)];
            if (random_below(4) == 0) piece->offset = fake_random32() >> random_below(32);
            if (random_below(4) == 0) piece->size = fake_random32() >> random_below(32);
            if (random_below(8) == 0) piece->bar = random_below(8);
        }
        if (random_below(3) == 0) shape.bar_size = 16ull << random_below(40);
        if (random_below(3) == 0) shape.multiplier = fake_random32() >> random_below(32);
        build();
        fake_damage(function, random_below(20));
        fake_noise = random_below(2) ? 20 + random_below(1000) : 0;
        anything = true;
        memset(fake_kept, random_below(2) ? 0xff : 1, sizeof(fake_kept));
        start();
        added += !list_empty(&devices);
        used += echo.ready;
        for (unsigned i = 1; i <= fake_messages; i++) fake_handlers[i]->handle(fake_handlers[i]);
        echo_tries();
        fake_end(discard);
    }
    assert(added > 500 && used > 50);
}

int main(void)
{
    works_with_devices_that_behave();
    reads_no_field_behind_the_end();
    leaves_alone_what_has_no_registers();
    leaves_alone_what_has_no_memory();
    names_devices_that_cannot_be_used();
    names_queues_that_cannot_be_notified();
    names_devices_that_cannot_interrupt();
    survives_any_registers();
    return 0;
}
