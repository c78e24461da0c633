/* SPDX-License-Identifier: MIT */
/*
 * Unix-domain sockets (unix(7)). Bytes go from sender to receiver in packets of the kernel's memory: a sender
 * fills one without a lock and then enters it into the receiver's queue.
 *
 * One spin lock protects how sockets hang together, their queues and their state: what is done under it is
 * short. A receiver holds its socket's `receive_lock` while it copies out of a queued packet, so only
 * receivers take packets out, and the lock is never waited for longer than a copy takes.
 *
 * A socket is referenced by its file, by its peers, and by those who work with it.
 */
#pragma once

#include <core/list.h>
#include <net/socket.h>
#include <sched/lock.h>

struct unix_socket;
struct vnode;

/** An address that a socket has or had. Everything but `owner` stays as it is. */
struct unix_name {
    uint32_t references; /* atomic */
    struct socket_address address;
    struct vnode *vnode;       /* of a path: referenced; NULL: abstract */
    struct unix_socket *owner; /* not referenced; NULL: it is gone; under unix_lock */
    struct list_node node;     /* of all names with an owner; under unix_lock */
};

struct unix_packet {
    struct list_node node;  /* in a queue; under unix_lock */
    struct unix_name *from; /* referenced; NULL: the sender has no name */
    struct file **files;    /* referenced; NULL: none */
    unsigned file_count;
    uint32_t size, offset; /* bytes, and how many of them were read; offset: under the receive lock */
    uint8_t bytes[];
};

/** What a packet counts for in buffer sizes. */
#define UNIX_PACKET_CHARGE(payload) ((payload) + (uint32_t)sizeof(struct unix_packet))
/** So much of a stream goes into one packet, which then is a power of two with the heap's header. */
#define UNIX_PIECE (16384u - 64u - (uint32_t)sizeof(struct unix_packet))

struct unix_socket {
    struct socket socket;
    uint32_t references; /* atomic */
    struct mutex receive_lock;
    /** Those who want to send to this one or connect to it, and find no room. */
    struct wait_queue space;
    /* All under unix_lock: */
    struct unix_name *name;   /* referenced; set once */
    struct unix_socket *peer; /* referenced */
    struct list_node queue;   /* struct unix_packet */
    uint32_t queued;          /* charges of the queue */
    struct list_node pending; /* of a listening socket: connections to be accepted, by `pending_node` */
    struct list_node pending_node;
    int pending_count, backlog;
    struct list_node followers; /* datagram sockets connected to this one, by `follow_node` */
    struct list_node follow_node;
    bool receive_shut, send_shut, closed;
    bool crowded; /* a datagram found no room in the queue, from which none was taken since */
};

extern struct spinlock unix_lock;
extern const struct socket_ops unix_ops;

static inline struct unix_socket *unix_of(struct socket *socket)
{
    return container_of(socket, struct unix_socket, socket);
}

static inline bool unix_is_datagram(const struct unix_socket *self)
{
    return self->socket.type == SOCK_DGRAM;
}

/** A socket with one reference; NULL: out of memory. */
struct unix_socket *must_check unix_allocate(int type);
static inline struct unix_socket *unix_get(struct unix_socket *self)
{
    __atomic_fetch_add(&self->references, 1, __ATOMIC_RELAXED);
    return self;
}
void unix_put(struct unix_socket *self);
/** socket_ops.release: ends what the socket is part of and puts it. */
void unix_release(struct socket *socket);

static inline struct unix_name *unix_name_get(struct unix_name *name)
{
    if (name != NULL) __atomic_fetch_add(&name->references, 1, __ATOMIC_RELAXED);
    return name;
}
/** NULL is allowed. May sleep. */
void unix_name_put(struct unix_name *name);
/** The socket is gone: nobody finds it by its name any more. With unix_lock. */
void unix_name_disown(struct unix_name *name);
int unix_bind(struct socket *socket, const struct socket_address *address);
/** The socket of a type at an address, referenced. -ECONNREFUSED: there is nobody; -EPROTOTYPE; -EINVAL, and
 * what paths can give. */
int must_check unix_find(const struct socket_address *address, int type, struct unix_socket **found);
int unix_name_of(struct socket *socket, bool peer, struct socket_address *name);

/** Fills a packet with the next `size` bytes of a message. -ENOMEM, -EFAULT. */
int must_check unix_packet_create(struct message *message, uint32_t size, struct unix_packet **created);
/** Frees packets, the files in them too. May sleep. */
void unix_packet_free(struct unix_packet *packet);
void unix_packets_free(struct list_node *packets);
/** Enters a packet into the queue, or takes the first one out. With unix_lock. */
void unix_enqueue(struct unix_socket *to, struct unix_packet *packet);
void unix_dequeue(struct unix_socket *self, struct unix_packet *packet);
/** There is room in the queue of `self` again: wakes who may wait for it. With unix_lock. */
void unix_wake_senders(struct unix_socket *self);

int unix_connect(struct socket *socket, const struct socket_address *address, bool nonblocking);
/** Connects two sockets that have no peer. With unix_lock. */
void unix_join(struct unix_socket *a, struct unix_socket *b);
int unix_listen(struct socket *socket, int backlog);
int unix_accept(struct socket *socket, struct socket **accepted, bool nonblocking);
ssize64_t unix_send(struct socket *socket, struct message *message);
ssize64_t unix_receive(struct socket *socket, struct message *message);
uint32_t unix_poll(struct socket *socket, struct poll_table *table);
int unix_shutdown(struct socket *socket, int how);
long unix_ioctl(struct socket *socket, unsigned long request, unsigned long argument);
int unix_get_option(struct socket *socket, int level, int name, void *value, uint32_t *size);

/** Whether `self` may send a datagram to `to`: a connected socket takes them from its peer only. */
static inline bool unix_accepts(const struct unix_socket *to, const struct unix_socket *self)
{
    return to->peer == NULL || to->peer == self;
}
