/* SPDX-License-Identifier: MIT */
/* Sockets for streams: their life, and what lwIP tells of their connections. */
#include <abi/errno.h>
#include <abi/in.h>
#include <abi/ioctl.h>
#include <abi/poll.h>
#include <arch/hooks.h>
#include <lwip/priv/tcp_priv.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <vfs/vfs.h>

#include "private.h"

/* A writer is woken when a third of the buffer is free, not for each acknowledgement. */
#define ROOM_SHARE 3

/* In each direction, when memory is short. */
#define SHORT_CAPACITY 8192u

/* What a connection may hold, of `wanted` bytes. */
static uint32_t rationed(uint32_t wanted)
{
    switch (lwip_memory()) {
    case LWIP_MEMORY_ENOUGH: return wanted;
    case LWIP_MEMORY_SHORT: return MIN(wanted, SHORT_CAPACITY);
    case LWIP_MEMORY_NONE: break;
    }
    return MIN(wanted, (uint32_t)TCP_MSS);
}

static uint32_t capacity(const struct inet_socket *self)
{
    return rationed(MIN(self->socket.send_buffer, (uint32_t)TCP_SND_BUF));
}

uint32_t stream_room(const struct inet_socket *self)
{
    /* lwIP counts from its own limit, a socket may have a lower one. */
    uint32_t used = (uint32_t)TCP_SND_BUF - self->tcp->snd_buf;
    if (tcp_sndqueuelen(self->tcp) >= TCP_SND_QUEUELEN - 4) return 0;
    return used < capacity(self) ? capacity(self) - used : 0;
}

static bool is_writable(const struct inet_socket *self)
{
    if (self->state == STREAM_CONNECTING) return false;
    if (self->tcp == NULL || self->send_shut) return true; /* a write does not wait: it fails */
    return stream_room(self) >= capacity(self) / ROOM_SHARE;
}

uint32_t stream_events(const struct inet_socket *self)
{
    uint32_t events = self->socket.error != 0 ? POLLERR : 0;
    if (self->state == STREAM_LISTENING)
        return list_empty(&self->pending) && !self->receive_shut ? events : events | POLLIN | POLLRDNORM;
    if (self->state == STREAM_NEW) {
        if (self->finished) events |= POLLIN | POLLRDNORM | POLLRDHUP;
        return events | POLLOUT | POLLWRNORM | POLLHUP;
    }
    bool ended = self->receive_shut || self->finished;
    bool gone = self->state == STREAM_CONNECTED && self->tcp == NULL;
    if (self->received_bytes >= (uint32_t)self->socket.receive_low || ended || gone)
        events |= POLLIN | POLLRDNORM;
    if (ended || gone) events |= POLLRDHUP;
    if ((ended && self->send_shut) || gone) events |= POLLHUP;
    if (is_writable(self)) events |= POLLOUT | POLLWRNORM;
    return events;
}
DO_FOR_USE(streams, stream_events);

/* What came with one packet goes to the end of what is there. */
static void append(struct inet_socket *self, struct pbuf *pbuf)
{
    self->received_bytes += pbuf->tot_len;
    if (self->received == NULL)
        self->received = pbuf;
    else
        self->received_last->next = pbuf;
    while (pbuf->next != NULL) pbuf = pbuf->next;
    self->received_last = pbuf;
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *pbuf, err_t error)
{
    (void)error;
    struct inet_socket *self = argument;
    if (pbuf != NULL) {
        /* lwIP keeps this one, offers it again soon, and drops what comes after it until then. */
        if (self->received_bytes >= rationed(TCP_WND)) return ERR_MEM;
        append(self, pbuf);
    } else {
        self->finished = true;
        /* Both sides have finished: what is left is lwIP's, which forgets the connection without a word. */
        if (pcb->state == TIME_WAIT || pcb->state == CLOSING) stream_detach(self);
    }
    inet_changed(self);
    return ERR_OK;
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, uint16_t size)
{
    (void)pcb, (void)size;
    struct inet_socket *self = argument;
    if (is_writable(self)) inet_changed(self);
    return ERR_OK;
}

/* The control block is gone. */
static void on_error(void *argument, err_t error)
{
    struct inet_socket *self = argument;
    bool connecting = self->state == STREAM_CONNECTING;
    int number = -inet_error(error);
    /* RFC 9293, 3.10.7: what a reset means depends on how far the connection has come. */
    if (error == ERR_RST) number = connecting ? ECONNREFUSED : self->finished ? EPIPE : ECONNRESET;
    self->tcp = NULL;
    self->state = connecting ? STREAM_NEW : STREAM_CONNECTED;
    if (connecting) self->finished = true;
    /* ERR_CLSD: both sides have finished, and it was acknowledged. */
    if (error != ERR_CLSD) __atomic_store_n(&self->socket.error, number, __ATOMIC_RELEASE);
    inet_changed(self);
}

void stream_attach(struct inet_socket *self, struct tcp_pcb *pcb)
{
    self->tcp = pcb;
    tcp_arg(pcb, self);
    tcp_recv(pcb, on_received);
    tcp_sent(pcb, on_sent);
    tcp_err(pcb, on_error);
}

