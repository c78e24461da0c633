/* SPDX-License-Identifier: MIT */
/* bind, connect, listen and accept of streams. */
#include <abi/errno.h>
#include <arch/hooks.h>
#include <lwip/tcp.h>
#include <mm/kmalloc.h>

#include "private.h"

static int bind_locked(struct inet_socket *self, const ip_addr_t *ip, uint16_t port)
{
    if (self->state != STREAM_NEW) return -EINVAL;
    if (!inet_address_is_local(ip)) return -EADDRNOTAVAIL;
    int status = stream_need_pcb(self);
    if (status != 0) return status;
    if (self->tcp->local_port != 0) return -EINVAL;
    return inet_error(tcp_bind(self->tcp, ip, port));
}

int stream_bind(struct socket *socket, const struct socket_address *address)
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

static err_t on_connected(void *argument, struct tcp_pcb *pcb, err_t error)
{
    (void)pcb, (void)error;
    struct inet_socket *self = argument;
    self->state = STREAM_CONNECTED;
    inet_changed(self);
    return ERR_OK;
}

/* Begins; -EINPROGRESS when the answer is on its way. */
static int begin(struct inet_socket *self, const ip_addr_t *ip, uint16_t port)
{
    switch (self->state) {
    case STREAM_CONNECTED: return -EISCONN;
    case STREAM_CONNECTING: return -EALREADY;
    case STREAM_LISTENING: return -EISCONN;
    case STREAM_NEW: break;
    }
    /* Who asks for the connection again learns so what has become of it. */
    int status = socket_take_error(&self->socket);
    if (status == 0) status = stream_need_pcb(self);
    if (status != 0) return status;
    self->finished = false;
    err_t error = tcp_connect(self->tcp, ip, port, on_connected);
    if (error != ERR_OK) return error == ERR_BUF ? -EADDRNOTAVAIL : inet_error(error);
    self->state = STREAM_CONNECTING;
    inet_changed(self);
    return -EINPROGRESS;
}

static int wait_for_answer(struct inet_socket *self)
{
    uint64_t timeout_ns = self->socket.send_timeout_ns, deadline = socket_deadline(timeout_ns);
    while (self->state == STREAM_CONNECTING) {
        int status = inet_wait(self, deadline);
        if (status == -ETIMEDOUT) return -EINPROGRESS;
        if (status != 0) return socket_wait_status(status, timeout_ns);
    }
    if (self->state == STREAM_CONNECTED) return 0;
    int error = socket_take_error(&self->socket);
    return error != 0 ? error : -ECONNREFUSED;
}

int stream_connect(struct socket *socket, const struct socket_address *address, bool nonblocking)
{
    struct inet_socket *self = inet_of(socket);
    ip_addr_t ip;
    uint16_t port;
    int status = inet_address_read(self, address, false, &ip, &port);
    if (status != 0) return status;
    inet_lock();
    status = begin(self, &ip, port);
    /* A call that a signal interrupted is made again, and then waits for what it began. */
    if ((status == -EINPROGRESS || status == -EALREADY) && !nonblocking) {
        /* To ourselves the answer may be there already. */
        status = wait_for_answer(self);
    }
    inet_unlock();
    return status;
}

/* As on Linux, one more than was asked for has room. */
static void count_pending(struct inet_socket *listener, int more)
{
    listener->pending_count += more;
    if (listener->pending_count > listener->backlog)
        ip_set_option(listener->tcp, LWIP_QUEUE_FULL);
    else
        ip_reset_option(listener->tcp, LWIP_QUEUE_FULL);
}

static err_t on_accept(void *argument, struct tcp_pcb *pcb, err_t error)
{
    struct inet_socket *listener = argument;
    if (error != ERR_OK || pcb == NULL || listener == NULL) return ERR_VAL;
    const struct socket *socket = &listener->socket;
    struct inet_socket *self = inet_allocate(socket->domain, SOCK_STREAM, socket->protocol);
    if (self == NULL) return ERR_MEM;
    self->socket.options = socket->options;
    self->socket.send_buffer = socket->send_buffer;
    self->socket.receive_buffer = socket->receive_buffer;
    self->socket.linger = socket->linger;
    self->v6_only = listener->v6_only;
    self->no_delay = listener->no_delay;
    self->state = STREAM_CONNECTED;
    stream_attach(self, pcb);
    stream_apply_options(self);
    self->ready = stream_events(self);
    list_add_tail(&listener->pending, &self->pending_node);
    count_pending(listener, 1);
    inet_changed(listener);
    return ERR_OK;
}

static int listen_locked(struct inet_socket *self, int backlog)
{
    if (self->state == STREAM_LISTENING) {
        self->backlog = backlog;
        count_pending(self, 0);
        return 0;
    }
    if (self->state != STREAM_NEW) return -EINVAL;
    int status = stream_need_pcb(self);
    if (status != 0) return status;
    if (self->tcp->local_port == 0) {
        status = inet_error(tcp_bind(self->tcp,
                                     self->socket.domain == AF_INET ? IP4_ADDR_ANY
                                     : self->v6_only                ? IP6_ADDR_ANY
                                                                    : IP_ANY_TYPE,
                                     0));
        if (status != 0) return status;
    }
    err_t error;
    struct tcp_pcb *pcb = tcp_listen_with_backlog_and_err(self->tcp, 0, &error);
    if (pcb == NULL) return inet_error(error);
    self->tcp = pcb;
    self->state = STREAM_LISTENING;
    self->backlog = backlog;
    self->socket.listening = true;
    tcp_arg(pcb, self);
    tcp_accept(pcb, on_accept);
    inet_changed(self);
    inet_tell_listening("tcp", &pcb->local_ip, pcb->local_port);
    return 0;
}

int stream_listen(struct socket *socket, int backlog)
{
    struct inet_socket *self = inet_of(socket);
    inet_lock();
    int status = listen_locked(self, backlog);
    inet_unlock();
    return status;
}

static int accept_locked(struct inet_socket *self, struct inet_socket **accepted, bool nonblocking)
{
    uint64_t timeout_ns = self->socket.receive_timeout_ns, deadline = socket_deadline(timeout_ns);
    while (self->state == STREAM_LISTENING && !self->receive_shut) {
        struct list_node *node = list_pop(&self->pending);
        if (node != NULL) {
            *accepted = list_entry(node, struct inet_socket, pending_node);
            count_pending(self, -1);
            inet_changed(self);
            return 0;
        }
        if (nonblocking) return -EAGAIN;
        int status = inet_wait(self, deadline);
        if (status != 0) return socket_wait_status(status, timeout_ns);
    }
    return -EINVAL;
}

int stream_accept(struct socket *socket, struct socket **accepted, bool nonblocking)
{
    struct inet_socket *self = inet_of(socket), *connection;
    inet_lock();
    int status = accept_locked(self, &connection, nonblocking);
    inet_unlock();
    if (status == 0) *accepted = &connection->socket;
    return status;
}
