/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <arch/page.h>
#include <mm/frame.h>
#include <mm/kmalloc.h>
#include <virtio/virtio.h>

/* The rings in their page (VIRTIO 1.1, 2.6.2): descriptors at 0, then the available ring, then the used ring,
 * aligned to 4. */
#define USED_OFFSET(size) ALIGN_UP((size) * sizeof(struct virtq_desc) + 4 + (size)*2 + 2, 4ul)
#define RINGS_SIZE(size) (USED_OFFSET(size) + 4 + (size) * sizeof(struct virtq_used_entry) + 2)
_Static_assert(RINGS_SIZE(VIRTQUEUE_MAX_SIZE) <= PAGE_SIZE, "a queue is one page");

int virtqueue_init(struct virtqueue *queue, unsigned size)
{
    queue->slots = kzalloc(size * sizeof(*queue->slots));
    paddr_t rings = queue->slots != NULL ? frame_alloc_zeroed() : 0;
    if (rings == 0) {
        kfree(queue->slots);
        return -ENOMEM;
    }
    char *memory = phys_to_virt(rings);
    queue->descriptors = (struct virtq_desc *)memory;
    queue->avail = (struct virtq_avail *)(memory + size * sizeof(struct virtq_desc));
    queue->used = (struct virtq_used *)(memory + USED_OFFSET(size));
    queue->size = queue->free_count = (uint16_t)size;
    for (unsigned i = 0; i < size; i++) queue->slots[i].next = (uint16_t)(i + 1);
    return 0;
}

static uint16_t *used_event(struct virtqueue *queue)
{
    return &queue->avail->ring[queue->size];
}

static uint16_t *avail_event(struct virtqueue *queue)
{
    return (uint16_t *)&queue->used->ring[queue->size];
}

static void fill(struct virtq_desc *descriptor, const struct virtio_buffer *buffer, bool device_writes,
                 bool last, unsigned next)
{
    descriptor->address = virt_to_phys(buffer->memory);
    descriptor->length = buffer->size;
    descriptor->flags = (uint16_t)((device_writes ? VIRTQ_DESC_WRITE : 0) | (last ? 0 : VIRTQ_DESC_NEXT));
    descriptor->next = (uint16_t)next;
}

int virtqueue_add(struct virtqueue *queue, const struct virtio_buffer *buffers, unsigned out, unsigned in,
                  void *token, struct virtq_desc *table)
{
    if (queue->device->broken) return -EIO;
    unsigned count = out + in;
    bool indirect = table != NULL && queue->indirect && count > 1;
    unsigned taken = indirect ? 1 : count;
    if (taken > queue->free_count) return -ENOSPC;

    uint16_t head = queue->free_first, at = head, last = head;
    uint32_t writable = 0;
    for (unsigned i = 0; i < count; i++) {
        bool end = i + 1 == count;
        if (i >= out) writable += buffers[i].size;
        if (indirect) {
            fill(&table[i], &buffers[i], i >= out, end, i + 1);
        } else {
            last = at;
            at = queue->slots[at].next;
            fill(&queue->descriptors[last], &buffers[i], i >= out, end, at);
        }
    }
    if (indirect) {
        struct virtio_buffer whole = {table, (uint32_t)(count * sizeof(*table))};
        fill(&queue->descriptors[head], &whole, false, true, 0);
        queue->descriptors[head].flags = VIRTQ_DESC_INDIRECT;
        at = queue->slots[head].next;
    }
    queue->free_first = at;
    queue->free_count -= taken;
    queue->in_flight++;
    queue->slots[head].token = token;
    queue->slots[head].writable = writable;
    queue->slots[head].last = last;

    queue->avail->ring[queue->avail_index % queue->size] = head;
    queue->avail_index++;
    /* Release: the device sees the descriptors and the ring's entry before the index that covers them. */
    __atomic_store_n(&queue->avail->index, queue->avail_index, __ATOMIC_RELEASE);
    return 0;
}