void stream_detach(struct inet_socket *self)
{
    struct tcp_pcb *pcb = self->tcp;
    tcp_arg(pcb, NULL);
    if (self->state != STREAM_LISTENING) {
        tcp_recv(pcb, NULL);
        tcp_sent(pcb, NULL);
        tcp_err(pcb, NULL);
    }
    self->tcp = NULL;
}

int stream_need_pcb(struct inet_socket *self)
{
    if (self->tcp != NULL) return 0;
    struct tcp_pcb *pcb = tcp_new_ip_type(inet_ip_type(self));
    if (pcb == NULL) return -ENOBUFS;
    stream_attach(self, pcb);
    stream_apply_options(self);
    return 0;
}

void stream_end_connection(struct inet_socket *self, bool abort)
{
    struct tcp_pcb *pcb = self->tcp;
    if (pcb == NULL) return;
    /* Bytes that came and were not read are a reason for the peer to be told that they are lost, which lwIP
     * finds by its window. */
    bool listening = self->state == STREAM_LISTENING;
    stream_detach(self);
    /* From when on a peer that does not answer is waited for. */
    if (!listening) pcb->tmr = tcp_ticks;
    if (abort && !listening)
        tcp_abort(pcb);
    else if (tcp_close(pcb) != ERR_OK)
        tcp_abort(pcb);
}

static void free_received(struct inet_socket *self)
{
    if (self->received != NULL) {
        self->received_last->next = NULL;
        pbuf_free(self->received);
    }
    self->received = self->received_last = NULL;
    self->received_bytes = 0;
}

static void stream_release(struct socket *socket)
{
    struct inet_socket *self = inet_of(socket);
    inet_lock();
    stream_end_connection(self, socket->linger.l_onoff != 0 && socket->linger.l_linger == 0);
    for (struct list_node *node; (node = list_pop(&self->pending)) != NULL;) {
        struct inet_socket *connection = list_entry(node, struct inet_socket, pending_node);
        stream_end_connection(connection, true);
        free_received(connection);
        kfree(connection);
    }
    free_received(self);
    inet_unlock();
    kfree(self);
}

static int stream_name(struct socket *socket, bool peer, struct socket_address *name)
{
    struct inet_socket *self = inet_of(socket);
    int status = 0;
    inet_lock();
    bool connected = self->tcp != NULL && self->state == STREAM_CONNECTED;
    if (peer && !connected) {
        status = -ENOTCONN;
    } else {
        ip_addr_t ip = self->socket.domain == AF_INET ? *IP4_ADDR_ANY : *IP_ANY_TYPE;
        uint16_t port = 0;
        if (self->tcp != NULL) {
            ip = peer ? self->tcp->remote_ip : self->tcp->local_ip;
            port = peer ? self->tcp->remote_port : self->tcp->local_port;
        }
        inet_address_write(self, &ip, port, name);
    }
    inet_unlock();
    return status;
}

static uint32_t stream_poll(struct socket *socket, struct poll_table *table)
{
    poll_register(table, &socket->wait);
    return __atomic_load_n(&inet_of(socket)->ready, __ATOMIC_ACQUIRE) |
           (__atomic_load_n(&socket->error, __ATOMIC_ACQUIRE) != 0 ? POLLERR : 0);
}

static int stream_shutdown(struct socket *socket, int how)
{
    struct inet_socket *self = inet_of(socket);
    int status = 0;
    inet_lock();
    if (self->state == STREAM_LISTENING) {
        if (how != SHUT_WR) {
            /* As Linux: the port is given up, accept fails. */
            stream_end_connection(self, false);
            self->receive_shut = true;
            socket->listening = false;
        }
    } else if (self->tcp == NULL || self->state != STREAM_CONNECTED) {
        status = -ENOTCONN;
    } else {
        if (how != SHUT_WR) self->receive_shut = true;
        if (how != SHUT_RD && !self->send_shut) {
            self->send_shut = true;
            status = inet_error(tcp_shutdown(self->tcp, 0, 1));
        }
    }
    inet_changed(self);
    inet_unlock();
    return status;
}

static long stream_ioctl(struct socket *socket, unsigned long request, unsigned long argument)
{
    struct inet_socket *self = inet_of(socket);
    uint32_t bytes = 0;
    if (request != FIONREAD && request != SIOCOUTQ) return -ENOTTY;
    if (self->state == STREAM_LISTENING) return -EINVAL;
    inet_lock();
    if (request == FIONREAD)
        bytes = self->received_bytes;
    else if (self->tcp != NULL)
        bytes = (uint32_t)TCP_SND_BUF - self->tcp->snd_buf;
    inet_unlock();
    return put_user32(bytes, (uint32_t *)argument);
}

static void stream_option_changed(struct socket *socket, int name)
{
    struct inet_socket *self = inet_of(socket);
    (void)name;
    inet_lock();
    if (self->tcp != NULL) stream_apply_options(self);
    inet_unlock();
}

const struct socket_ops stream_ops = {
    .bind = stream_bind,
    .connect = stream_connect,
    .listen = stream_listen,
    .accept = stream_accept,
    .name = stream_name,
    .send = stream_send,
    .receive = stream_receive,
    .poll = stream_poll,
    .shutdown = stream_shutdown,
    .set_option = stream_set_option,
    .get_option = stream_get_option,
    .option_changed = stream_option_changed,
    .ioctl = stream_ioctl,
    .release = stream_release,
};
FOR_USE(streams, stream_ops);
