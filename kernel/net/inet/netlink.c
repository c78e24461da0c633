/* SPDX-License-Identifier: MIT */
/* Sockets of AF_NETLINK, by which programs ask for interfaces, addresses and routes. Nothing can be changed,
 * and changes are not told of. */
#include <abi/errno.h>
#include <abi/poll.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/kmalloc.h>
#include <vfs/vfs.h>

#include "netlink.h"
#include "private.h"

/* Requests are small; answers are not waited for by asking more. */
#define REQUEST_MAX 4096u
#define REPLIES_MAX 1024u

struct netlink_socket {
    struct socket socket;
    struct list_node replies; /* struct netlink_reply; under the inet lock */
};

static struct netlink_socket *netlink_of(struct socket *socket)
{
    return container_of(socket, struct netlink_socket, socket);
}

static void end_with(struct netlink_answer *answer, uint16_t type, int32_t number)
{
    struct {
        int32_t number;
        struct nlmsghdr request;
    } fixed = {number, answer->request};
    uint32_t size = type == NLMSG_DONE ? sizeof(fixed.number) : sizeof(fixed);
    struct netlink_reply *reply = netlink_begin(answer, type, &fixed, size);
    if (reply != NULL) netlink_finish(answer, reply);
}

/* One request: its header is in `answer`, `family` is the first byte behind it. */
static void serve(struct netlink_answer *answer, uint8_t family)
{
    bool dump = (answer->request.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
    switch (answer->request.nlmsg_type) {
    case RTM_GETLINK: netlink_dump_links(answer); break;
    case RTM_GETADDR: netlink_dump_addresses(answer, family); break;
    case RTM_GETROUTE: netlink_dump_routes(answer, family); break;
    default: end_with(answer, NLMSG_ERROR, -EOPNOTSUPP); return;
    }
    if (dump)
        end_with(answer, NLMSG_DONE, 0);
    else if (answer->request.nlmsg_flags & NLM_F_ACK)
        end_with(answer, NLMSG_ERROR, 0);
}

static int serve_all(struct netlink_socket *self, const uint8_t *bytes, size_t size)
{
    struct netlink_answer answer = {.pid = PROCESS_ID, .replies = &self->replies};
    for (size_t at = 0; size - at >= sizeof(struct nlmsghdr);) {
        memcpy(&answer.request, bytes + at, sizeof(answer.request));
        size_t length = answer.request.nlmsg_len;
        if (length < sizeof(struct nlmsghdr) || length > size - at) return -EINVAL;
        uint8_t family = length > sizeof(struct nlmsghdr) ? bytes[at + sizeof(struct nlmsghdr)] : AF_UNSPEC;
        if (answer.request.nlmsg_flags & NLM_F_REQUEST) serve(&answer, family);
        at += MIN(ALIGN_UP(length, (size_t)NLMSG_ALIGN_TO), size - at);
    }
    return answer.status;
}

static ssize64_t netlink_send(struct socket *socket, struct message *message)
{
    struct netlink_socket *self = netlink_of(socket);
    size_t size = message->left;
    if (size > REQUEST_MAX) return -EMSGSIZE;
    uint8_t *bytes = kmalloc(MAX(size, 1ul));
    if (bytes == NULL) return -ENOMEM;
    int status = message_take(message, bytes, size) == size ? 0 : -EFAULT;
    if (status == 0) {
        inet_lock();
        unsigned waiting = 0;
        LIST_FOREACH(&self->replies, node) waiting++;
        status = waiting > REPLIES_MAX ? -ENOBUFS : serve_all(self, bytes, size);
        inet_unlock();
        wake_all(&socket->wait);
    }
    kfree(bytes);
    return status != 0 ? status : (ssize64_t)size;
}

static bool is_empty(struct netlink_socket *self)
{
    return __atomic_load_n(&self->replies.next, __ATOMIC_ACQUIRE) == &self->replies;
}

static ssize64_t take(struct netlink_socket *self, struct message *message)
{
    struct netlink_reply *reply = list_entry(self->replies.next, struct netlink_reply, node);
    size_t part = MIN(message->left, reply->size);
    if (part < reply->size) message->told |= MSG_TRUNC;
    ssize64_t result = message->flags & MSG_TRUNC ? reply->size : (ssize64_t)part;
    if (message_put(message, reply->bytes, part) != part) result = -EFAULT;
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    memcpy(message->address.bytes, &kernel, sizeof(kernel));
    message->address.length = sizeof(kernel);
    if (!(message->flags & MSG_PEEK)) {
        list_remove(&reply->node);
        kfree(reply);
    }
    return result;
}

static ssize64_t netlink_receive(struct socket *socket, struct message *message)
{
    struct netlink_socket *self = netlink_of(socket);
    uint64_t timeout_ns = socket->receive_timeout_ns, deadline = socket_deadline(timeout_ns);
    for (;;) {
        inet_lock();
        ssize64_t taken = is_empty(self) ? -EAGAIN : take(self, message);
        inet_unlock();
        if (taken != -EAGAIN || message->nonblocking) return taken;
        int status = WAIT_EVENT(&socket->wait, !is_empty(self), deadline, WAIT_INTERRUPTIBLE);
        if (status != 0) return socket_wait_status(status, timeout_ns);
    }
}

static int netlink_bind(struct socket *socket, const struct socket_address *address)
{
    (void)socket;
    if (address->length < sizeof(struct sockaddr_nl) || address->family != AF_NETLINK) return -EINVAL;
    return 0;
}

static int netlink_connect(struct socket *socket, const struct socket_address *address, bool nonblocking)
{
    (void)nonblocking;
    return netlink_bind(socket, address);
}

static int netlink_name(struct socket *socket, bool peer, struct socket_address *name)
{
    (void)socket;
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_pid = peer ? 0 : PROCESS_ID};
    memcpy(name->bytes, &address, sizeof(address));
    name->length = sizeof(address);
    return 0;
}

