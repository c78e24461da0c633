/* SPDX-License-Identifier: MIT */
/* getsockopt(2) and setsockopt(2): those of SOL_SOCKET (socket(7)), which struct socket keeps. */
#include <abi/errno.h>
#include <abi/syscall.h>
#include <abi/time.h>
#include <core/string.h>
#include <mm/user.h>
#include <syscall/timespec.h>
#include <vfs/vfs.h>

#include "private.h"

/* No option has more. */
#define OPTION_SIZE_MAX 256u

#define SWITCHES                                                                                             \
    (SOCKET_OPTION(SO_DEBUG) | SOCKET_OPTION(SO_REUSEADDR) | SOCKET_OPTION(SO_DONTROUTE) |                   \
     SOCKET_OPTION(SO_BROADCAST) | SOCKET_OPTION(SO_KEEPALIVE) | SOCKET_OPTION(SO_OOBINLINE) |               \
     SOCKET_OPTION(SO_REUSEPORT) | SOCKET_OPTION(SO_PASSCRED))

static bool is_switch(int name)
{
    return name >= 0 && name < 64 && (SWITCHES & SOCKET_OPTION(name));
}

/* A buffer size is doubled, as Linux does it for its bookkeeping, and as programs read it back. */
static uint32_t buffer_size(int value)
{
    uint32_t size = value < 0 ? 0 : (uint32_t)MIN(value, (int)SOCKET_BUFFER_MOST / 2) * 2;
    return MAX(size, SOCKET_BUFFER_LEAST);
}

static int set_timeout(uint64_t *timeout_ns, const void *value, uint32_t size)
{
    struct timeval time;
    if (size < sizeof(time)) return -EINVAL;
    memcpy(&time, value, sizeof(time));
    if (time.tv_usec < 0 || time.tv_usec >= 1000000) return -EDOM;
    if (time.tv_sec < 0) time = (struct timeval){0, 1}; /* as Linux: does not wait */
    uint64_t ns = timeval_to_ns(&time);
    *timeout_ns = ns > INT64_MAX ? 0 : ns;
    return 0;
}

static int set_number(struct socket *socket, int name, int value)
{
    if (is_switch(name)) {
        if (value != 0)
            __atomic_fetch_or(&socket->options, SOCKET_OPTION(name), __ATOMIC_RELAXED);
        else
            __atomic_fetch_and(&socket->options, ~SOCKET_OPTION(name), __ATOMIC_RELAXED);
        return 0;
    }
    switch (name) {
    case SO_SNDBUF:
    case SO_SNDBUFFORCE: socket->send_buffer = buffer_size(value); return 0;
    case SO_RCVBUF:
    case SO_RCVBUFFORCE: socket->receive_buffer = buffer_size(value); return 0;
    case SO_RCVLOWAT: socket->receive_low = value < 0 ? INT32_MAX : MAX(value, 1); return 0;
    /* Hints, for which there is nothing to do here. */
    case SO_PRIORITY:
    case SO_MARK:
    case SO_BUSY_POLL:
    case SO_INCOMING_CPU: return 0;
    default: return -ENOPROTOOPT;
    }
}

static int set_here(struct socket *socket, int name, const void *value, uint32_t size)
{
    int number;
    switch (name) {
    case SO_RCVTIMEO: return set_timeout(&socket->receive_timeout_ns, value, size);
    case SO_SNDTIMEO: return set_timeout(&socket->send_timeout_ns, value, size);
    case SO_LINGER:
        if (size < sizeof(socket->linger)) return -EINVAL;
        memcpy(&socket->linger, value, sizeof(socket->linger));
        return 0;
    case SO_BINDTODEVICE: return size == 0 || *(const char *)value == 0 ? 0 : -ENOPROTOOPT;
    default:
        if (size < sizeof(number)) return -EINVAL;
        memcpy(&number, value, sizeof(number));
        return set_number(socket, name, number);
    }
}

