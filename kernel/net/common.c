/* SPDX-License-Identifier: MIT */
/* What the sockets of all families have in common, without descriptors. */
#include <abi/errno.h>
#include <net/socket.h>
#include <time/clock.h>

void socket_init(struct socket *socket, const struct socket_ops *ops, int domain, int type, int protocol)
{
    *socket = (struct socket){
        .ops = ops,
        .domain = domain,
        .type = type,
        .protocol = protocol,
        .send_buffer = SOCKET_BUFFER_DEFAULT,
        .receive_buffer = SOCKET_BUFFER_DEFAULT,
        .receive_low = 1,
    };
    wait_queue_init(&socket->wait);
}

uint64_t socket_deadline(uint64_t timeout_ns)
{
    return timeout_ns == 0 ? WAIT_FOREVER : clock_monotonic_ns() + timeout_ns;
}

int socket_wait_status(int status, uint64_t timeout_ns)
{
    if (status == -ETIMEDOUT) return -EAGAIN;
    return status == -ERESTARTSYS && timeout_ns != 0 ? -EINTR : status;
}
