/* SPDX-License-Identifier: MIT */
/* Sockets for datagrams: UDP. */
#include <abi/errno.h>
#include <abi/in.h>
#include <abi/ioctl.h>
#include <abi/poll.h>
#include <lwip/udp.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <vfs/vfs.h>

#include "private.h"

/* The longest payload: 65535 bytes with both headers (RFC 768, RFC 791). */
#define PAYLOAD_MAX (65535u - 8 - 20)
/* What a datagram counts for beside its bytes. */
#define OVERHEAD 256u

uint32_t datagram_events(const struct inet_socket *self)
{
    uint32_t events = POLLOUT | POLLWRNORM;
    if (self->socket.error != 0) events |= POLLERR;
    if (!list_empty(&self->datagrams) || self->receive_shut) events |= POLLIN | POLLRDNORM;
    if (self->receive_shut) events |= POLLRDHUP;
    if (self->receive_shut && self->send_shut) events |= POLLHUP;
    return events;
}

static void on_datagram(void *argument, struct udp_pcb *pcb, struct pbuf *pbuf, const ip_addr_t *from,
                        uint16_t port)
{
    (void)pcb;
    struct inet_socket *self = argument;
    struct inet_datagram *datagram = NULL;
    if (pbuf == NULL) { /* the peer refuses what we send (unreachable.c) */
        __atomic_store_n(&self->socket.error, ECONNREFUSED, __ATOMIC_RELEASE);
        inet_changed(self);
        return;
    }
    uint32_t charge = pbuf->tot_len + OVERHEAD;
    if (!self->receive_shut && self->datagram_bytes + charge <= self->socket.receive_buffer)
        datagram = kmalloc(sizeof(*datagram));
    if (datagram == NULL) {
        pbuf_free(pbuf);
        return;
    }
    *datagram = (struct inet_datagram){.pbuf = pbuf, .from = *from, .port = port};
    list_add_tail(&self->datagrams, &datagram->node);
    self->datagram_bytes += charge;
    inet_changed(self);
}

static void drop(struct inet_socket *self, struct inet_datagram *datagram)
{
    list_remove(&datagram->node);
    self->datagram_bytes -= datagram->pbuf->tot_len + OVERHEAD;
    pbuf_free(datagram->pbuf);
    kfree(datagram);
}

static void apply_options(struct inet_socket *self)
{
    if (socket_option(&self->socket, SO_REUSEADDR) || socket_option(&self->socket, SO_REUSEPORT))
        ip_set_option(self->udp, SOF_REUSEADDR);
    else
        ip_reset_option(self->udp, SOF_REUSEADDR);
    ip_set_option(self->udp, SOF_BROADCAST);
}

/* socket(7): who does not say that he wants to broadcast may not. */
static int check_broadcast(const struct inet_socket *self, const ip_addr_t *ip)
{
    if (!IP_IS_V4(ip) || socket_option(&self->socket, SO_BROADCAST)) return 0;
    struct netif *netif;
    NETIF_FOREACH(netif)
    if (ip4_addr_isbroadcast(ip_2_ip4(ip), netif)) return -EACCES;
    return 0;
}

static int need_pcb(struct inet_socket *self)
{
    if (self->udp != NULL) return 0;
    self->udp = udp_new_ip_type(inet_ip_type(self));
    if (self->udp == NULL) return -ENOBUFS;
    udp_recv(self->udp, on_datagram, self);
    apply_options(self);
    return 0;
}

static int bind_locked(struct inet_socket *self, const ip_addr_t *ip, uint16_t port)
{
    if (self->udp != NULL && self->udp->local_port != 0) return -EINVAL;
    if (!inet_address_is_local(ip)) return -EADDRNOTAVAIL;
    int status = need_pcb(self);
    if (status == 0) status = inet_error(udp_bind(self->udp, ip, port));
    /* Who lets the port be chosen is a client. */
    if (status == 0 && port != 0) inet_tell_listening("udp", ip, port);
    return status;
}

static int datagram_bind(struct socket *socket, const struct socket_address *address)
{
    struct inet_socket *self = inet_of(socket);
    ip_addr_t ip;
    uint16_t port;
    int status = inet_address_read(self, address, true, &ip, &port);
    if (status != 0) return status;
    inet_lock();
    status = bind_locked(self, &ip, port);
    inet_unlock();
    return status;
}

/* Gives back the address that came with the peer. */
static void give_back(struct inet_socket *self)
{
    if (self->borrowed) {
        ip_addr_set_zero(&self->udp->local_ip);
        IP_SET_TYPE_VAL(self->udp->local_ip, inet_ip_type(self));
    }
    self->borrowed = false;
}