void virtqueue_kick(struct virtqueue *queue)
{
    uint16_t before = queue->kicked, now = queue->avail_index;
    if (before == now || queue->device->broken) return;
    queue->kicked = now;
    /* Full: our index must be out before the device's wish is read, or each side could think that the other
     * one looks again. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    bool wanted;
    if (queue->event_index) {
        /* VIRTIO 1.1, 2.6.7.2: whether the index that the device waits for is among those published since,
         * modulo 2^16. */
        uint16_t event = __atomic_load_n(avail_event(queue), __ATOMIC_RELAXED);
        wanted = (uint16_t)(now - event - 1) < (uint16_t)(now - before);
    } else {
        wanted = !(__atomic_load_n(&queue->used->flags, __ATOMIC_RELAXED) & VIRTQ_USED_NO_NOTIFY);
    }
    if (wanted) queue->device->transport->notify(queue);
}

/* Gives the descriptors of a chain back and returns its token. */
static void *release(struct virtqueue *queue, unsigned head)
{
    struct virtqueue_slot *slot = &queue->slots[head];
    void *token = slot->token;
    unsigned count = 1;
    for (unsigned at = head; at != slot->last; at = queue->slots[at].next) count++;
    queue->slots[slot->last].next = queue->free_first;
    queue->free_first = (uint16_t)head;
    queue->free_count += count;
    queue->in_flight--;
    slot->token = NULL;
    return token;
}

/* Whether there is a completion. When there seems to be none, asks for an interrupt at the next one and looks
 * again, since it could have come in between. */
static bool completed(struct virtqueue *queue, uint16_t *device_index)
{
    *device_index = __atomic_load_n(&queue->used->index, __ATOMIC_ACQUIRE);
    if (*device_index != queue->used_index) return true;
    if (queue->quiet) return false;
    if (queue->event_index) __atomic_store_n(used_event(queue), queue->used_index, __ATOMIC_RELAXED);
    /* Full: the wish must be out before the last look. */
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    *device_index = __atomic_load_n(&queue->used->index, __ATOMIC_ACQUIRE);
    return *device_index != queue->used_index;
}

unsigned virtqueue_completed(const struct virtqueue *queue)
{
    uint16_t device_index = __atomic_load_n(&queue->used->index, __ATOMIC_ACQUIRE);
    return MIN((uint16_t)(device_index - queue->used_index), queue->in_flight);
}

void virtqueue_set_quiet(struct virtqueue *queue, bool quiet)
{
    queue->quiet = quiet;
    /* With event indices the device goes by the last wish: an interrupt in 65536 completions. */
    if (!queue->event_index)
        __atomic_store_n(&queue->avail->flags, quiet ? VIRTQ_AVAIL_NO_INTERRUPT : 0, __ATOMIC_RELAXED);
}

void *virtqueue_take(struct virtqueue *queue, uint32_t *written)
{
    struct virtio_device *device = queue->device;
    uint16_t device_index;
    if (device->broken || !completed(queue, &device_index)) return NULL;
    uint16_t waiting = (uint16_t)(device_index - queue->used_index);
    if (waiting > queue->in_flight) {
        virtio_device_fail(device, "queue %u: the device completed %u requests of %u", queue->index, waiting,
                           queue->in_flight);
        return NULL;
    }
    /* Copied first, since the device could change it between check and use. */
    const volatile struct virtq_used_entry *entry = &queue->used->ring[queue->used_index % queue->size];
    uint32_t id = entry->id, length = entry->length;
    if (id >= queue->size || queue->slots[id].token == NULL) {
        virtio_device_fail(device, "queue %u: the device completed request %u, which does not exist",
                           queue->index, id);
        return NULL;
    }
    if (length > queue->slots[id].writable) {
        virtio_device_fail(device, "queue %u: the device wrote %u bytes into a buffer of %u", queue->index,
                           length, queue->slots[id].writable);
        return NULL;
    }
    queue->used_index++;
    *written = length;
    return release(queue, id);
}

void *virtqueue_abandon(struct virtqueue *queue)
{
    for (unsigned i = 0; queue->in_flight != 0 && i < queue->size; i++)
        if (queue->slots[i].token != NULL) return release(queue, i);
    return NULL;
}
