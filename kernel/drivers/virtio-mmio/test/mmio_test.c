// SPDX-License-Identifier: MIT
// sources: ../../virtio/queue.c
/*
 * Virtio over MMIO, from the words of the command line to a driver's request and back, against registers that
 * behave, and against all that they can say wrong: each such device is refused by name, or left alone, and
 * the machine goes on.
 */
#include "../../virtio/test/fake_registers.h"

#include "../../virtio/test/fake_memory.h"

#include "../virtio-mmio.c"

#define SLOT 0xfeb00e00ul
#define SLOT_SIZE 0x200ul
#define LINE 12

struct boot_virtio_mmio boot_virtio_mmio[BOOT_VIRTIO_MMIO_DEVICES];
unsigned boot_virtio_mmio_count;

static struct slot {
    uint32_t magic, version, type;
    uint32_t causes;
    struct irq_handler *handler;
    unsigned attached;
    bool no_line, never_quiet, anything;
} slot;

int irq_attach_line(unsigned line, enum irq_trigger trigger, struct irq_handler *handler)
{
    assert(line == LINE && trigger == IRQ_EDGE);
    if (slot.no_line) return -ENODEV;
    slot.handler = handler;
    slot.attached++;
    return 0;
}

static void interrupt(uint32_t causes)
{
    slot.causes |= causes;
    assert(slot.handler->handle(slot.handler) == (causes != 0));
    assert(slot.never_quiet || slot.causes == 0);
}

static void fake_interrupt(unsigned index)
{
    (void)index;
    interrupt(MMIO_INTERRUPT_USED_RING);
}

static uint32_t fake_read(paddr_t address, unsigned width)
{
    if (slot.anything) return fake_read_kept(address - SLOT, width);
    if (address == SLOT - 0xe00 || address == SLOT + 0x180) return 0; /* of slots that are empty */
    assert(address >= SLOT && address < SLOT + SLOT_SIZE);
    uint32_t offset = (uint32_t)(address - SLOT);
    if (offset >= MMIO_CONFIG) return fake_config(offset - MMIO_CONFIG, width);
    assert(width == 4);
    switch (offset) {
    case MMIO_MAGIC_VALUE: return slot.magic;
    case MMIO_VERSION: return slot.version;
    case MMIO_DEVICE_ID: return slot.type;
    case MMIO_DEVICE_FEATURES: return fake_features();
    case MMIO_QUEUE_NUM_MAX: return fake_queue()->limit;
    case MMIO_QUEUE_READY: return fake_queue()->enabled;
    case MMIO_INTERRUPT_STATUS: return slot.causes;
    case MMIO_STATUS: return fake.status;
    case MMIO_CONFIG_GENERATION: return fake_generation();
    }
    abort();
}

static void fake_write(paddr_t address, unsigned width, uint32_t value)
{
    assert(width == 4 && address >= SLOT && address < SLOT + MMIO_CONFIG);
    if (slot.anything) {
        /* Each queue has a register of its own there. */
        if (address - SLOT == MMIO_QUEUE_SEL) memset(fake_kept + MMIO_QUEUE_READY, 0, 4);
        return fake_write_kept(address - SLOT, width, value);
    }
    uint32_t offset = (uint32_t)(address - SLOT), high = offset / 4 % 2;
    struct fake_queue *queue = fake_queue();
    switch (offset) {
    case MMIO_DEVICE_FEATURES_SEL: fake.offered_word = value; return;
    case MMIO_DRIVER_FEATURES: fake_accept(value); return;
    case MMIO_DRIVER_FEATURES_SEL: fake.accepted_word = value; return;
    case MMIO_QUEUE_SEL: fake.selected = value; return;
    case MMIO_QUEUE_NUM: queue->size = value; return;
    case MMIO_QUEUE_READY:
        assert(value == 1);
        fake_enable_queue();
        return;
    case MMIO_QUEUE_NOTIFY: fake_notify(value); return;
    case MMIO_INTERRUPT_ACK:
        assert((value & ~slot.causes) == 0);
        slot.causes &= slot.never_quiet ? UINT32_MAX : ~value;
        return;
    case MMIO_STATUS: fake_set_status(value); return;
    case MMIO_QUEUE_DESC:
    case MMIO_QUEUE_DESC + 4: fake_set_half(&queue->descriptors, high, value); return;
    case MMIO_QUEUE_DRIVER:
    case MMIO_QUEUE_DRIVER + 4: fake_set_half(&queue->avail, high, value); return;
    case MMIO_QUEUE_DEVICE:
    case MMIO_QUEUE_DEVICE + 4: fake_set_half(&queue->used, high, value); return;
    }
    abort();
}

