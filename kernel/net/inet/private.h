/* SPDX-License-Identifier: MIT */
/*
 * TCP/IP. All of lwIP, and of the sockets what is not said to be otherwise, is under one mutex, the inet
 * lock. A thread takes frames from the cards and minds lwIP's timers; system calls do their work themselves,
 * under the same lock, and so need no other thread.
 *
 * Bytes are copied from and to the program under that lock, which may mean to wait for a page. Nothing that
 * holds mm's or vfs's locks takes it.
 */
#pragma once

#include <core/demand.h>
#include <core/list.h>
#include <lwip/ip_addr.h>
#include <lwip/pbuf.h>
#include <net/socket.h>

struct netif;
struct tcp_pcb;
struct udp_pcb;

/** Of a socket for streams. */
enum stream_state {
    STREAM_NEW,        /* perhaps bound */
    STREAM_LISTENING,  /* `pending` has connections */
    STREAM_CONNECTING, /* the answer is on its way */
    STREAM_CONNECTED,  /* or was */
};

/** A datagram that was received. */
struct inet_datagram {
    struct list_node node;
    struct pbuf *pbuf;
    ip_addr_t from;
    uint16_t port;
};

struct inet_socket {
    struct socket socket;
    union {
        struct tcp_pcb *tcp; /* NULL: there is none yet, or lwIP ended it */
        struct udp_pcb *udp;
    };
    /** What poll answers, kept up to date by inet_changed; read without the lock. */
    uint32_t ready;
    /** Counts up when anything changes; waits compare it. Read without the lock. */
    uint32_t changes;
    bool v6_only, receive_shut, send_shut;
    bool connected; /* datagrams: has a peer */
    bool borrowed;  /* datagrams: has an address of its own only as long as it has a peer */
    /* Streams. */
    enum stream_state state;
    struct pbuf *received, *received_last; /* linked by `next`, whatever packets they came in */
    uint32_t received_bytes;
    uint32_t received_offset; /* in the first of them */
    bool finished;            /* the peer has sent all */
    bool no_delay, cork;
    struct list_node pending, pending_node; /* connections to be accepted */
    int pending_count, backlog;             /* of those; at most one more than `backlog` */
    /* Datagrams. */
    struct list_node datagrams;
    uint32_t datagram_bytes;
};

static inline struct inet_socket *inet_of(struct socket *socket)
{
    return container_of(socket, struct inet_socket, socket);
}

void inet_lock(void);
/** Before, what is to be sent goes out, and what was sent to ourselves comes in. */
void inet_unlock(void);

/** A socket with no protocol's part yet; NULL: out of memory. */
struct inet_socket *must_check inet_allocate(int domain, int type, int protocol);

/** Something has changed about the socket: its events are worked out anew, and who waits is woken. */
void inet_changed(struct inet_socket *self);
/** Unlocks, waits until something changes after the call that returned `seen`, or for the deadline, and locks
 * again. 0, -ERESTARTSYS, -ETIMEDOUT. */
int must_check inet_wait(struct inet_socket *self, uint64_t deadline_ns);

extern const struct socket_ops stream_ops, datagram_ops;
/** NULL in a kernel whose program neither connects nor listens: nothing could be done with a stream. */
DECLARE_FOR(streams, stream_ops);
/** Of streams: from lwIP, which calls them with the lock. */
void stream_attach(struct inet_socket *self, struct tcp_pcb *pcb);
void stream_detach(struct inet_socket *self);
/** Gives up a connection or what there is of it, at once if `abort`. */
void stream_end_connection(struct inet_socket *self, bool abort);
/** Makes the control block, if there is none. 0 or -ENOBUFS. */
int must_check stream_need_pcb(struct inet_socket *self);
/** Brings the socket's options into the control block. */
void stream_apply_options(struct inet_socket *self);
int stream_bind(struct socket *socket, const struct socket_address *address);
int stream_connect(struct socket *socket, const struct socket_address *address, bool nonblocking);
int stream_listen(struct socket *socket, int backlog);
int stream_accept(struct socket *socket, struct socket **accepted, bool nonblocking);
ssize64_t stream_send(struct socket *socket, struct message *message);
ssize64_t stream_receive(struct socket *socket, struct message *message);
int stream_set_option(struct socket *socket, int level, int name, const void *value, uint32_t size);
int stream_get_option(struct socket *socket, int level, int name, void *value, uint32_t *size);
/** Bytes that may be sent now. */
uint32_t stream_room(const struct inet_socket *self);
/** Whether something follows soon, once `size` bytes of a message are sent. */
static inline bool stream_follows(const struct inet_socket *self, const struct message *message, size_t size)
{
    return size < message->left || self->cork || (message->flags & MSG_MORE);
}
/** Enters up to `size` bytes of a message of pages, those at `piece`, which come next, without a copy. How
 * many; 0: they are to be copied. */
ssize64_t stream_write_page(struct inet_socket *self, struct message *message, char *piece, size_t size);
DECLARE_DO(file_pages, stream_write_page);

/** The events of a socket. With the lock. */
uint32_t stream_events(const struct inet_socket *self);
DECLARE_DO(streams, stream_events);
uint32_t datagram_events(const struct inet_socket *self);

/** An errno for lwIP's err_t, negative. */
int inet_error(int error);

/** The address and port that a program means, for a socket of its family. `bind`: the address may be any, and
 * that of an IPv6 socket stands for both families. -EINVAL, -EAFNOSUPPORT, -ENETUNREACH. */
int must_check inet_address_read(const struct inet_socket *self, const struct socket_address *address,
                                 bool bind, ip_addr_t *ip, uint16_t *port);
void inet_address_write(const struct inet_socket *self, const ip_addr_t *ip, uint16_t port,
                        struct socket_address *address);
/** Whether packets to that address come here. With the lock. */
bool inet_address_is_local(const ip_addr_t *ip);
/** lwIP's type of addresses for a new protocol control block. */
static inline uint8_t inet_ip_type(const struct inet_socket *self)
{
    if (self->socket.domain == AF_INET) return IPADDR_TYPE_V4;
    return self->v6_only ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY;
}

/** Options that streams and datagrams share: of the levels IPPROTO_IP and IPPROTO_IPV6. `tos` and `ttl` are
 * the control block's, NULL where there is none now. */
int inet_set_option(struct inet_socket *self, int level, int name, const void *value, uint32_t size,
                    uint8_t *tos, uint8_t *ttl);
int inet_get_option(struct inet_socket *self, int level, int name, void *value, uint32_t *size,
                    const uint8_t *tos, const uint8_t *ttl);
/** An interface as programs know it: lo, eth0. */
const char *interface_name(const struct netif *netif);
/** IFF_*. */
uint32_t interface_flags(const struct netif *netif);
uint32_t interface_mtu(const struct netif *netif);

/** Takes over the machine's cards. */
int must_check inet_devices_start(void);
/** Takes in what the cards have received, up to some number of frames; true: there may be more. With the
 * lock. */
bool inet_devices_receive(void);
/** With the lock. */
void inet_devices_flush(void);
/** Wakes the thread. Any context. */
void inet_wake(void);

/** Name server number `index`, from 0 on; false: there are not so many. With the lock. */
bool inet_name_server(unsigned index, ip_addr_t *server);
/** Tells the host that the program waits for clients at a port ("tcp", "udp"), unless they can only come from
 * the guest itself. */
void inet_tell_listening(const char *protocol, const ip_addr_t *address, uint16_t port);
/** Gives the interfaces their addresses, as the command line says or by DHCP. With the lock. */
void inet_configure(struct netif *netif);
