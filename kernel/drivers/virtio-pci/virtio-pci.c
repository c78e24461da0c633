/* SPDX-License-Identifier: MIT */
/* Virtio devices on PCI by the interface of VIRTIO 1.0 and later (VIRTIO 1.1, 4.1), which transitional
 * devices have too. Each queue has a message-signalled interrupt of its own, so that no register is read to
 * find out what happened. */
#include <abi/errno.h>
#include <arch/io.h>
#include <arch/page.h>
#include <core/init.h>
#include <core/log.h>
#include <mm/kmalloc.h>
#include <pci/pci.h>
#include <virtio/virtio.h>

#include "registers.h"

/* Not more is mapped, whatever the device says: enough for the queues and fields that drivers use. */
#define NOTIFY_SIZE_MAX 65536u
#define CONFIG_SIZE_MAX 4096u

/* A piece of the device's registers. */
struct region {
    volatile char *registers;
    uint32_t size;
};

struct pci_transport {
    struct virtio_device device;
    struct pci_device pci;
    struct region common, notify, config;
    uint32_t notify_multiplier;
    unsigned vectors; /* handed out so far */
};

/* What a queue needs of us. */
struct queue_link {
    struct irq_handler handler;
    struct virtqueue *queue;
    volatile char *notify;
};

static struct pci_transport *transport_of(struct virtio_device *device)
{
    return container_of(device, struct pci_transport, device);
}

static volatile char *common(struct virtio_device *device, unsigned offset)
{
    return transport_of(device)->common.registers + offset;
}

static uint8_t get_status(struct virtio_device *device)
{
    return mmio_read8(common(device, COMMON_STATUS));
}

static void set_status(struct virtio_device *device, uint8_t status)
{
    mmio_write8(common(device, COMMON_STATUS), status);
}

static uint64_t get_features(struct virtio_device *device)
{
    uint64_t features = 0;
    for (unsigned word = 0; word < 2; word++) {
        mmio_write32(common(device, COMMON_DEVICE_FEATURE_SELECT), word);
        features |= (uint64_t)mmio_read32(common(device, COMMON_DEVICE_FEATURE)) << (32 * word);
    }
    return features;
}

static void accept_features(struct virtio_device *device, uint64_t features)
{
    for (unsigned word = 0; word < 2; word++) {
        mmio_write32(common(device, COMMON_DRIVER_FEATURE_SELECT), word);
        mmio_write32(common(device, COMMON_DRIVER_FEATURE), (uint32_t)(features >> (32 * word)));
    }
}

static uint32_t read_config(struct virtio_device *device, uint32_t offset, unsigned width)
{
    const struct region *config = &transport_of(device)->config;
    /* A field behind the end of what the device has reads as zero. */
    if (config->registers == NULL || offset > config->size || width > config->size - offset) return 0;
    volatile char *field = config->registers + offset;
    return width == 1 ? mmio_read8(field) : width == 2 ? mmio_read16(field) : mmio_read32(field);
}

static uint32_t config_generation(struct virtio_device *device)
{
    return mmio_read8(common(device, COMMON_CONFIG_GENERATION));
}

static uint32_t queue_limit(struct virtio_device *device, unsigned index)
{
    mmio_write16(common(device, COMMON_QUEUE_SELECT), (uint16_t)index);
    return mmio_read16(common(device, COMMON_QUEUE_SIZE));
}

static bool queue_interrupt(struct irq_handler *handler)
{
    virtqueue_interrupt(container_of(handler, struct queue_link, handler)->queue);
    return true;
}

static void describe(const struct virtio_device *device, char *name)
{
    const struct pci_device *pci = &container_of(device, const struct pci_transport, device)->pci;
    format_text(name, VIRTIO_NAME_SIZE, "virtio-pci@%x:%x.%x", pci->bus, pci->slot, pci->function);
}

/* Routes the queue's interrupt; the queue is selected. */
static int attach(struct pci_transport *transport, struct queue_link *link)
{
    link->handler.handle = queue_interrupt;
    int status = pci_msix_attach(&transport->pci, transport->vectors, &link->handler);
    if (status == -ENODEV) {
        char name[VIRTIO_NAME_SIZE];
        describe(&transport->device, name);
        log_warn("%s: the device has too few MSI-X vectors; give it more (vectors=)", name);
    }
    if (status != 0) return status;
    volatile char *vector = common(&transport->device, COMMON_QUEUE_VECTOR);
    mmio_write16(vector, (uint16_t)transport->vectors);
    /* A device that has no room for the route says so by reading back another value. */
    return mmio_read16(vector) == transport->vectors++ ? 0 : -ENOSPC;
}

static void set_address(struct virtio_device *device, unsigned offset, const void *memory)
{
    uint64_t address = virt_to_phys(memory);
    mmio_write32(common(device, offset), (uint32_t)address);
    mmio_write32(common(device, offset + 4), (uint32_t)(address >> 32));
}

