/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/kmalloc.h>
#include <vfs/vfs.h>

#include "private.h"

static struct unix_packet *packet_after(struct unix_socket *self, struct unix_packet *packet)
{
    spin_lock(&unix_lock);
    struct list_node *node = packet == NULL ? self->queue.next : packet->node.next;
    if (node == &self->queue) node = NULL;
    spin_unlock(&unix_lock);
    return node != NULL ? list_entry(node, struct unix_packet, node) : NULL;
}

/* The message gets the packet's files, or further references on them when they stay in the packet. */
static int take_files(struct unix_packet *packet, struct message *message, bool peek)
{
    if (packet->file_count == 0) return 0;
    if (peek) {
        struct file **copy = kmalloc(packet->file_count * sizeof(*copy));
        if (copy == NULL) return -ENOMEM;
        for (unsigned i = 0; i < packet->file_count; i++) copy[i] = file_get(packet->files[i]);
        message->files = copy;
        message->file_count = packet->file_count;
        return 0;
    }
    message->files = packet->files;
    message->file_count = packet->file_count;
    packet->files = NULL;
    packet->file_count = 0;
    return 0;
}

static void tell_sender(const struct unix_packet *packet, struct message *message)
{
    message->has_sender = true;
    message->sender = (struct ucred){.pid = PROCESS_ID};
    if (packet->from != NULL) message->address = packet->from->address;
}

static void consume(struct unix_socket *self, struct unix_packet *packet)
{
    spin_lock(&unix_lock);
    unix_dequeue(self, packet);
    spin_unlock(&unix_lock);
    unix_packet_free(packet);
}

/* Bytes of the stream that are there. A read does not go over descriptors: it ends behind bytes that come
 * with some. With the receive lock. */
static ssize64_t take_stream(struct unix_socket *self, struct message *message)
{
    bool peek = message->flags & MSG_PEEK;
    ssize64_t done = 0;
    for (struct unix_packet *packet = NULL, *last = NULL; message->left != 0; last = packet) {
        packet = packet_after(self, peek ? last : NULL);
        if (packet == NULL || (packet->file_count != 0 && message->file_count != 0)) break;
        bool with_files = packet->file_count != 0;
        int status = take_files(packet, message, peek);
        if (status != 0) return status;
        tell_sender(packet, message);
        message->address.length = 0;
        uint32_t part = (uint32_t)MIN(message->left, packet->size - packet->offset);
        uint32_t moved = (uint32_t)message_put(message, packet->bytes + packet->offset, part);
        done += moved;
        if (!peek) {
            packet->offset += moved;
            if (packet->offset == packet->size) consume(self, packet);
        }
        if (moved < part) return done != 0 ? done : -EFAULT;
        if (with_files) break;
    }
    return done;
}

/* One packet, of which the rest is lost when it does not fit. With the receive lock. */
static ssize64_t take_packet(struct unix_socket *self, struct message *message)
{
    bool peek = message->flags & MSG_PEEK;
    struct unix_packet *packet = packet_after(self, NULL);
    if (packet == NULL) return -EAGAIN;
    uint32_t part = (uint32_t)MIN(message->left, packet->size);
    ssize64_t result = message->flags & MSG_TRUNC ? packet->size : part;
    if (part < packet->size) message->told |= MSG_TRUNC;
    int status = take_files(packet, message, peek);
    if (status != 0) return status;
    tell_sender(packet, message);
    if (!unix_is_datagram(self)) message->address.length = 0;
    if (message_put(message, packet->bytes, part) != part) result = -EFAULT;
    if (!peek) consume(self, packet);
    return result;
}

/* Whether a receiver has something to do: -EAGAIN when not, 1 for bytes, 0 for the end, or an error. */
static int state_of(struct unix_socket *self)
{
    int state = -EAGAIN;
    spin_lock(&unix_lock);
    if (!list_empty(&self->queue))
        state = 1;
    else if (self->socket.error != 0)
        state = socket_take_error(&self->socket);
    else if (self->receive_shut)
        state = 0;
    spin_unlock(&unix_lock);
    return state;
}

static int wait_for_packet(struct unix_socket *self, const struct message *message, uint64_t deadline)
{
    int state = state_of(self);
    if (state != -EAGAIN || message->nonblocking) return state;
    int ended =
        WAIT_EVENT(&self->socket.wait, (state = state_of(self)) != -EAGAIN, deadline, WAIT_INTERRUPTIBLE);
    return ended != 0 ? socket_wait_status(ended, self->socket.receive_timeout_ns) : state;
}

static bool is_connected(struct unix_socket *self)
{
    spin_lock(&unix_lock);
    bool connected = self->peer != NULL;
    spin_unlock(&unix_lock);
    return connected;
}

ssize64_t unix_receive(struct socket *socket, struct message *message)
{
    struct unix_socket *self = unix_of(socket);
    bool stream = socket->type == SOCK_STREAM;
    if (message->flags & (MSG_OOB | MSG_ERRQUEUE)) return message->flags & MSG_OOB ? -EOPNOTSUPP : -EAGAIN;
    if (!unix_is_datagram(self) && !is_connected(self)) return stream ? -EINVAL : -ENOTCONN;
    uint64_t deadline = socket_deadline(socket->receive_timeout_ns);
    ssize64_t done = 0;
    for (;;) {
        int state = wait_for_packet(self, message, deadline);
        if (state <= 0) return done != 0 ? done : state;
        mutex_lock(&self->receive_lock);
        ssize64_t taken = stream ? take_stream(self, message) : take_packet(self, message);
        mutex_unlock(&self->receive_lock);
        /* Another receiver was faster. */
        if (stream ? taken == 0 && message->left != 0 && message->file_count == 0 : taken == -EAGAIN) {
            if (done != 0) return done;
            continue;
        }
        if (taken < 0) return done != 0 ? done : taken;
        done += taken;
        bool all = stream && (message->flags & MSG_WAITALL) && !(message->flags & MSG_PEEK);
        if (!all || message->left == 0 || message->file_count != 0) return done;
    }
}