static int set(struct socket *socket, int level, int name, const void *value, uint32_t size)
{
    const struct socket_ops *ops = socket->ops;
    int status = level == SOL_SOCKET ? set_here(socket, name, value, size) : -ENOPROTOOPT;
    if (status == -ENOPROTOOPT && ops->set_option != NULL)
        return ops->set_option(socket, level, name, value, size);
    if (status == 0 && ops->option_changed != NULL) ops->option_changed(socket, name);
    return status;
}

SYSCALL(setsockopt)(int descriptor, int level, int name, const void *user, uint32_t size)
{
    struct file *file;
    struct socket *socket;
    uint64_t value[OPTION_SIZE_MAX / sizeof(uint64_t)] = {0};
    if ((int32_t)size < 0) return -EINVAL;
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    size = MIN(size, OPTION_SIZE_MAX);
    status = copy_from_user(value, user, size);
    if (status == 0) status = set(socket, level, name, value, size);
    file_put(file);
    return status;
}

static uint32_t give(void *value, const void *data, uint32_t size, uint32_t room)
{
    size = MIN(size, room);
    memcpy(value, data, size);
    return size;
}

static int get_number(struct socket *socket, int name, int *number)
{
    if (is_switch(name)) {
        *number = socket_option(socket, name);
        return 0;
    }
    switch (name) {
    case SO_TYPE: *number = socket->type; return 0;
    case SO_DOMAIN: *number = socket->domain; return 0;
    case SO_PROTOCOL: *number = socket->protocol; return 0;
    case SO_ERROR: *number = -socket_take_error(socket); return 0;
    case SO_ACCEPTCONN: *number = socket->listening; return 0;
    case SO_SNDBUF: *number = (int)socket->send_buffer; return 0;
    case SO_RCVBUF: *number = (int)socket->receive_buffer; return 0;
    case SO_RCVLOWAT: *number = socket->receive_low; return 0;
    case SO_SNDLOWAT: *number = 1; return 0;
    case SO_PRIORITY:
    case SO_MARK:
    case SO_BUSY_POLL:
    case SO_ZEROCOPY:
    case SO_TIMESTAMP:
    case SO_TIMESTAMPNS:
    case SO_INCOMING_CPU: *number = 0; return 0;
    default: return -ENOPROTOOPT;
    }
}

static int get_here(struct socket *socket, int name, void *value, uint32_t *size)
{
    uint64_t timeout_ns = name == SO_RCVTIMEO ? socket->receive_timeout_ns : socket->send_timeout_ns;
    struct timeval time = ns_to_timeval(timeout_ns);
    int number;
    switch (name) {
    case SO_RCVTIMEO:
    case SO_SNDTIMEO: *size = give(value, &time, sizeof(time), *size); return 0;
    case SO_LINGER: *size = give(value, &socket->linger, sizeof(socket->linger), *size); return 0;
    case SO_BINDTODEVICE: *size = 0; return 0;
    }
    int status = get_number(socket, name, &number);
    if (status == 0) *size = give(value, &number, sizeof(number), *size);
    return status;
}

SYSCALL(getsockopt)(int descriptor, int level, int name, void *user, uint32_t *user_size)
{
    struct file *file;
    struct socket *socket;
    uint32_t size;
    uint64_t value[OPTION_SIZE_MAX / sizeof(uint64_t)] = {0};
    int status = socket_get(descriptor, &file, &socket);
    if (status != 0) return status;
    if (get_user32(&size, user_size) != 0)
        status = -EFAULT;
    else if ((int32_t)size < 0)
        status = -EINVAL;
    size = MIN(size, OPTION_SIZE_MAX);
    if (status == 0) status = level == SOL_SOCKET ? get_here(socket, name, value, &size) : -ENOPROTOOPT;
    if (status == -ENOPROTOOPT && socket->ops->get_option != NULL)
        status = socket->ops->get_option(socket, level, name, value, &size);
    if (status == 0) status = copy_to_user(user, value, size);
    if (status == 0) status = put_user32(size, user_size);
    file_put(file);
    return status;
}
