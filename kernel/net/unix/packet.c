/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <mm/kmalloc.h>
#include <vfs/vfs.h>

#include "private.h"

int unix_packet_create(struct message *message, uint32_t size, struct unix_packet **created)
{
    struct unix_packet *packet = kmalloc(sizeof(*packet) + size);
    if (packet == NULL) return -ENOMEM;
    *packet = (struct unix_packet){.size = size};
    list_init(&packet->node);
    if (message_take(message, packet->bytes, size) != size) {
        kfree(packet);
        return -EFAULT;
    }
    *created = packet;
    return 0;
}

void unix_packet_free(struct unix_packet *packet)
{
    struct list_node packets = LIST_INIT(packets);
    list_add_tail(&packets, &packet->node);
    unix_packets_free(&packets);
}

static void free_one(struct unix_packet *packet)
{
    unix_name_put(packet->from);
    for (unsigned i = 0; i < packet->file_count; i++) file_put(packet->files[i]);
    kfree(packet->files);
    kfree(packet);
}

/* A file in a packet may be a socket whose queue has such packets in turn. Whoever is freeing already frees
 * those as well, so that it does not nest. */
void unix_packets_free(struct list_node *packets)
{
    static struct list_node doomed = LIST_INIT(doomed); /* under unix_lock, as `busy` */
    static bool busy;
    spin_lock(&unix_lock);
    for (struct list_node *node; (node = list_pop(packets)) != NULL;) list_add_tail(&doomed, node);
    if (!busy) {
        busy = true;
        for (struct list_node *node; (node = list_pop(&doomed)) != NULL;) {
            spin_unlock(&unix_lock);
            free_one(list_entry(node, struct unix_packet, node));
            spin_lock(&unix_lock);
        }
        busy = false;
    }
    spin_unlock(&unix_lock);
}

void unix_enqueue(struct unix_socket *to, struct unix_packet *packet)
{
    list_add_tail(&to->queue, &packet->node);
    to->queued += UNIX_PACKET_CHARGE(packet->size);
    wake_all(&to->socket.wait);
}

void unix_dequeue(struct unix_socket *self, struct unix_packet *packet)
{
    list_remove(&packet->node);
    self->crowded = false;
    self->queued -= UNIX_PACKET_CHARGE(packet->size);
    unix_wake_senders(self);
}

void unix_wake_senders(struct unix_socket *self)
{
    wake_all(&self->space);
    if (self->peer != NULL && !unix_is_datagram(self)) wake_all(&self->peer->socket.wait);
    LIST_FOREACH(&self->followers, node)
    wake_all(&list_entry(node, struct unix_socket, follow_node)->socket.wait);
}
