/* SPDX-License-Identifier: MIT */
/* Sending and receiving: sendto(2), sendmsg(2), sendmmsg(2), recvfrom(2), recvmsg(2), recvmmsg(2). */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/syscall.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <syscall/timespec.h>
#include <vfs/iovec.h>
#include <vfs/vfs.h>

#include "private.h"

/* The limit of sendmmsg(2) and recvmmsg(2). */
#define MESSAGES_MAX 1024u

static void set_flags(struct message *message, const struct file *file, uint32_t flags)
{
    message->flags = flags;
    message->nonblocking = (file->flags & O_NONBLOCK) || (flags & MSG_DONTWAIT);
}

SYSCALL(sendto)
(int descriptor, void *buffer, size_t size, uint32_t flags, const void *user_address, uint32_t length)
{
    struct file *file;
    struct socket *socket;
    struct iovec vector = {buffer, MIN(size, RW_COUNT_MAX)};
    struct message message;
    if (!user_range_ok(buffer, vector.iov_len)) return -EFAULT;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    message_init(&message, &vector, 1);
    set_flags(&message, file, flags);
    if (user_address != NULL) status = address_from_user(&message.address, user_address, length);
    ssize64_t sent = status != 0 ? status : socket_send(socket, &message);
    file_put(file);
    return sent;
}

SYSCALL(recvfrom)
(int descriptor, void *buffer, size_t size, uint32_t flags, void *user_address, uint32_t *user_length)
{
    struct file *file;
    struct socket *socket;
    struct iovec vector = {buffer, MIN(size, RW_COUNT_MAX)};
    struct message message;
    if (!user_range_ok(buffer, vector.iov_len)) return -EFAULT;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    message_init(&message, &vector, 1);
    set_flags(&message, file, flags);
    ssize64_t received = socket_receive(socket, &message);
    message_end(&message);
    if (received >= 0) status = address_to_user(&message.address, user_address, user_length);
    file_put(file);
    return status != 0 ? status : received;
}

/* What a msghdr of the program says, in the kernel. */
struct request {
    struct msghdr header;
    struct iovec few[IOVEC_FEW], *vectors;
};

static int request_begin(struct request *request, const struct msghdr *user)
{
    if (copy_from_user(&request->header, user, sizeof(request->header)) != 0) return -EFAULT;
    struct msghdr *header = &request->header;
    if (header->msg_iovlen > IOV_MAX) return -EMSGSIZE;
    if (header->msg_namelen < 0) return -EINVAL;
    if (header->msg_name == NULL) header->msg_namelen = 0;
    return iovec_copy(header->msg_iov, header->msg_iovlen, request->few, &request->vectors);
}

static void request_end(struct request *request)
{
    if (request->vectors != request->few) kfree(request->vectors);
}

static ssize64_t send_message(struct file *file, struct socket *socket, const struct msghdr *user,
                              uint32_t flags)
{
    struct request request;
    struct message message;
    int status = request_begin(&request, user);
    if (status != 0) return status;
    const struct msghdr *header = &request.header;
    message_init(&message, request.vectors, header->msg_iovlen);
    set_flags(&message, file, flags);
    if (header->msg_namelen != 0)
        status = address_from_user(&message.address, header->msg_name,
                                   MIN((uint32_t)header->msg_namelen, (uint32_t)SOCKADDR_SIZE));
    if (status == 0) status = control_from_user(&message, header->msg_control, header->msg_controllen);
    ssize64_t sent = status != 0 ? status : socket_send(socket, &message);
    message_end(&message);
    request_end(&request);
    return sent;
}

SYSCALL(sendmsg)(int descriptor, const struct msghdr *user, uint32_t flags)
{
    struct file *file;
    struct socket *socket;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    ssize64_t sent = send_message(file, socket, user, flags);
    file_put(file);
    return sent;
}

/* Messages that were sent count; the error of a later one comes up at the next call. */
SYSCALL(sendmmsg)(int descriptor, struct mmsghdr *user, unsigned count, uint32_t flags)
{
    struct file *file;
    struct socket *socket;
    long status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    unsigned done = 0;
    for (; done < MIN(count, MESSAGES_MAX); done++) {
        ssize64_t sent = send_message(file, socket, &user[done].msg_hdr, flags);
        status = sent < 0 ? sent : put_user32((uint32_t)sent, &user[done].msg_len);
        if (status != 0) break;
    }
    file_put(file);
    return done != 0 ? (long)done : status;
}

/* Gives what goes back beside the bytes. */
static int answer(struct request *request, struct message *message, const struct socket *socket,
                  struct msghdr *user)
{
    struct msghdr *header = &request->header;
    size_t size = header->msg_controllen;
    int status = control_to_user(message, message->flags & MSG_CMSG_CLOEXEC,
                                 socket_option(socket, SO_PASSCRED), header->msg_control, &size);
    if (status != 0) return status;
    if (header->msg_name != NULL) {
        uint32_t length = MIN((uint32_t)header->msg_namelen, message->address.length);
        if (copy_to_user(header->msg_name, message->address.bytes, length) != 0) return -EFAULT;
        if (put_user32(message->address.length, (uint32_t *)&user->msg_namelen) != 0) return -EFAULT;
    }
    if (copy_to_user(&user->msg_controllen, &size, sizeof(size)) != 0) return -EFAULT;
    return put_user32(message->told | (message->flags & MSG_CMSG_CLOEXEC), &user->msg_flags);
}

static ssize64_t receive_message(struct file *file, struct socket *socket, struct msghdr *user,
                                 uint32_t flags)
{
    struct request request;
    struct message message;
    int status = request_begin(&request, user);
    if (status != 0) return status;
    message_init(&message, request.vectors, request.header.msg_iovlen);
    set_flags(&message, file, flags);
    ssize64_t received = socket_receive(socket, &message);
    if (received >= 0) status = answer(&request, &message, socket, user);
    message_end(&message);
    request_end(&request);
    return status != 0 ? status : received;
}

SYSCALL(recvmsg)(int descriptor, struct msghdr *user, uint32_t flags)
{
    struct file *file;
    struct socket *socket;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    ssize64_t received = receive_message(file, socket, user, flags);
    file_put(file);
    return received;
}

/* As Linux does it, the timeout is looked at between messages only. */
SYSCALL(recvmmsg)
(int descriptor, struct mmsghdr *user, unsigned count, uint32_t flags, const struct timespec *user_timeout)
{
    struct file *file;
    struct socket *socket;
    uint64_t deadline;
    long status = deadline_from_user(user_timeout, &deadline);
    if (status == 0) status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    unsigned done = 0;
    while (done < MIN(count, MESSAGES_MAX)) {
        ssize64_t received = receive_message(file, socket, &user[done].msg_hdr, flags & ~MSG_WAITFORONE);
        status = received < 0 ? received : put_user32((uint32_t)received, &user[done].msg_len);
        if (status != 0) break;
        done++;
        if (flags & MSG_WAITFORONE) flags |= MSG_DONTWAIT;
        if (deadline != WAIT_FOREVER && clock_monotonic_ns() >= deadline) break;
    }
    file_put(file);
    return done != 0 ? (long)done : status;
}
