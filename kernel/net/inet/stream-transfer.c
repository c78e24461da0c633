/* SPDX-License-Identifier: MIT */
/*
 * Bytes of streams. Those that are sent are copied once, from the program into lwIP's segments, or not at
 * all if they are in the page cache (stream-pages.c); those that came in are copied once, from the memory
 * that the card wrote to the program.
 */
#include <abi/errno.h>
#include <arch/hooks.h>
#include <lwip/tcp.h>
#include <mm/user.h>

#include "private.h"

/* What one call of lwIP takes. */
#define WRITE_MAX 0xffffu

/* Why nothing can be sent, ever; 0: it can, perhaps not now. */
static ssize64_t check_sender(struct inet_socket *self)
{
    int error = socket_take_error(&self->socket);
    if (error != 0) return error;
    if (self->state == STREAM_NEW || self->state == STREAM_LISTENING) return -EPIPE;
    if (self->state == STREAM_CONNECTED && (self->tcp == NULL || self->send_shut)) return -EPIPE;
    return 0;
}

/* Whether each page of a piece can be read; lwIP copies without asking. */
static bool is_readable(const char *piece, size_t size)
{
    char byte;
    for (size_t at = 0; at < size;
         at = ALIGN_DOWN((uintptr_t)piece + at, PAGE_SIZE) + PAGE_SIZE - (uintptr_t)piece)
        if (user_copy_partial(&byte, piece + at, 1) != 0) return false;
    return size == 0 || user_copy_partial(&byte, piece + size - 1, 1) == 0;
}

/* Enters what there is room for; 0: there is none now. */
static ssize64_t write_some(struct inet_socket *self, struct message *message)
{
    size_t size;
    char *piece = message_piece(message, &size);
    size = MIN(MIN(size, stream_room(self)), WRITE_MAX);
    if (size == 0) return 0;
    if (message->pages != NULL) {
        ssize64_t kept = DO(file_pages, stream_write_page)(self, message, piece, size);
        if (kept != 0) return kept;
    }
    bool large;
    size = lwip_write_size(self->tcp, (uint16_t)size, &large);
    if (!is_readable(piece, size)) return -EFAULT;
    bool more = stream_follows(self, message, size);
    err_t error = lwip_write(self->tcp, piece, (uint16_t)size,
                             TCP_WRITE_FLAG_COPY | (more ? TCP_WRITE_FLAG_MORE : 0), large);
    if (error == ERR_MEM) return 0;
    if (error != ERR_OK) return inet_error(error);
    message_skip(message, size);
    return (ssize64_t)size;
}

static ssize64_t send_locked(struct inet_socket *self, struct message *message)
{
    uint64_t timeout_ns = self->socket.send_timeout_ns, deadline = socket_deadline(timeout_ns);
    ssize64_t done = 0;
    while (message->left != 0) {
        ssize64_t status = check_sender(self);
        if (status == 0 && self->state == STREAM_CONNECTED) status = write_some(self, message);
        if (status < 0) return done != 0 ? done : status;
        done += status;
        if (status > 0) continue;
        if (self->tcp != NULL && self->state == STREAM_CONNECTED) tcp_output(self->tcp);
        /* What is not known to be full is, for poll. */
        inet_changed(self);
        if (message->nonblocking) return done != 0 ? done : -EAGAIN;
        status = inet_wait(self, deadline);
        if (status != 0) return done != 0 ? done : socket_wait_status((int)status, timeout_ns);
    }
    return done;
}

ssize64_t stream_send(struct socket *socket, struct message *message)
{
    struct inet_socket *self = inet_of(socket);
    if (message->flags & MSG_OOB) return -EOPNOTSUPP;
    inet_lock();
    ssize64_t sent = send_locked(self, message);
    if (sent > 0 && self->tcp != NULL && self->state == STREAM_CONNECTED) {
        if (!self->cork && !(message->flags & MSG_MORE)) tcp_output(self->tcp);
        uint32_t ready = stream_events(self);
        __atomic_store_n(&self->ready, ready, __ATOMIC_RELEASE);
    }
    inet_unlock();
    return sent;
}

