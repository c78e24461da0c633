/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <abi/ioctl.h>
#include <abi/poll.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/user.h>
#include <vfs/vfs.h>

#include "private.h"

/* As Linux does it, a socket is said to be writable only when much can be written, so that a writer is not
 * woken for each packet that is read. */
static bool is_writable(const struct unix_socket *self)
{
    const struct unix_socket *peer = self->peer;
    if (self->socket.listening) return false;
    if (peer == NULL || peer->closed || self->send_shut) return true;
    if (unix_is_datagram(self)) return !peer->crowded;
    return peer->queued <= self->socket.send_buffer / 4;
}

uint32_t unix_poll(struct socket *socket, struct poll_table *table)
{
    struct unix_socket *self = unix_of(socket);
    uint32_t events = 0;
    poll_register(table, &socket->wait);
    spin_lock(&unix_lock);
    bool unconnected = !unix_is_datagram(self) && self->peer == NULL && !socket->listening;
    if (socket->error != 0) events |= POLLERR;
    if (unconnected || (self->receive_shut && self->send_shut)) events |= POLLHUP;
    if (self->receive_shut) events |= POLLRDHUP | POLLIN | POLLRDNORM;
    if (!list_empty(&self->queue) || !list_empty(&self->pending)) events |= POLLIN | POLLRDNORM;
    if (is_writable(self)) events |= POLLOUT | POLLWRNORM | POLLWRBAND;
    spin_unlock(&unix_lock);
    return events;
}

int unix_shutdown(struct socket *socket, int how)
{
    struct unix_socket *self = unix_of(socket);
    bool receiving = how != SHUT_WR, sending = how != SHUT_RD;
    spin_lock(&unix_lock);
    struct unix_socket *peer = self->peer;
    self->receive_shut |= receiving;
    self->send_shut |= sending;
    if (peer != NULL && !unix_is_datagram(self)) {
        peer->receive_shut |= sending;
        peer->send_shut |= receiving;
        wake_all(&peer->socket.wait);
        wake_all(&peer->space);
    }
    wake_all(&socket->wait);
    wake_all(&self->space);
    spin_unlock(&unix_lock);
    return 0;
}

static uint32_t bytes_queued(struct unix_socket *self)
{
    uint32_t bytes = 0;
    LIST_FOREACH(&self->queue, node)
    {
        const struct unix_packet *packet = list_entry(node, struct unix_packet, node);
        bytes += packet->size - packet->offset;
        if (self->socket.type != SOCK_STREAM) break;
    }
    return bytes;
}

long unix_ioctl(struct socket *socket, unsigned long request, unsigned long argument)
{
    struct unix_socket *self = unix_of(socket);
    uint32_t bytes = 0;
    if (request != FIONREAD && request != SIOCOUTQ) return -ENOTTY;
    if (socket->listening) return -EINVAL;
    spin_lock(&unix_lock);
    if (request == FIONREAD)
        bytes = bytes_queued(self);
    else if (self->peer != NULL)
        bytes = bytes_queued(self->peer);
    spin_unlock(&unix_lock);
    return put_user32(bytes, (uint32_t *)argument);
}

int unix_get_option(struct socket *socket, int level, int name, void *value, uint32_t *size)
{
    if (level != SOL_SOCKET || name != SO_PEERCRED) return -ENOPROTOOPT;
    struct unix_socket *self = unix_of(socket);
    spin_lock(&unix_lock);
    bool known = self->peer != NULL || socket->listening;
    spin_unlock(&unix_lock);
    /* Who is not connected has a peer that is nobody. */
    struct ucred peer = known ? (struct ucred){PROCESS_ID, 0, 0} : (struct ucred){0, UINT32_MAX, UINT32_MAX};
    *size = MIN(*size, (uint32_t)sizeof(peer));
    memcpy(value, &peer, *size);
    return 0;
}