static void begin(void)
{
    fake_begin();
    fake_mapping_count = 0;
    slot = (struct slot){.magic = MMIO_MAGIC, .version = MMIO_VERSION_MODERN, .type = FAKE_TYPE};
    boot_virtio_mmio[0] = (struct boot_virtio_mmio){SLOT, SLOT_SIZE, LINE};
    boot_virtio_mmio_count = 1;
}

static void start(void)
{
    assert(virtio_mmio_find() == 0);
    assert(virtio_start_devices() == 0);
}

static void discard(struct virtio_device *device)
{
    kfree(mmio_of(device));
}

static void works_with_a_device_that_behaves(void)
{
    begin();
    start();
    echo_works();
    assert(slot.attached == 1 && fake_mapping_count == 1);
    interrupt(0);
    interrupt(MMIO_INTERRUPT_CONFIG);
    interrupt(~(MMIO_INTERRUPT_CONFIG | MMIO_INTERRUPT_USED_RING));
    assert(!echo.device->broken);
    fake_end(discard);
}

/* A slot that is not used is no fault. */
static void leaves_slots_alone(const char *text)
{
    start();
    assert(list_empty(&devices) && echo.device == NULL && live == 0 && fake.status == 0xff);
    expect_warning(text);
}

static void leaves_alone_what_is_no_device(void)
{
    begin();
    slot.type = 0;
    leaves_slots_alone("");
    begin();
    slot.type = 0;
    slot.version = MMIO_VERSION_LEGACY;
    leaves_slots_alone("");
    begin();
    slot.type = FAKE_TYPE + 1;
    leaves_slots_alone("");
    begin();
    slot.magic = UINT32_MAX;
    leaves_slots_alone("virtio-mmio: there is no virtio device at feb00e00");
    static const char *const versions[] = {"0", "1", "3", "4294967295"};
    for (unsigned i = 0; i < 4; i++) {
        char text[256];
        begin();
        slot.version = (uint32_t)strtoul(versions[i], NULL, 10);
        sprintf(text,
                "virtio-mmio: the device at feb00e00 has interface version %s, expected 2; start QEMU with "
                "-global virtio-mmio.force-legacy=false",
                versions[i]);
        leaves_slots_alone(text);
    }
    begin();
    boot_virtio_mmio[0].size = MMIO_CONFIG;
    leaves_slots_alone("virtio-mmio: 100 bytes at feb00e00 cannot be a virtio device");
    begin();
    boot_virtio_mmio[0].address += 2;
    leaves_slots_alone("virtio-mmio: 200 bytes at feb00e02 cannot be a virtio device");
    assert(fake_mapping_count == 0);
}

static void maps_slots_whatever_their_sizes(void)
{
    static const uint64_t sizes[] = {MMIO_CONFIG + 1, MMIO_CONFIG + 8, 0x1000, 1ull << 40, UINT64_MAX};
    for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
        begin();
        boot_virtio_mmio[0].size = sizes[i];
        start();
        if (i != 0) echo_works();
        /* Of a field that does not fit into the slot nothing was read. */
        assert(echo.number == (i == 0 ? 0 : FAKE_NUMBER) && warning[0] == 0);
        fake_end(discard);
    }
    /* Several in one page, one across its end. */
    begin();
    boot_virtio_mmio[1] = (struct boot_virtio_mmio){SLOT + 0x180, SLOT_SIZE, LINE};
    boot_virtio_mmio[2] = boot_virtio_mmio[0];
    boot_virtio_mmio[0].address = SLOT - 0xe00;
    boot_virtio_mmio_count = 3;
    assert(virtio_mmio_find() == 0);
    assert(fake_mapping_count == 2);
    expect_warning("virtio-mmio: there is no virtio device at feb00f80");
    warning[0] = 0;
    virtio_start_devices();
    echo_works();
    fake_end(discard);
    begin();
    fake_mappings_left = 0;
    assert(virtio_mmio_find() == -ENOMEM && list_empty(&devices));
    fake_mappings_left = UINT32_MAX;
}

