/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>

#include "private.h"

void unix_join(struct unix_socket *a, struct unix_socket *b)
{
    a->peer = unix_get(b);
    b->peer = unix_get(a);
    if (unix_is_datagram(a)) {
        list_add_tail(&b->followers, &a->follow_node);
        list_add_tail(&a->followers, &b->follow_node);
    }
}

/* Datagram sockets have a peer only to send to, which may change, or (`to` NULL) be none. */
static int change_peer(struct unix_socket *self, struct unix_socket *to)
{
    int status = 0;
    spin_lock(&unix_lock);
    struct unix_socket *old = self->peer;
    if (to != NULL && to->closed) {
        status = -ECONNREFUSED;
    } else if (to != NULL && !unix_accepts(to, self)) {
        status = -EPERM;
    } else {
        list_remove(&self->follow_node);
        self->peer = to != NULL ? unix_get(to) : NULL;
        if (to != NULL) list_add_tail(&to->followers, &self->follow_node);
    }
    spin_unlock(&unix_lock);
    if (status == 0 && old != NULL) unix_put(old);
    return status;
}

/* Enters the connection of `self` to `to`, whose other end is `end`. -EAGAIN: there are too many already.
 * With unix_lock. */
static int request(struct unix_socket *self, struct unix_socket *to, struct unix_socket *end)
{
    if (self->peer != NULL) return -EISCONN;
    if (self->socket.listening) return -EINVAL;
    if (!to->socket.listening || to->receive_shut || to->closed) return -ECONNREFUSED;
    if (to->pending_count > to->backlog) return -EAGAIN;
    unix_join(self, end);
    end->name = unix_name_get(to->name);
    list_add_tail(&to->pending, &end->pending_node);
    to->pending_count++;
    wake_all(&to->socket.wait);
    return 0;
}

static int try_request(struct unix_socket *self, struct unix_socket *to, struct unix_socket *end)
{
    spin_lock(&unix_lock);
    int status = request(self, to, end);
    spin_unlock(&unix_lock);
    return status;
}

static int connect_stream(struct unix_socket *self, struct unix_socket *to, bool nonblocking)
{
    struct unix_socket *end = unix_allocate(self->socket.type);
    if (end == NULL) return -ENOMEM;
    int status = try_request(self, to, end);
    if (status == -EAGAIN && !nonblocking) {
        uint64_t timeout_ns = self->socket.send_timeout_ns;
        int ended = WAIT_EVENT(&to->space, (status = try_request(self, to, end)) != -EAGAIN,
                               socket_deadline(timeout_ns), WAIT_INTERRUPTIBLE);
        if (ended != 0) status = socket_wait_status(ended, timeout_ns);
    }
    if (status != 0) unix_put(end);
    return status;
}

int unix_connect(struct socket *socket, const struct socket_address *address, bool nonblocking)
{
    struct unix_socket *self = unix_of(socket), *to;
    if (unix_is_datagram(self) && address->family == AF_UNSPEC) return change_peer(self, NULL);
    int status = unix_find(address, socket->type, &to);
    if (status != 0) return status;
    if (unix_is_datagram(self))
        status = change_peer(self, to);
    else
        status = connect_stream(self, to, nonblocking);
    unix_put(to);
    return status;
}

int unix_listen(struct socket *socket, int backlog)
{
    struct unix_socket *self = unix_of(socket);
    if (unix_is_datagram(self)) return -EOPNOTSUPP;
    int status = 0;
    spin_lock(&unix_lock);
    if (self->name == NULL || self->peer != NULL) {
        status = -EINVAL;
    } else {
        self->backlog = backlog;
        socket->listening = true;
        wake_all(&self->space);
    }
    spin_unlock(&unix_lock);
    return status;
}

static int try_accept(struct unix_socket *self, struct unix_socket **end)
{
    spin_lock(&unix_lock);
    struct list_node *node = list_pop(&self->pending);
    int status = node == NULL ? -EAGAIN : 0;
    if (node != NULL) {
        *end = list_entry(node, struct unix_socket, pending_node);
        self->pending_count--;
        wake_all(&self->space);
    } else if (self->receive_shut) {
        status = -EINVAL;
    }
    spin_unlock(&unix_lock);
    return status;
}

int unix_accept(struct socket *socket, struct socket **accepted, bool nonblocking)
{
    struct unix_socket *self = unix_of(socket), *end;
    if (unix_is_datagram(self)) return -EOPNOTSUPP;
    if (!socket->listening) return -EINVAL;
    int status = try_accept(self, &end);
    if (status == -EAGAIN && !nonblocking) {
        uint64_t timeout_ns = socket->receive_timeout_ns;
        int ended = WAIT_EVENT(&socket->wait, (status = try_accept(self, &end)) != -EAGAIN,
                               socket_deadline(timeout_ns), WAIT_INTERRUPTIBLE);
        if (ended != 0) return socket_wait_status(ended, timeout_ns);
    }
    if (status == 0) *accepted = &end->socket;
    return status;
}