static int connect_locked(struct inet_socket *self, const ip_addr_t *ip, uint16_t port)
{
    int status = check_broadcast(self, ip);
    if (status == 0) status = need_pcb(self);
    if (status != 0) return status;
    give_back(self);
    struct netif *netif = ip_route(&self->udp->local_ip, ip);
    if (netif == NULL) return -ENETUNREACH;
    status = inet_error(udp_connect(self->udp, ip, port));
    if (status != 0) return status;
    self->connected = true;
    /* Programs connect a datagram socket to learn the address that packets would have: lwIP decides with each
     * packet and would not tell. */
    if (ip_addr_isany(&self->udp->local_ip)) {
        const ip_addr_t *local = ip_netif_get_local_ip(netif, ip);
        if (local != NULL) ip_addr_set_ipaddr(&self->udp->local_ip, local);
        self->borrowed = local != NULL;
    }
    return 0;
}

static int datagram_connect(struct socket *socket, const struct socket_address *address, bool nonblocking)
{
    (void)nonblocking;
    struct inet_socket *self = inet_of(socket);
    ip_addr_t ip;
    uint16_t port;
    int status = 0;
    if (address->family != AF_UNSPEC) status = inet_address_read(self, address, false, &ip, &port);
    if (status != 0) return status;
    inet_lock();
    if (address->family != AF_UNSPEC) {
        status = connect_locked(self, &ip, port);
    } else if (self->udp != NULL) {
        udp_disconnect(self->udp);
        give_back(self);
        self->connected = false;
    }
    inet_unlock();
    return status;
}

static int datagram_name(struct socket *socket, bool peer, struct socket_address *name)
{
    struct inet_socket *self = inet_of(socket);
    ip_addr_t ip = self->socket.domain == AF_INET ? *IP4_ADDR_ANY : *IP_ANY_TYPE;
    uint16_t port = 0;
    inet_lock();
    int status = peer && !self->connected ? -ENOTCONN : 0;
    if (self->udp != NULL) {
        ip = peer ? self->udp->remote_ip : self->udp->local_ip;
        port = peer ? self->udp->remote_port : self->udp->local_port;
    }
    inet_unlock();
    inet_address_write(self, &ip, port, name);
    return status;
}

static int send_locked(struct inet_socket *self, struct pbuf *pbuf, const ip_addr_t *ip, uint16_t port)
{
    int status = need_pcb(self);
    if (status != 0) return status;
    if (ip == NULL && !self->connected) return -EDESTADDRREQ;
    if (ip != NULL) status = check_broadcast(self, ip);
    if (status != 0) return status;
    err_t error = ip == NULL ? udp_send(self->udp, pbuf) : udp_sendto(self->udp, pbuf, ip, port);
    return inet_error(error);
}

static ssize64_t datagram_send(struct socket *socket, struct message *message)
{
    struct inet_socket *self = inet_of(socket);
    ip_addr_t ip;
    uint16_t port = 0;
    size_t size = message->left;
    bool to = message->address.length != 0;
    if (message->flags & MSG_OOB) return -EOPNOTSUPP;
    int status = to ? inet_address_read(self, &message->address, false, &ip, &port) : 0;
    if (status != 0) return status;
    if (size > PAYLOAD_MAX) return -EMSGSIZE;
    if (self->send_shut) return -EPIPE;
    if (to && port == 0) return -EINVAL;
    status = socket_take_error(socket);
    if (status != 0) return status;
    inet_lock();
    struct pbuf *pbuf = pbuf_alloc(PBUF_TRANSPORT, (uint16_t)size, PBUF_RAM);
    if (pbuf == NULL)
        status = -ENOBUFS;
    else if (message_take(message, pbuf->payload, size) != size)
        status = -EFAULT;
    else
        status = send_locked(self, pbuf, to ? &ip : NULL, port);
    if (pbuf != NULL) pbuf_free(pbuf);
    inet_unlock();
    return status != 0 ? status : (ssize64_t)size;
}