static uint32_t netlink_poll(struct socket *socket, struct poll_table *table)
{
    poll_register(table, &socket->wait);
    return (is_empty(netlink_of(socket)) ? 0 : POLLIN | POLLRDNORM) | POLLOUT | POLLWRNORM;
}

static int netlink_set_option(struct socket *socket, int level, int name, const void *value, uint32_t size)
{
    (void)socket, (void)name, (void)value, (void)size;
    /* Options of netlink ask for more to be told, or less; what is told stays the same. */
    return level == SOL_NETLINK ? 0 : -ENOPROTOOPT;
}

static void netlink_release(struct socket *socket)
{
    struct netlink_socket *self = netlink_of(socket);
    for (struct list_node *node; (node = list_pop(&self->replies)) != NULL;)
        kfree(list_entry(node, struct netlink_reply, node));
    kfree(self);
}

static const struct socket_ops netlink_ops = {
    .bind = netlink_bind,
    .connect = netlink_connect,
    .name = netlink_name,
    .send = netlink_send,
    .receive = netlink_receive,
    .poll = netlink_poll,
    .set_option = netlink_set_option,
    .release = netlink_release,
};

static int netlink_create(int type, int protocol, struct socket **created)
{
    if (type != SOCK_RAW && type != SOCK_DGRAM) return -ESOCKTNOSUPPORT;
    if (protocol != NETLINK_ROUTE) return -EPROTONOSUPPORT;
    struct netlink_socket *self = kzalloc(sizeof(*self));
    if (self == NULL) return -ENOMEM;
    socket_init(&self->socket, &netlink_ops, AF_NETLINK, type, protocol);
    list_init(&self->replies);
    *created = &self->socket;
    return 0;
}

static const struct socket_family netlink_family = {.domain = AF_NETLINK, .create = netlink_create};
SET_ADD(socket_family, struct socket_family, netlink_family);