/* Takes the first buffer out. */
static void drop_first(struct inet_socket *self)
{
    struct pbuf *first = self->received;
    self->received = first->next;
    if (first->next == NULL) self->received_last = NULL;
    self->received_offset = 0;
    first->next = NULL;
    first->tot_len = first->len;
    pbuf_free(first);
}

/* The peer may send so much more. */
static void reopen_window(struct inet_socket *self, uint32_t size)
{
    while (size != 0 && self->tcp != NULL) {
        uint16_t part = (uint16_t)MIN(size, 0xffffu);
        tcp_recved(self->tcp, part);
        size -= part;
    }
}

static ssize64_t take(struct inet_socket *self, struct message *message)
{
    bool peek = message->flags & MSG_PEEK, discard = message->flags & MSG_TRUNC;
    uint32_t done = 0, offset = self->received_offset;
    struct pbuf *pbuf = self->received;
    bool fault = false;
    while (pbuf != NULL && message->left != 0 && !fault) {
        size_t part = MIN(pbuf->len - offset, message->left), moved = part;
        if (discard && !peek)
            message_skip(message, part);
        else
            moved = message_put(message, (char *)pbuf->payload + offset, part);
        fault = moved < part;
        done += (uint32_t)moved;
        offset += (uint32_t)moved;
        if (offset == pbuf->len) {
            offset = 0;
            pbuf = pbuf->next;
            if (!peek) drop_first(self);
        }
    }
    if (!peek) {
        self->received_offset = offset;
        self->received_bytes -= done;
        reopen_window(self, done);
    }
    return done == 0 && fault ? -EFAULT : (ssize64_t)done;
}

/* Why there is nothing to receive: 1: there is, or may be later. */
static ssize64_t check_receiver(struct inet_socket *self)
{
    if (self->received_bytes != 0) return 1;
    bool connected = self->state == STREAM_CONNECTED;
    if (connected && self->finished) return 0; /* whatever came after that */
    int error = socket_take_error(&self->socket);
    if (error != 0) return error;
    if (self->state == STREAM_NEW || self->state == STREAM_LISTENING) return -ENOTCONN;
    if (self->receive_shut) return 0;
    return self->tcp == NULL && self->state == STREAM_CONNECTED ? 0 : 1;
}

static ssize64_t receive_locked(struct inet_socket *self, struct message *message)
{
    uint64_t timeout_ns = self->socket.receive_timeout_ns, deadline = socket_deadline(timeout_ns);
    bool all = (message->flags & MSG_WAITALL) && !(message->flags & MSG_PEEK);
    ssize64_t done = 0;
    for (;;) {
        ssize64_t status = check_receiver(self);
        if (status <= 0) return done != 0 ? done : status;
        if (self->received_bytes != 0) {
            status = take(self, message);
            if (status < 0) return done != 0 ? done : status;
            done += status;
        }
        if (message->left == 0 || (done != 0 && !all)) return done;
        if (message->nonblocking) return done != 0 ? done : -EAGAIN;
        status = inet_wait(self, deadline);
        if (status != 0) return done != 0 ? done : socket_wait_status((int)status, timeout_ns);
    }
}

ssize64_t stream_receive(struct socket *socket, struct message *message)
{
    struct inet_socket *self = inet_of(socket);
    if (message->flags & MSG_OOB) return -EINVAL; /* there is no urgent data */
    if (message->flags & MSG_ERRQUEUE) return -EAGAIN;
    inet_lock();
    ssize64_t received = receive_locked(self, message);
    __atomic_store_n(&self->ready, stream_events(self), __ATOMIC_RELEASE);
    inet_unlock();
    return received;
}