static ssize64_t take(struct inet_socket *self, struct message *message)
{
    struct inet_datagram *datagram = list_entry(self->datagrams.next, struct inet_datagram, node);
    uint32_t size = datagram->pbuf->tot_len;
    bool fault = false;
    inet_address_write(self, &datagram->from, datagram->port, &message->address);
    if (size > message->left) message->told |= MSG_TRUNC;
    ssize64_t result = message->flags & MSG_TRUNC ? size : MIN(size, message->left);
    for (struct pbuf *pbuf = datagram->pbuf; pbuf != NULL && message->left != 0 && !fault;
         pbuf = pbuf->next) {
        size_t part = MIN(pbuf->len, message->left);
        fault = message_put(message, pbuf->payload, part) != part;
    }
    if (!(message->flags & MSG_PEEK)) drop(self, datagram);
    return fault ? -EFAULT : result;
}

static ssize64_t receive_locked(struct inet_socket *self, struct message *message)
{
    uint64_t timeout_ns = self->socket.receive_timeout_ns, deadline = socket_deadline(timeout_ns);
    for (;;) {
        int error = socket_take_error(&self->socket);
        if (error != 0) return error;
        if (!list_empty(&self->datagrams)) return take(self, message);
        if (self->receive_shut) return 0;
        if (message->nonblocking) return -EAGAIN;
        int status = inet_wait(self, deadline);
        if (status != 0) return socket_wait_status(status, timeout_ns);
    }
}

static ssize64_t datagram_receive(struct socket *socket, struct message *message)
{
    struct inet_socket *self = inet_of(socket);
    if (message->flags & MSG_OOB) return -EOPNOTSUPP;
    if (message->flags & MSG_ERRQUEUE) return -EAGAIN;
    inet_lock();
    ssize64_t received = receive_locked(self, message);
    __atomic_store_n(&self->ready, datagram_events(self), __ATOMIC_RELEASE);
    inet_unlock();
    return received;
}

static uint32_t datagram_poll(struct socket *socket, struct poll_table *table)
{
    poll_register(table, &socket->wait);
    return __atomic_load_n(&inet_of(socket)->ready, __ATOMIC_ACQUIRE);
}

static int datagram_shutdown(struct socket *socket, int how)
{
    struct inet_socket *self = inet_of(socket);
    inet_lock();
    int status = self->connected ? 0 : -ENOTCONN;
    self->receive_shut |= how != SHUT_WR;
    self->send_shut |= how != SHUT_RD;
    inet_changed(self);
    inet_unlock();
    return status;
}

static int datagram_set_option(struct socket *socket, int level, int name, const void *value, uint32_t size)
{
    struct inet_socket *self = inet_of(socket);
    inet_lock();
    /* lwIP's control block is what keeps them. */
    int status = need_pcb(self);
    if (status == 0)
        status = inet_set_option(self, level, name, value, size, &self->udp->tos, &self->udp->ttl);
    inet_unlock();
    return status;
}

static int datagram_get_option(struct socket *socket, int level, int name, void *value, uint32_t *size)
{
    struct inet_socket *self = inet_of(socket);
    inet_lock();
    const struct udp_pcb *pcb = self->udp;
    int status = inet_get_option(self, level, name, value, size, pcb != NULL ? &pcb->tos : NULL,
                                 pcb != NULL ? &pcb->ttl : NULL);
    inet_unlock();
    return status;
}

static void datagram_option_changed(struct socket *socket, int name)
{
    (void)name;
    inet_lock();
    if (inet_of(socket)->udp != NULL) apply_options(inet_of(socket));
    inet_unlock();
}

static long datagram_ioctl(struct socket *socket, unsigned long request, unsigned long argument)
{
    struct inet_socket *self = inet_of(socket);
    uint32_t bytes = 0;
    if (request != FIONREAD && request != SIOCOUTQ) return -ENOTTY;
    inet_lock();
    if (request == FIONREAD && !list_empty(&self->datagrams))
        bytes = list_entry(self->datagrams.next, struct inet_datagram, node)->pbuf->tot_len;
    inet_unlock();
    return put_user32(bytes, (uint32_t *)argument);
}

static void datagram_release(struct socket *socket)
{
    struct inet_socket *self = inet_of(socket);
    inet_lock();
    if (self->udp != NULL) udp_remove(self->udp);
    while (!list_empty(&self->datagrams))
        drop(self, list_entry(self->datagrams.next, struct inet_datagram, node));
    inet_unlock();
    kfree(self);
}

const struct socket_ops datagram_ops = {
    .bind = datagram_bind,
    .connect = datagram_connect,
    .name = datagram_name,
    .send = datagram_send,
    .receive = datagram_receive,
    .poll = datagram_poll,
    .shutdown = datagram_shutdown,
    .set_option = datagram_set_option,
    .get_option = datagram_get_option,
    .option_changed = datagram_option_changed,
    .ioctl = datagram_ioctl,
    .release = datagram_release,
};
