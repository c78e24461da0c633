/* SPDX-License-Identifier: MIT */
/* The entropy device (VIRTIO 1.1, 5.4). Boot does not wait for it: one request is sent, and mixed in when it
 * is answered. */
#include <abi/errno.h>
#include <core/random.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <virtio/virtio.h>

#define SEED_SIZE 32u

static void rng_ready(struct virtqueue *queue)
{
    uint32_t written = 0;
    unsigned char *seed = virtqueue_take(queue, &written);
    if (seed == NULL && queue->device->broken) seed = virtqueue_abandon(queue);
    if (seed == NULL) return;
    random_add(seed, written, written * 8);
    memset(seed, 0, SEED_SIZE);
    kfree(seed);
}

static int rng_start(struct virtio_device *device)
{
    struct virtqueue *queue = virtio_queue_create(device, 0, 1, rng_ready);
    unsigned char *seed = queue != NULL ? kmalloc(SEED_SIZE) : NULL;
    if (seed == NULL) return -ENOMEM;
    virtio_device_ready(device);
    struct virtio_buffer buffer = {seed, SEED_SIZE};
    int status = virtqueue_add(queue, &buffer, 0, 1, seed, NULL);
    if (status != 0)
        kfree(seed);
    else
        virtqueue_kick(queue);
    return status;
}

static const struct virtio_driver virtio_rng = {
    .name = "virtio-rng", .type = VIRTIO_TYPE_ENTROPY, .start = rng_start};
SET_ADD(virtio_driver, struct virtio_driver, virtio_rng);
