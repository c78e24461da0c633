/* SPDX-License-Identifier: MIT */
#pragma once

#include <net/socket.h>

/** The socket behind a descriptor; its file is referenced. -EBADF, -ENOTSOCK. */
int must_check socket_get(int descriptor, struct file **file, struct socket **socket);

/** As the operations, with SIGPIPE and the errno of sockets that cannot. */
ssize64_t socket_send(struct socket *socket, struct message *message);
ssize64_t socket_receive(struct socket *socket, struct message *message);

/** Reads an address of the program's; -EINVAL: its length is impossible, -EFAULT. */
int must_check address_from_user(struct socket_address *address, const void *user, uint32_t length);
/** Gives an address to the program, cut to what *user_length says, which is set to the true length. Both may
 * be NULL together. */
int must_check address_to_user(const struct socket_address *address, void *user, uint32_t *user_length);

/** The control data of a sent message: files and nothing else that matters. -EINVAL, -EBADF, -EFAULT, ... */
int must_check control_from_user(struct message *message, const void *user, size_t size);
/** Gives a received message's control data to the program: descriptors for its files, its sender where the
 * socket has SO_PASSCRED. *size is the room, and then what was filled. MSG_CTRUNC in message->told says that
 * some did not fit. */
int must_check control_to_user(struct message *message, bool close_on_exec, bool credentials, char *user,
                               size_t *size);
