/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>

#include "private.h"

/* Where a message goes. It has a reference on `to`. */
struct target {
    struct unix_socket *self, *to;
    uint32_t charge;
};

/* Whether the target takes so much now; 0, -EAGAIN, or why never. With unix_lock. */
static int check(const struct target *target)
{
    const struct unix_socket *self = target->self;
    struct unix_socket *to = target->to;
    if (self->send_shut) return -EPIPE;
    if (!unix_is_datagram(self)) {
        if (to->closed || to->receive_shut) return -EPIPE;
        return to->queued < self->socket.send_buffer ? 0 : -EAGAIN;
    }
    if (to->closed) return -ECONNREFUSED;
    if (!unix_accepts(to, self)) return -EPERM;
    if (to->receive_shut) return -EPIPE;
    to->crowded = to->queued != 0 && to->queued + target->charge > to->socket.receive_buffer;
    return to->crowded ? -EAGAIN : 0;
}

static int check_now(const struct target *target)
{
    spin_lock(&unix_lock);
    int status = check(target);
    spin_unlock(&unix_lock);
    return status;
}

/* Waits until the target takes something, or never will. */
static int wait_for_room(const struct target *target, const struct message *message)
{
    int status = check_now(target);
    if (status != -EAGAIN || message->nonblocking) return status;
    struct unix_socket *self = target->self;
    uint64_t timeout_ns = self->socket.send_timeout_ns;
    int ended = WAIT_EVENT(&target->to->space, (status = check_now(target)) != -EAGAIN,
                           socket_deadline(timeout_ns), WAIT_INTERRUPTIBLE);
    return ended != 0 ? socket_wait_status(ended, timeout_ns) : status;
}

/* Sends the next `size` bytes as one packet, with the message's files. */
static int send_packet(const struct target *target, struct message *message, uint32_t size)
{
    struct unix_packet *packet;
    int status = wait_for_room(target, message);
    if (status == 0) status = unix_packet_create(message, size, &packet);
    if (status != 0) return status;
    spin_lock(&unix_lock);
    status = check(target);
    /* Others may have filled the queue meanwhile, which then is a little over its limit. */
    if (status == -EAGAIN) status = 0;
    if (status == 0) {
        packet->from = unix_name_get(target->self->name);
        packet->files = message->files;
        packet->file_count = message->file_count;
        message->files = NULL;
        message->file_count = 0;
        unix_enqueue(target->to, packet);
    }
    spin_unlock(&unix_lock);
    if (status != 0) unix_packet_free(packet);
    return status;
}

static ssize64_t send_stream(const struct target *target, struct message *message)
{
    ssize64_t done = 0;
    while (message->left != 0) {
        uint32_t size = (uint32_t)MIN(message->left, UNIX_PIECE);
        int status = send_packet(target, message, size);
        if (status != 0) return done != 0 ? done : status;
        done += size;
    }
    return done;
}

/* The peer, referenced. */
static int find_peer(struct unix_socket *self, struct unix_socket **to)
{
    spin_lock(&unix_lock);
    if (self->peer != NULL) *to = unix_get(self->peer);
    bool found = self->peer != NULL;
    spin_unlock(&unix_lock);
    return found ? 0 : -ENOTCONN;
}

static int find_target(struct unix_socket *self, const struct message *message, struct unix_socket **to)
{
    if (message->address.length == 0) return find_peer(self, to);
    if (!unix_is_datagram(self)) return self->peer != NULL ? -EISCONN : -EOPNOTSUPP;
    return unix_find(&message->address, SOCK_DGRAM, to);
}

ssize64_t unix_send(struct socket *socket, struct message *message)
{
    struct target target = {.self = unix_of(socket)};
    if (message->flags & MSG_OOB) return -EOPNOTSUPP;
    int error = socket->type == SOCK_STREAM ? 0 : socket_take_error(socket);
    if (error != 0) return error;
    int status = find_target(target.self, message, &target.to);
    if (status != 0) return status;
    ssize64_t sent;
    if (socket->type == SOCK_STREAM) {
        sent = send_stream(&target, message);
    } else if (message->left > socket->send_buffer - MIN(socket->send_buffer, 32u)) {
        sent = -EMSGSIZE;
    } else {
        size_t size = message->left;
        target.charge = UNIX_PACKET_CHARGE((uint32_t)size);
        status = send_packet(&target, message, (uint32_t)size);
        sent = status != 0 ? status : (ssize64_t)size;
    }
    unix_put(target.to);
    return sent;
}
