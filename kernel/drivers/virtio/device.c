/* SPDX-License-Identifier: MIT */
/* The list of devices, how they are started, and how one that misbehaves is taken out of use. The list
 * changes at boot only. */
#include <abi/errno.h>
#include <arch/thread.h>
#include <core/init.h>
#include <core/log.h>
#include <mm/kmalloc.h>
#include <virtio/virtio.h>

/* A reset is instant in every hypervisor; a device that takes longer than so many reads is given up. */
#define RESET_POLLS 100000
/* So often a 64-bit field is read again because it changed under the read. */
#define CONFIG_TRIES 100

SET_DECLARE(virtio_driver, struct virtio_driver);

static struct list_node devices = LIST_INIT(devices);

static const struct virtio_driver *driver_of(uint32_t type)
{
    SET_FOREACH(virtio_driver, struct virtio_driver, driver)
    if ((*driver)->type == type) return *driver;
    return NULL;
}

bool virtio_type_wanted(uint32_t type)
{
    return driver_of(type) != NULL;
}

void virtio_device_add(struct virtio_device *device)
{
    list_init(&device->queues);
    list_add_tail(&devices, &device->node);
}

static bool reset(struct virtio_device *device)
{
    device->transport->set_status(device, 0);
    for (unsigned i = 0; i < RESET_POLLS; i++) {
        if (device->transport->status(device) == 0) return true;
        arch_pause();
    }
    return false;
}

void virtio_device_fail(struct virtio_device *device, const char *format, ...)
{
    if (__atomic_exchange_n(&device->broken, true, __ATOMIC_SEQ_CST)) return;
    reset(device);
    device->transport->set_status(device, VIRTIO_STATUS_FAILED);
    char name[VIRTIO_NAME_SIZE], text[160];
    va_list arguments;
    va_start(arguments, format);
    format_text_va(text, sizeof(text), format, arguments);
    va_end(arguments);
    device->transport->describe(device, name);
    log_warn("%s: %s; the device is not used any more", name, text);
}

/* The steps of VIRTIO 1.1, 3.1.1, up to where the driver sets up its queues. */
static int negotiate(struct virtio_device *device)
{
    const struct virtio_transport *transport = device->transport;
    if (!reset(device)) {
        virtio_device_fail(device, "the device cannot be reset");
        return -EIO;
    }
    transport->set_status(device, VIRTIO_STATUS_ACKNOWLEDGE);
    transport->set_status(device, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
    uint64_t offered = transport->features(device);
    if (!(offered & VIRTIO_F_VERSION_1)) {
        virtio_device_fail(device, "the device offers only the interface before VIRTIO 1.0");
        return -ENOTSUP;
    }
    uint64_t common = VIRTIO_F_VERSION_1 | VIRTIO_F_EVENT_IDX | VIRTIO_F_INDIRECT_DESC;
    device->features = offered & (common | device->driver->features);
    if (device->driver->choose != NULL) device->features = device->driver->choose(device->features);
    transport->accept(device, device->features);
    transport->set_status(device,
                          VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_FEATURES_OK);
    if (!(transport->status(device) & VIRTIO_STATUS_FEATURES_OK)) {
        virtio_device_fail(device, "the device refuses the features %lx", device->features);
        return -ENOTSUP;
    }
    return 0;
}

struct virtqueue *virtio_queue_create(struct virtio_device *device, unsigned index, unsigned size,
                                      void (*ready)(struct virtqueue *queue))
{
    uint32_t limit = device->transport->queue_limit(device, index);
    if (limit == 0) {
        virtio_device_fail(device, "the device has no queue %u", index);
        return NULL;
    }
    struct virtqueue *queue = kzalloc(sizeof(*queue));
    if (queue == NULL) return NULL;
    size = MIN(size, VIRTQUEUE_MAX_SIZE);
    /* The device's limit is a power of two if it keeps to the specification; what it says is rounded down to
     * one. */
    while (size > limit) size /= 2;
    queue->device = device;
    queue->index = (uint16_t)index;
    queue->ready = ready;
    queue->event_index = device->features & VIRTIO_F_EVENT_IDX;
    queue->indirect = device->features & VIRTIO_F_INDIRECT_DESC;
    int status = virtqueue_init(queue, size);
    if (status == 0) {
        list_add_tail(&device->queues, &queue->node);
        status = device->transport->queue_enable(device, queue);
    }
    if (status != 0) {
        /* The rings stay with the device, which may know of them already. */
        virtio_device_fail(device, "queue %u cannot be set up (error %d)", index, -status);
        return NULL;
    }
    return queue;
}

void virtio_device_ready(struct virtio_device *device)
{
    if (device->broken) return;
    device->ready = true;
    device->transport->set_status(device, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER |
                                              VIRTIO_STATUS_FEATURES_OK | VIRTIO_STATUS_DRIVER_OK);
}

void virtqueue_interrupt(struct virtqueue *queue)
{
    /* Before, the driver does not know of the queue. */
    if (queue->device->ready) queue->ready(queue);
}

void virtio_queues_interrupt(struct virtio_device *device)
{
    LIST_FOREACH(&device->queues, node)
    virtqueue_interrupt(list_entry(node, struct virtqueue, node));
}

void virtio_config_interrupt(struct virtio_device *device)
{
    if (device->broken || !(device->transport->status(device) & VIRTIO_STATUS_NEEDS_RESET)) return;
    virtio_device_fail(device, "the device met an error and asks for a reset");
    virtio_queues_interrupt(device);
}

uint32_t virtio_config32(struct virtio_device *device, uint32_t offset)
{
    return device->transport->config(device, offset, 4);
}

uint64_t virtio_config64(struct virtio_device *device, uint32_t offset)
{
    const struct virtio_transport *transport = device->transport;
    uint64_t value = 0;
    uint32_t before, after = transport->config_generation(device);
    for (unsigned tries = 0; tries < CONFIG_TRIES; tries++) {
        before = after;
        value = transport->config(device, offset, 4);
        value |= (uint64_t)transport->config(device, offset + 4, 4) << 32;
        after = transport->config_generation(device);
        if (before == after) return value;
    }
    virtio_device_fail(device, "the device's configuration changes all the time");
    return value;
}

static void tell(const struct virtio_device *device)
{
    char name[VIRTIO_NAME_SIZE];
    device->transport->describe(device, name);
    log_info("%s: %s", name, device->driver->name);
}

/* A device that cannot be started was named in a warning; others go on, hence no error of the whole. */
static int virtio_start_devices(void)
{
    LIST_FOREACH(&devices, node)
    {
        struct virtio_device *device = list_entry(node, struct virtio_device, node);
        device->driver = driver_of(device->type);
        if (negotiate(device) != 0) continue;
        int status = device->driver->start(device);
        if (status != 0)
            virtio_device_fail(device, "%s cannot use the device (error %d)", device->driver->name, -status);
        else if (log_verbose)
            tell(device);
    }
    return 0;
}
INIT_CALL(driver, virtio_start_devices);
