/* SPDX-License-Identifier: MIT */
/* The life of a Unix-domain socket. */
#include <abi/errno.h>
#include <mm/kmalloc.h>

#include "private.h"

struct spinlock unix_lock = SPINLOCK_INIT;

struct unix_socket *unix_allocate(int type)
{
    struct unix_socket *self = kzalloc(sizeof(*self));
    if (self == NULL) return NULL;
    socket_init(&self->socket, &unix_ops, AF_UNIX, type, 0);
    self->references = 1;
    mutex_init(&self->receive_lock);
    wait_queue_init(&self->space);
    list_init(&self->queue);
    list_init(&self->pending);
    list_init(&self->pending_node);
    list_init(&self->followers);
    list_init(&self->follow_node);
    return self;
}

void unix_put(struct unix_socket *self)
{
    if (__atomic_sub_fetch(&self->references, 1, __ATOMIC_ACQ_REL) != 0) return;
    unix_name_put(self->name);
    kfree(self);
}

/* The other end of a connection learns that this one is gone. With unix_lock. */
static void leave_peer(struct unix_socket *self, struct unix_socket *peer, bool unaccepted)
{
    if (unix_is_datagram(self)) {
        list_remove(&self->follow_node);
        return;
    }
    /* What was not read is lost, and its sender shall know. */
    if ((unaccepted || !list_empty(&self->queue)) && !peer->closed)
        __atomic_store_n(&peer->socket.error, ECONNRESET, __ATOMIC_RELEASE);
    peer->receive_shut = peer->send_shut = true;
    wake_all(&peer->socket.wait);
}

/* Moves all nodes of one list to another, empty one. */
static void move_list(struct list_node *from, struct list_node *to)
{
    for (struct list_node *node; (node = list_pop(from)) != NULL;) list_add_tail(to, node);
}

/* `unaccepted`: nobody has ever had it. */
static void end(struct unix_socket *self, bool unaccepted)
{
    struct list_node packets = LIST_INIT(packets), pending = LIST_INIT(pending);
    spin_lock(&unix_lock);
    struct unix_socket *peer = self->peer;
    if (self->name != NULL) unix_name_disown(self->name);
    if (peer != NULL) leave_peer(self, peer, unaccepted);
    self->closed = true;
    self->peer = NULL;
    self->queued = 0;
    move_list(&self->queue, &packets);
    move_list(&self->pending, &pending);
    for (struct list_node *node; (node = list_pop(&self->followers)) != NULL;)
        wake_all(&list_entry(node, struct unix_socket, follow_node)->socket.wait);
    wake_all(&self->space);
    spin_unlock(&unix_lock);
    for (struct list_node *node; (node = list_pop(&pending)) != NULL;)
        end(list_entry(node, struct unix_socket, pending_node), true);
    unix_packets_free(&packets);
    if (peer != NULL) unix_put(peer);
    unix_put(self);
}

void unix_release(struct socket *socket)
{
    end(unix_of(socket), false);
}

static int check(int *type, int protocol)
{
    if (protocol != 0 && protocol != AF_UNIX) return -EPROTONOSUPPORT;
    if (*type == SOCK_RAW) *type = SOCK_DGRAM; /* as Linux does it */
    return *type == SOCK_STREAM || *type == SOCK_DGRAM || *type == SOCK_SEQPACKET ? 0 : -ESOCKTNOSUPPORT;
}

static int unix_create(int type, int protocol, struct socket **created)
{
    int status = check(&type, protocol);
    if (status != 0) return status;
    struct unix_socket *self = unix_allocate(type);
    if (self == NULL) return -ENOMEM;
    *created = &self->socket;
    return 0;
}

static int unix_pair(int type, int protocol, struct socket *pair[2])
{
    int status = check(&type, protocol);
    if (status != 0) return status;
    struct unix_socket *a = unix_allocate(type), *b = unix_allocate(type);
    if (a == NULL || b == NULL) {
        if (a != NULL) unix_put(a);
        if (b != NULL) unix_put(b);
        return -ENOMEM;
    }
    spin_lock(&unix_lock);
    unix_join(a, b);
    spin_unlock(&unix_lock);
    pair[0] = &a->socket;
    pair[1] = &b->socket;
    return 0;
}

const struct socket_ops unix_ops = {
    .bind = unix_bind,
    .connect = unix_connect,
    .listen = unix_listen,
    .accept = unix_accept,
    .name = unix_name_of,
    .send = unix_send,
    .receive = unix_receive,
    .poll = unix_poll,
    .shutdown = unix_shutdown,
    .get_option = unix_get_option,
    .ioctl = unix_ioctl,
    .release = unix_release,
};

static const struct socket_family unix_family = {
    .domain = AF_UNIX,
    .create = unix_create,
    .pair = unix_pair,
};
SET_ADD(socket_family, struct socket_family, unix_family);
