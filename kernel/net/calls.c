/* SPDX-License-Identifier: MIT */
/* Making sockets and connecting them: socket(2), socketpair(2), bind(2), listen(2), accept(2), connect(2),
 * getsockname(2), getpeername(2), shutdown(2). */
#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/syscall.h>
#include <core/demand.h>
#include <core/string.h>
#include <mm/user.h>
#include <vfs/vfs.h>

#include "private.h"

#define TYPE_FLAGS (SOCK_NONBLOCK | SOCK_CLOEXEC)
_Static_assert(SOCK_NONBLOCK == O_NONBLOCK && SOCK_CLOEXEC == O_CLOEXEC, "flags of types are those of files");

SET_DECLARE(socket_family, struct socket_family);

static const struct socket_family *family_of(int domain)
{
    SET_FOREACH(socket_family, struct socket_family, family)
    if ((*family)->domain == domain) return *family;
    return NULL;
}

static int check_type(uint32_t type)
{
    if (type & ~(SOCK_TYPE_MASK | TYPE_FLAGS)) return -EINVAL;
    return 0;
}

/* A descriptor for a socket, which goes if there can be none. */
static int install(struct socket *socket, uint32_t flags)
{
    struct file *file;
    int status = socket_file_create(socket, flags & O_NONBLOCK, &file);
    if (status != 0) {
        socket->ops->release(socket);
        return status;
    }
    return descriptor_install(file, 0, flags & O_CLOEXEC);
}

SYSCALL(socket)(int domain, uint32_t type, int protocol)
{
    const struct socket_family *family = family_of(domain);
    int status = check_type(type);
    if (status != 0) return status;
    if (family == NULL) return -EAFNOSUPPORT;
    struct socket *socket;
    status = family->create((int)(type & SOCK_TYPE_MASK), protocol, &socket);
    return status != 0 ? status : install(socket, type & TYPE_FLAGS);
}

SYSCALL(socketpair)(int domain, uint32_t type, int protocol, int *descriptors)
{
    const struct socket_family *family = family_of(domain);
    int status = check_type(type);
    if (status != 0) return status;
    if (family == NULL) return -EAFNOSUPPORT;
    if (family->pair == NULL) return -EOPNOTSUPP;
    struct socket *sockets[2];
    status = family->pair((int)(type & SOCK_TYPE_MASK), protocol, sockets);
    if (status != 0) return status;
    int pair[2];
    pair[0] = install(sockets[0], type & TYPE_FLAGS);
    pair[1] = install(sockets[1], type & TYPE_FLAGS);
    status = MIN(MIN(pair[0], pair[1]), 0);
    if (status == 0) status = copy_to_user(descriptors, pair, sizeof(pair));
    if (status == 0) return 0;
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0) descriptor_close(pair[i]);
    return status;
}

SYSCALL(bind)(int descriptor, const void *user_address, uint32_t length)
{
    struct file *file;
    struct socket *socket;
    struct socket_address address;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    status = address_from_user(&address, user_address, length);
    if (status == 0) status = socket->ops->bind != NULL ? socket->ops->bind(socket, &address) : -EOPNOTSUPP;
    file_put(file);
    return status;
}

SYSCALL(listen)(int descriptor, int backlog)
{
    USES(streams);
    struct file *file;
    struct socket *socket;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    backlog = MIN(MAX(backlog, 0), SOMAXCONN);
    status = socket->ops->listen != NULL ? socket->ops->listen(socket, backlog) : -EOPNOTSUPP;
    file_put(file);
    return status;
}

static int accept_from(struct socket *socket, bool nonblocking, uint32_t flags, void *user_address,
                       uint32_t *user_length)
{
    struct socket *accepted;
    struct socket_address peer = {.length = 0};
    if (socket->ops->accept == NULL) return -EOPNOTSUPP;
    int status = socket->ops->accept(socket, &accepted, nonblocking);
    if (status != 0) return status;
    /* A peer that is gone already has no name; the connection is given nevertheless, as it was made. */
    if (user_address != NULL && accepted->ops->name(accepted, true, &peer) != 0)
        peer = (struct socket_address){.length = sizeof(uint16_t), .family = (uint16_t)accepted->domain};
    int descriptor = install(accepted, flags);
    if (descriptor < 0) return descriptor;
    status = address_to_user(&peer, user_address, user_length);
    if (status == 0) return descriptor;
    descriptor_close(descriptor);
    return status;
}

SYSCALL(accept4)(int descriptor, void *user_address, uint32_t *user_length, uint32_t flags)
{
    struct file *file;
    struct socket *socket;
    if (flags & ~TYPE_FLAGS) return -EINVAL;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    status = accept_from(socket, file->flags & O_NONBLOCK, flags, user_address, user_length);
    file_put(file);
    return status;
}

SYSCALL(accept)(int descriptor, void *user_address, uint32_t *user_length)
{
    return sys_accept4(descriptor, user_address, user_length, 0);
}

SYSCALL(connect)(int descriptor, const void *user_address, uint32_t length)
{
    USES(streams);
    struct file *file;
    struct socket *socket;
    struct socket_address address;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    status = address_from_user(&address, user_address, length);
    if (status == 0)
        status = socket->ops->connect != NULL
                     ? socket->ops->connect(socket, &address, file->flags & O_NONBLOCK)
                     : -EOPNOTSUPP;
    file_put(file);
    return status;
}

static int give_name(int descriptor, bool peer, void *user_address, uint32_t *user_length)
{
    struct file *file;
    struct socket *socket;
    struct socket_address name = {.length = 0};
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    status = socket->ops->name(socket, peer, &name);
    file_put(file);
    if (status != 0) return status;
    return user_address == NULL ? -EFAULT : address_to_user(&name, user_address, user_length);
}

SYSCALL(getsockname)(int descriptor, void *user_address, uint32_t *user_length)
{
    return give_name(descriptor, false, user_address, user_length);
}

SYSCALL(getpeername)(int descriptor, void *user_address, uint32_t *user_length)
{
    return give_name(descriptor, true, user_address, user_length);
}

SYSCALL(shutdown)(int descriptor, int how)
{
    struct file *file;
    struct socket *socket;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    if (how < SHUT_RD || how > SHUT_RDWR)
        status = -EINVAL;
    else
        status = socket->ops->shutdown != NULL ? socket->ops->shutdown(socket, how) : -EOPNOTSUPP;
    file_put(file);
    return status;
}
