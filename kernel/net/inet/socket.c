/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <abi/in.h>
#include <core/log.h>
#include <lwip/err.h>
#include <mm/kmalloc.h>

#include "private.h"

struct inet_socket *inet_allocate(int domain, int type, int protocol)
{
    bool stream = type == SOCK_STREAM;
    struct inet_socket *self = kzalloc(sizeof(*self));
    if (self == NULL) return NULL;
    socket_init(&self->socket, stream ? &FOR(streams, stream_ops) : &datagram_ops, domain, type, protocol);
    list_init(&self->pending);
    list_init(&self->pending_node);
    list_init(&self->datagrams);
    self->ready = stream ? DO(streams, stream_events)(self) : datagram_events(self);
    return self;
}

void inet_changed(struct inet_socket *self)
{
    uint32_t ready =
        self->socket.type == SOCK_STREAM ? DO(streams, stream_events)(self) : datagram_events(self);
    __atomic_store_n(&self->ready, ready, __ATOMIC_RELEASE);
    __atomic_store_n(&self->changes, self->changes + 1, __ATOMIC_RELEASE);
    wake_all(&self->socket.wait);
}

int inet_error(int error)
{
    switch (error) {
    case ERR_OK: return 0;
    case ERR_MEM:
    case ERR_BUF: return -ENOBUFS;
    case ERR_TIMEOUT: return -ETIMEDOUT;
    case ERR_RTE: return -ENETUNREACH;
    case ERR_INPROGRESS: return -EINPROGRESS;
    case ERR_VAL: return -EINVAL;
    case ERR_WOULDBLOCK: return -EAGAIN;
    case ERR_USE: return -EADDRINUSE;
    case ERR_ALREADY: return -EALREADY;
    case ERR_ISCONN: return -EISCONN;
    case ERR_CONN: return -ENOTCONN;
    case ERR_IF: return -ENETDOWN;
    case ERR_ABRT: return -ETIMEDOUT; /* lwIP has given up */
    case ERR_RST:
    case ERR_CLSD: return -ECONNRESET;
    case ERR_ARG:
    default: return -EINVAL;
    }
}

void inet_tell_listening(const char *protocol, const ip_addr_t *address, uint16_t port)
{
    if (log_is_for_host() && !ip_addr_isloopback(address)) log_line("listening %s %u", protocol, port);
}

static int create(int domain, int type, int protocol, struct socket **created)
{
    int wanted = type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP;
    if (type == SOCK_RAW) return -EPERM;
    if (type != SOCK_STREAM && type != SOCK_DGRAM) return -ESOCKTNOSUPPORT;
    if (protocol != 0 && protocol != wanted) return -EPROTONOSUPPORT;
    if (type == SOCK_STREAM && &FOR(streams, stream_ops) == NULL) {
        log_warn("TCP was left out of this kernel (add it: --add-symbol connect, or --add-syscall connect)");
        return -EPROTONOSUPPORT;
    }
    struct inet_socket *self = inet_allocate(domain, type, wanted);
    if (self == NULL) return -ENOMEM;
    *created = &self->socket;
    return 0;
}

static int create_v4(int type, int protocol, struct socket **created)
{
    return create(AF_INET, type, protocol, created);
}

static int create_v6(int type, int protocol, struct socket **created)
{
    return create(AF_INET6, type, protocol, created);
}

static const struct socket_family inet_family = {.domain = AF_INET, .create = create_v4};
SET_ADD(socket_family, struct socket_family, inet_family);
static const struct socket_family inet6_family = {.domain = AF_INET6, .create = create_v6};
SET_ADD(socket_family, struct socket_family, inet6_family);
