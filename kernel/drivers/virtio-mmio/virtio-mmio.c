/* SPDX-License-Identifier: MIT */
/* Virtio devices over MMIO (VIRTIO 1.1, 4.2), at the addresses that words virtio_mmio.device=SIZE@ADDRESS:IRQ
 * of the command line give. What is not needed costs little: an empty slot is three reads. */
#include <abi/errno.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <arch/page.h>
#include <boot/bootinfo.h>
#include <core/init.h>
#include <core/log.h>
#include <mm/kmalloc.h>
#include <mm/vmap.h>
#include <virtio/virtio.h>

#include "registers.h"

/* Not more of a slot is mapped, whatever the command line says. */
#define SLOT_SIZE_MAX PAGE_SIZE

/* So often in a row an interrupt has a new cause only with a device that does not take acknowledgements: all
 * that is in flight gives fewer. */
#define CAUSES_MAX 10000

struct mmio_device {
    struct virtio_device device;
    volatile char *registers;
    uint32_t config_size;
    paddr_t address; /* of the registers */
    struct irq_handler handler;
    unsigned line;
    bool attached; /* the handler is */
};

static struct mmio_device *mmio_of(struct virtio_device *device)
{
    return container_of(device, struct mmio_device, device);
}

static uint32_t get(struct virtio_device *device, unsigned offset)
{
    return mmio_read32(mmio_of(device)->registers + offset);
}

static void set(struct virtio_device *device, unsigned offset, uint32_t value)
{
    mmio_write32(mmio_of(device)->registers + offset, value);
}

static void set64(struct virtio_device *device, unsigned offset, uint64_t value)
{
    set(device, offset, (uint32_t)value);
    set(device, offset + 4, (uint32_t)(value >> 32));
}

static void mmio_describe(const struct virtio_device *device, char *name)
{
    const struct mmio_device *mmio = container_of(device, const struct mmio_device, device);
    format_text(name, VIRTIO_NAME_SIZE, "virtio-mmio@%lx", mmio->address);
}

static uint8_t mmio_status(struct virtio_device *device)
{
    return (uint8_t)get(device, MMIO_STATUS);
}

static void mmio_set_status(struct virtio_device *device, uint8_t status)
{
    set(device, MMIO_STATUS, status);
}

static uint64_t mmio_features(struct virtio_device *device)
{
    set(device, MMIO_DEVICE_FEATURES_SEL, 1);
    uint64_t high = get(device, MMIO_DEVICE_FEATURES);
    set(device, MMIO_DEVICE_FEATURES_SEL, 0);
    return high << 32 | get(device, MMIO_DEVICE_FEATURES);
}

static void mmio_accept(struct virtio_device *device, uint64_t features)
{
    for (unsigned word = 0; word < 2; word++) {
        set(device, MMIO_DRIVER_FEATURES_SEL, word);
        set(device, MMIO_DRIVER_FEATURES, (uint32_t)(features >> (32 * word)));
    }
}

static uint32_t mmio_config(struct virtio_device *device, uint32_t offset, unsigned width)
{
    const struct mmio_device *mmio = mmio_of(device);
    /* A field behind the end of the slot reads as zero. */
    if (offset > mmio->config_size || width > mmio->config_size - offset) return 0;
    volatile char *field = mmio->registers + MMIO_CONFIG + offset;
    return width == 1 ? mmio_read8(field) : width == 2 ? mmio_read16(field) : mmio_read32(field);
}

static uint32_t mmio_config_generation(struct virtio_device *device)
{
    return get(device, MMIO_CONFIG_GENERATION);
}

static uint32_t mmio_queue_limit(struct virtio_device *device, unsigned index)
{
    set(device, MMIO_QUEUE_SEL, index);
    return get(device, MMIO_QUEUE_READY) == 0 ? get(device, MMIO_QUEUE_NUM_MAX) : 0;
}

/* The device may hold its line up (QEMU) or pulse it (irqfd); taken as edge-triggered, both work, if no cause
 * is left unseen: a line that stays up gives no edge. Acknowledged before the queues are looked at, so that
 * what completes meanwhile is a new cause. */