static void refuses(const char *text)
{
    char full[256];
    start();
    sprintf(full, "virtio-mmio@feb00e00: %s; the device is not used any more", text);
    expect_failure(full);
    fake_end(discard);
}

static void names_devices_that_cannot_be_used(void)
{
    begin();
    fake.never_resets = true;
    refuses("the device cannot be reset");
    begin();
    fake.offered = UINT32_MAX;
    refuses("the device offers only the interface before VIRTIO 1.0");
    begin();
    fake.refuses_features = true;
    refuses("the device refuses the features 110000001");
    begin();
    fake.queues[1].limit = 0;
    refuses("the device has no queue 1");
    begin();
    fake.stays_enabled = true;
    refuses("the device has no queue 0");
    begin();
    fake.never_settles = true;
    refuses("the device's configuration changes all the time");
    begin();
    slot.no_line = true;
    refuses("queue 0 cannot be set up (error 19)");
}

/* What is no reason to refuse a device. */
static void bears_with_what_it_can(void)
{
    /* Sizes that are no powers of two are rounded down; more than we use is not used. */
    static const uint32_t limits[][2] = {{3, 2}, {1000, 128}, {UINT32_MAX, 128}, {127, 64}};
    for (unsigned i = 0; i < ARRAY_SIZE(limits); i++) {
        begin();
        fake.queues[0].limit = limits[i][0];
        start();
        assert(warning[0] == 0 && echo.queues[0]->size == limits[i][1]);
        fake_end(discard);
    }
    begin();
    fake.changes_features = true;
    start();
    assert(echo.ready && fake.accepted == VIRTIO_F_VERSION_1);
    fake_end(discard);
    begin();
    fake.interrupts_early = true;
    start();
    echo_works();
    fake_end(discard);
}

static void refuses_devices_that_break_later(void)
{
    begin();
    start();
    fake.status |= VIRTIO_STATUS_NEEDS_RESET;
    interrupt(MMIO_INTERRUPT_CONFIG);
    echo.ready = false;
    expect_failure(
        "virtio-mmio@feb00e00: the device met an error and asks for a reset; the device is not used "
        "any more");
    fake_end(discard);
    begin();
    start();
    slot.never_quiet = true;
    interrupt(UINT32_MAX);
    echo.ready = false;
    expect_failure("virtio-mmio@feb00e00: the device's interrupt does not end; the device is not used any "
                   "more");
    /* And comes back to nothing. */
    warning[0] = 0;
    slot.handler->handle(slot.handler);
    assert(warning[0] == 0);
    fake_end(discard);
}

/* Whatever registers say: the device is refused or used, and interrupts end. */
static void survives_any_registers(void)
{
    unsigned used = 0;
    for (unsigned round = 0; round < 2000; round++) {
        static const uint32_t known[] = {MMIO_MAGIC, MMIO_VERSION_MODERN, FAKE_TYPE};
        begin();
        slot.anything = true;
        memset(fake_kept, 0, sizeof(fake_kept));
        memset(fake_kept + MMIO_DEVICE_FEATURES, 0xff, MMIO_QUEUE_NUM - MMIO_DEVICE_FEATURES);
        memcpy(fake_kept, known, sizeof(known));
        for (unsigned damage = random_below(20); damage != 0; damage--)
            fake_kept[random_below(sizeof(fake_kept))] = (uint8_t)random_below(256);
        start();
        used += echo.ready;
        for (unsigned i = 0; i < 3 && slot.handler != NULL; i++) {
            echo_tries();
            slot.handler->handle(slot.handler);
        }
        fake_end(discard);
    }
    assert(used > 200);
}

int main(void)
{
    works_with_a_device_that_behaves();
    leaves_alone_what_is_no_device();
    maps_slots_whatever_their_sizes();
    names_devices_that_cannot_be_used();
    bears_with_what_it_can();
    refuses_devices_that_break_later();
    survives_any_registers();
    return 0;
}
