/* SPDX-License-Identifier: MIT */
/* Sockets as files. */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/ioctl.h>
#include <abi/signal.h>
#include <core/demand.h>
#include <core/log.h>
#include <net/socket.h>
#include <sched/thread.h>
#include <signal/signal.h>
#include <vfs/vfs.h>

#include "private.h"

SET_DECLARE(socket_control, struct socket_control);

ssize64_t socket_send(struct socket *socket, struct message *message)
{
    if (socket->ops->send == NULL) return -EOPNOTSUPP;
    ssize64_t sent = socket->ops->send(socket, message);
    if (sent == -EPIPE && socket->type == SOCK_STREAM && !(message->flags & MSG_NOSIGNAL)) {
        struct siginfo info = {.si_signo = SIGPIPE, .si_code = SI_KERNEL};
        signal_send_thread(thread_current(), &info);
    }
    return sent;
}

ssize64_t socket_receive(struct socket *socket, struct message *message)
{
    if (socket->ops->receive == NULL) return -EOPNOTSUPP;
    return socket->ops->receive(socket, message);
}

static ssize64_t read_vectors(struct file *file, const struct iovec *vectors, size_t count)
{
    struct socket *socket = file->data;
    struct message message;
    message_init(&message, vectors, count);
    message.nonblocking = file->flags & O_NONBLOCK;
    if (message.left == 0 && socket->type == SOCK_STREAM) return 0;
    ssize64_t received = socket_receive(socket, &message);
    /* Descriptors that come along and are not taken are closed. */
    message_end(&message);
    return received;
}

/* `pages` may be NULL: what is sent does not lie in the page cache. */
static ssize64_t write_pages(struct file *file, const struct iovec *vectors, struct cache_page *const *pages,
                             size_t count)
{
    struct message message;
    message_init(&message, vectors, count);
    message.pages = pages;
    message.nonblocking = file->flags & O_NONBLOCK;
    return socket_send(file->data, &message);
}
FOR_USE(file_pages, write_pages);

static ssize64_t write_vectors(struct file *file, const struct iovec *vectors, size_t count)
{
    return write_pages(file, vectors, NULL, count);
}

static ssize64_t socket_read(struct file *file, void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    struct iovec vector = {buffer, size};
    return read_vectors(file, &vector, 1);
}

static ssize64_t socket_write(struct file *file, const void *buffer, size_t size, uint64_t *position)
{
    (void)position;
    struct iovec vector = {(void *)buffer, size};
    return write_vectors(file, &vector, 1);
}

static uint32_t socket_poll(struct file *file, struct poll_table *table)
{
    struct socket *socket = file->data;
    return socket->ops->poll(socket, table);
}

static long socket_ioctl(struct file *file, unsigned long request, unsigned long argument)
{
    struct socket *socket = file->data;
    long result = socket->ops->ioctl != NULL ? socket->ops->ioctl(socket, request, argument) : -ENOTTY;
    SET_FOREACH(socket_control, struct socket_control, control)
    {
        if (result != -ENOTTY) break;
        result = (*control)->ioctl(request, argument);
    }
    return result;
}

static void socket_release(struct file *file)
{
    struct socket *socket = file->data;
    if (socket != NULL) socket->ops->release(socket);
}

static const struct file_ops socket_file_ops = {
    .read = socket_read,
    .write = socket_write,
    .read_vectors = read_vectors,
    .write_vectors = write_vectors,
    .write_pages = FOR(file_pages, write_pages),
    .ioctl = socket_ioctl,
    .poll = socket_poll,
    .release = socket_release,
};

struct socket *socket_of(const struct file *file)
{
    return file->ops == &socket_file_ops ? file->data : NULL;
}

int socket_file_create(struct socket *socket, uint32_t flags, struct file **file)
{
    static const struct vnode_ops socket_vnode_ops;
    static uint64_t last_inode; /* atomic */
    uint64_t inode = __atomic_add_fetch(&last_inode, 1, __ATOMIC_RELAXED);
    struct vnode *vnode = vnode_create(NULL, &socket_vnode_ops, S_IFSOCK | 0777, inode);
    if (vnode == NULL) return -ENOMEM;
    char path[32];
    format_text(path, sizeof(path), "socket:[%lu]", inode);
    int status = file_create(&socket_file_ops, vnode, O_RDWR | flags, path, file);
    vnode_put(vnode);
    if (status == 0) (*file)->data = socket;
    return status;
}

int socket_get(int descriptor, struct file **file, struct socket **socket)
{
    struct file *found = descriptor_get(descriptor);
    if (found == NULL) return -EBADF;
    *socket = socket_of(found);
    if (*socket == NULL) {
        int status = found->flags & O_PATH ? -EBADF : -ENOTSOCK;
        file_put(found);
        return status;
    }
    *file = found;
    return 0;
}