static bool mmio_interrupt(struct irq_handler *handler)
{
    struct virtio_device *device = &container_of(handler, struct mmio_device, handler)->device;
    unsigned count = 0;
    for (uint32_t causes; (causes = get(device, MMIO_INTERRUPT_STATUS)) != 0 && !device->broken;) {
        if (count++ == CAUSES_MAX) virtio_device_fail(device, "the device's interrupt does not end");
        set(device, MMIO_INTERRUPT_ACK, causes);
        if (causes & MMIO_INTERRUPT_USED_RING) virtio_queues_interrupt(device);
        if (causes & MMIO_INTERRUPT_CONFIG) virtio_config_interrupt(device);
    }
    return count != 0;
}

static int mmio_queue_enable(struct virtio_device *device, struct virtqueue *queue)
{
    struct mmio_device *mmio = mmio_of(device);
    if (!mmio->attached) {
        mmio->handler.handle = mmio_interrupt;
        int status = irq_attach_line(mmio->line, IRQ_EDGE, &mmio->handler);
        if (status != 0) return status;
        mmio->attached = true;
    }
    set(device, MMIO_QUEUE_SEL, queue->index);
    set(device, MMIO_QUEUE_NUM, queue->size);
    set64(device, MMIO_QUEUE_DESC, virt_to_phys(queue->descriptors));
    set64(device, MMIO_QUEUE_DRIVER, virt_to_phys(queue->avail));
    set64(device, MMIO_QUEUE_DEVICE, virt_to_phys(queue->used));
    set(device, MMIO_QUEUE_READY, 1);
    return 0;
}

static void mmio_notify(struct virtqueue *queue)
{
    set(queue->device, MMIO_QUEUE_NOTIFY, queue->index);
}

static const struct virtio_transport mmio_transport = {
    .describe = mmio_describe,
    .status = mmio_status,
    .set_status = mmio_set_status,
    .features = mmio_features,
    .accept = mmio_accept,
    .config = mmio_config,
    .config_generation = mmio_config_generation,
    .queue_limit = mmio_queue_limit,
    .queue_enable = mmio_queue_enable,
    .notify = mmio_notify,
};

/* Looks at one slot, whose registers are at `registers`. */
static int probe(const struct boot_virtio_mmio *slot, volatile char *registers)
{
    if (mmio_read32(registers + MMIO_MAGIC_VALUE) != MMIO_MAGIC) {
        log_warn("virtio-mmio: there is no virtio device at %lx", slot->address);
        return 0;
    }
    uint32_t type = mmio_read32(registers + MMIO_DEVICE_ID);
    if (type == 0) return 0;
    uint32_t version = mmio_read32(registers + MMIO_VERSION);
    if (version != MMIO_VERSION_MODERN) {
        log_warn(
            "virtio-mmio: the device at %lx has interface version %u, expected 2; start QEMU with -global "
            "virtio-mmio.force-legacy=false",
            slot->address, version);
        return 0;
    }
    if (!virtio_type_wanted(type)) {
        log_info("virtio-mmio: no driver for the device of type %u at %lx", type, slot->address);
        return 0;
    }
    struct mmio_device *mmio = kzalloc(sizeof(*mmio));
    if (mmio == NULL) return -ENOMEM;
    mmio->device.transport = &mmio_transport;
    mmio->device.type = type;
    mmio->registers = registers;
    mmio->config_size = (uint32_t)MIN(slot->size, SLOT_SIZE_MAX) - MMIO_CONFIG;
    mmio->address = slot->address;
    mmio->line = slot->irq;
    virtio_device_add(&mmio->device);
    return 0;
}

static int virtio_mmio_find(void)
{
    paddr_t page = 0;
    volatile char *mapped = NULL;
    for (unsigned i = 0; i < boot_virtio_mmio_count; i++) {
        const struct boot_virtio_mmio *slot = &boot_virtio_mmio[i];
        if (slot->size <= MMIO_CONFIG || slot->address % 4 != 0) {
            log_warn("virtio-mmio: %lx bytes at %lx cannot be a virtio device", slot->size, slot->address);
            continue;
        }
        /* Slots are small, and several lie in one page. */
        uint64_t size = MIN(slot->size, SLOT_SIZE_MAX);
        uint64_t offset = slot->address - page;
        if (mapped == NULL || slot->address < page || offset >= PAGE_SIZE || size > PAGE_SIZE - offset) {
            page = ALIGN_DOWN(slot->address, PAGE_SIZE);
            offset = slot->address - page;
            mapped = mmio_map(page, ALIGN_UP(offset + size, PAGE_SIZE));
            if (mapped == NULL) return -ENOMEM;
        }
        int status = probe(slot, mapped + offset);
        if (status != 0) return status;
    }
    return 0;
}
INIT_CALL(bus, virtio_mmio_find);