static int queue_enable(struct virtio_device *device, struct virtqueue *queue)
{
    struct pci_transport *transport = transport_of(device);
    struct queue_link *link = kzalloc(sizeof(*link));
    if (link == NULL) return -ENOMEM;
    link->queue = queue;
    queue->transport_data = link;
    mmio_write16(common(device, COMMON_QUEUE_SELECT), queue->index);
    uint64_t notify =
        (uint64_t)mmio_read16(common(device, COMMON_QUEUE_NOTIFY_OFFSET)) * transport->notify_multiplier;
    if (notify + sizeof(uint16_t) > transport->notify.size || notify & 1) {
        char name[VIRTIO_NAME_SIZE];
        describe(device, name);
        log_warn("%s: queue %u is notified at %lx, where the device has no register", name, queue->index,
                 notify);
        return -EINVAL;
    }
    link->notify = transport->notify.registers + notify;
    int status = attach(transport, link);
    if (status != 0) return status;
    mmio_write16(common(device, COMMON_QUEUE_SIZE), queue->size);
    set_address(device, COMMON_QUEUE_DESC, queue->descriptors);
    set_address(device, COMMON_QUEUE_DRIVER, queue->avail);
    set_address(device, COMMON_QUEUE_DEVICE, queue->used);
    mmio_write16(common(device, COMMON_QUEUE_ENABLE), 1);
    return 0;
}

static void notify_queue(struct virtqueue *queue)
{
    mmio_write16(((struct queue_link *)queue->transport_data)->notify, queue->index);
}

static const struct virtio_transport pci_transport = {
    .describe = describe,
    .status = get_status,
    .set_status = set_status,
    .features = get_features,
    .accept = accept_features,
    .config = read_config,
    .config_generation = config_generation,
    .queue_limit = queue_limit,
    .queue_enable = queue_enable,
    .notify = notify_queue,
};

/* Maps the first usable region of a kind, up to size_max bytes of it: the specification has the driver take
 * the first and skip what it does not understand. `capability`, when not NULL, gets where it is described. */
static struct region find_region(const struct pci_device *pci, unsigned type, uint32_t size_min,
                                 uint32_t size_max, unsigned *capability)
{
    struct region region = {NULL, 0};
    bool notify = type == VIRTIO_CAPABILITY_NOTIFY; /* has a multiplier, and registers of 16 bits */
    unsigned length_min = notify ? VIRTIO_CAPABILITY_NOTIFY_MULTIPLIER + 4 : VIRTIO_CAPABILITY_SIZE + 4;
    /* Each capability takes at least 16 of the 192 bytes behind the header: more steps mean a loop. */
    unsigned at = 0;
    for (unsigned steps = 0; region.registers == NULL && steps < 192 / 16; steps++) {
        at = pci_find_capability(pci, PCI_CAPABILITY_VENDOR, at);
        if (at == 0) break;
        unsigned length = pci_read8(pci, at + VIRTIO_CAPABILITY_LENGTH);
        if (pci_read8(pci, at + VIRTIO_CAPABILITY_TYPE) != type || length < length_min || at + length > 256)
            continue;
        uint32_t size = pci_read32(pci, at + VIRTIO_CAPABILITY_SIZE);
        uint32_t offset = pci_read32(pci, at + VIRTIO_CAPABILITY_OFFSET);
        if (size < size_min || offset & (notify ? 1 : 3)) continue;
        size = MIN(size, size_max);
        region.registers =
            (volatile char *)pci_map_bar(pci, pci_read8(pci, at + VIRTIO_CAPABILITY_BAR), offset, size);
        region.size = size;
    }
    if (capability != NULL) *capability = at;
    return region;
}

static int virtio_pci_found(const struct pci_device *pci)
{
    uint32_t type =
        pci->device >= VIRTIO_PCI_MODERN_FIRST ? pci->device - VIRTIO_PCI_MODERN_FIRST : pci->subsystem;
    if (!virtio_type_wanted(type)) {
        log_info("virtio-pci: no driver for the device of type %u at %x:%x.%x", type, pci->bus, pci->slot,
                 pci->function);
        return 0;
    }
    struct pci_transport *transport = kzalloc(sizeof(*transport));
    if (transport == NULL) return -ENOMEM;
    unsigned notify_at;
    transport->pci = *pci;
    pci_enable(pci);
    transport->common = find_region(pci, VIRTIO_CAPABILITY_COMMON, COMMON_SIZE, COMMON_SIZE, NULL);
    transport->notify =
        find_region(pci, VIRTIO_CAPABILITY_NOTIFY, sizeof(uint16_t), NOTIFY_SIZE_MAX, &notify_at);
    transport->config = find_region(pci, VIRTIO_CAPABILITY_DEVICE, 1, CONFIG_SIZE_MAX, NULL);
    if (transport->common.registers == NULL || transport->notify.registers == NULL) {
        kfree(transport);
        log_warn("virtio-pci: the device at %x:%x.%x lacks the interface of VIRTIO 1.0; start QEMU without "
                 "disable-modern",
                 pci->bus, pci->slot, pci->function);
        return 0;
    }
    transport->notify_multiplier = pci_read32(pci, notify_at + VIRTIO_CAPABILITY_NOTIFY_MULTIPLIER);
    transport->device.transport = &pci_transport;
    transport->device.type = type;
    virtio_device_add(&transport->device);
    return 0;
}

static const struct pci_driver virtio_pci = {
    .name = "virtio-pci",
    .vendor = VIRTIO_PCI_VENDOR,
    .first = VIRTIO_PCI_TRANSITIONAL_FIRST,
    .last = VIRTIO_PCI_MODERN_LAST,
    .found = virtio_pci_found,
};
SET_ADD(pci_driver, struct pci_driver, virtio_pci);
