/* SPDX-License-Identifier: MIT */
/*
 * Sockets, between the system calls and the families of protocols. A family registers itself in the set
 * `socket_family` and makes sockets, which bring their operations along.
 */
#pragma once

#include <core/set.h>
#include <net/message.h>
#include <sched/wait.h>

struct file;
struct poll_table;
struct socket;

/** What a protocol does. NULL: -EOPNOTSUPP, or what is said there. All return 0 or a negative errno, unless
 * said otherwise; all may sleep, but `poll`. Several threads may call at once. */
struct socket_ops {
    /** `address->family` is not looked at before. */
    int (*bind)(struct socket *socket, const struct socket_address *address);
    int (*connect)(struct socket *socket, const struct socket_address *address, bool nonblocking);
    /** `backlog` is from 0 to SOMAXCONN. */
    int (*listen)(struct socket *socket, int backlog);
    /** A new socket in *accepted. */
    int (*accept)(struct socket *socket, struct socket **accepted, bool nonblocking);
    /** The socket's own address, or its peer's (-ENOTCONN). */
    int (*name)(struct socket *socket, bool peer, struct socket_address *name);
    /** Bytes moved. SIGPIPE is for the caller to send. */
    ssize64_t (*send)(struct socket *socket, struct message *message);
    ssize64_t (*receive)(struct socket *socket, struct message *message);
    uint32_t (*poll)(struct socket *socket, struct poll_table *table);
    int (*shutdown)(struct socket *socket, int how);
    /** Options of other levels than SOL_SOCKET, and those of that level that the socket layer does not know.
     * `value` has `size` bytes; -ENOPROTOOPT. NULL: that. */
    int (*set_option)(struct socket *socket, int level, int name, const void *value, uint32_t size);
    /** Fills up to *size bytes, and says how many. */
    int (*get_option)(struct socket *socket, int level, int name, void *value, uint32_t *size);
    /** An option of struct socket has changed. NULL: nothing is to be done. */
    void (*option_changed)(struct socket *socket, int name);
    /** NULL: -ENOTTY. */
    long (*ioctl)(struct socket *socket, unsigned long request, unsigned long argument);
    /** The last descriptor went: the socket and its memory are the family's to end. */
    void (*release)(struct socket *socket);
};

/** Options that are on or off, as bits of socket.options by their SO_* numbers, which are below 64. */
#define SOCKET_OPTION(name) (1ull << (name))

/** The part that all families share; it lies inside of what the family keeps. */
struct socket {
    const struct socket_ops *ops;
    int domain, type, protocol;
    struct wait_queue wait;                       /* woken whenever something may be read or written anew */
    uint64_t options;                             /* atomic; SOCKET_OPTION(SO_REUSEADDR), ... */
    uint32_t send_buffer, receive_buffer;         /* bytes; SO_SNDBUF, SO_RCVBUF */
    uint64_t send_timeout_ns, receive_timeout_ns; /* 0: none */
    struct linger linger;
    int32_t receive_low;
    int error; /* positive errno, atomic: SO_ERROR takes it */
    bool listening;
};

/** Registers with SET_ADD(socket_family, struct socket_family, name). */
struct socket_family {
    int domain;
    /** `type` without flags. -EPROTONOSUPPORT, -ESOCKTNOSUPPORT, -EPROTOTYPE, -ENOMEM. */
    int (*create)(int type, int protocol, struct socket **created);
    /** Two sockets connected to each other; NULL: -EOPNOTSUPP. */
    int (*pair)(int type, int protocol, struct socket *pair[2]);
};

/** Requests of ioctl(2) that sockets of all families take, those about interfaces. Registers with
 * SET_ADD(socket_control, struct socket_control, name). */
struct socket_control {
    /** -ENOTTY: not one of these. */
    long (*ioctl)(unsigned long request, unsigned long argument);
};

#define SOCKET_BUFFER_DEFAULT 212992u
#define SOCKET_BUFFER_LEAST 2304u
#define SOCKET_BUFFER_MOST (8u << 20)

/** Fills what all sockets share with defaults. */
void socket_init(struct socket *socket, const struct socket_ops *ops, int domain, int type, int protocol);

static inline bool socket_option(const struct socket *socket, int name)
{
    return __atomic_load_n(&socket->options, __ATOMIC_RELAXED) & SOCKET_OPTION(name);
}

/** The pending error as a negative errno, which is pending no more; 0: none. */
static inline int socket_take_error(struct socket *socket)
{
    return -__atomic_exchange_n(&socket->error, 0, __ATOMIC_ACQ_REL);
}

/** The deadline that a timeout of socket options gives. */
uint64_t socket_deadline(uint64_t timeout_ns);
/** What a call answers whose wait ended with `status`: -EAGAIN at the deadline; a signal restarts it only if
 * there was none. */
int socket_wait_status(int status, uint64_t timeout_ns);

/** The socket behind a file, or NULL. */
struct socket *socket_of(const struct file *file);
/** A file for a socket, which owns it from then on; -ENOMEM: the caller still does. `flags`: O_NONBLOCK. */
int must_check socket_file_create(struct socket *socket, uint32_t flags, struct file **file);
