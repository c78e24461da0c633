/* SPDX-License-Identifier: MIT */
/* Control data of messages (cmsg(3), unix(7)): descriptors that are passed along, and who sent them. */
#include <abi/errno.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>
#include <vfs/vfs.h>

#include "private.h"

/* More than any program sends: SCM_MAX_FD descriptors and some. */
#define CONTROL_MAX 20480ul

static size_t aligned(size_t size)
{
    return ALIGN_UP(size, sizeof(size_t));
}

static int add_files(struct message *message, const char *data, size_t size)
{
    unsigned count = (unsigned)(size / sizeof(int));
    if (count == 0) return 0;
    if (count + message->file_count > SCM_MAX_FD) return -EINVAL;
    if (message->files == NULL) message->files = kmalloc(SCM_MAX_FD * sizeof(*message->files));
    if (message->files == NULL) return -ENOMEM;
    for (unsigned i = 0; i < count; i++) {
        int descriptor;
        memcpy(&descriptor, data + i * sizeof(int), sizeof(int));
        struct file *file = descriptor_get(descriptor);
        if (file == NULL) return -EBADF;
        message->files[message->file_count++] = file;
    }
    return 0;
}

static int parse(struct message *message, const char *data, size_t size)
{
    for (size_t at = 0; size - at >= sizeof(struct cmsghdr);) {
        struct cmsghdr header;
        memcpy(&header, data + at, sizeof(header));
        if (header.cmsg_len < sizeof(header) || header.cmsg_len > size - at) return -EINVAL;
        int status = 0;
        if (header.cmsg_level == SOL_SOCKET && header.cmsg_type == SCM_RIGHTS)
            status = add_files(message, data + at + sizeof(header), header.cmsg_len - sizeof(header));
        else if (header.cmsg_level == SOL_SOCKET && header.cmsg_type != SCM_CREDENTIALS)
            status = -EINVAL; /* credentials can only be the true ones, which the receiver gets anyway */
        if (status != 0) return status;
        if (aligned(header.cmsg_len) > size - at) break;
        at += aligned(header.cmsg_len);
    }
    return 0;
}

int control_from_user(struct message *message, const void *user, size_t size)
{
    if (size == 0) return 0;
    if (size > CONTROL_MAX) return -ENOBUFS;
    char *copy = kmalloc(size);
    if (copy == NULL) return -ENOMEM;
    int status = copy_from_user(copy, user, size);
    if (status == 0) status = parse(message, copy, size);
    kfree(copy);
    if (status != 0) message_end(message);
    return status;
}

/* Writes one item, cut to the room there is. */
static int give(struct message *message, char *user, size_t *at, size_t room, int type, const void *data,
                size_t size)
{
    struct cmsghdr header = {sizeof(header) + size, SOL_SOCKET, type};
    if (room - *at < sizeof(header)) {
        message->told |= MSG_CTRUNC;
        return 0;
    }
    if (header.cmsg_len > room - *at) {
        message->told |= MSG_CTRUNC;
        header.cmsg_len = room - *at;
    }
    if (copy_to_user(user + *at, &header, sizeof(header)) != 0 ||
        copy_to_user(user + *at + sizeof(header), data, header.cmsg_len - sizeof(header)) != 0)
        return -EFAULT;
    *at += MIN(aligned(header.cmsg_len), room - *at);
    return 0;
}

/* As many descriptors as there is room for; the other files are closed, which MSG_CTRUNC tells. */
static int give_files(struct message *message, bool close_on_exec, char *user, size_t *at, size_t room)
{
    int descriptors[SCM_MAX_FD];
    size_t fit =
        room - *at > sizeof(struct cmsghdr) ? (room - *at - sizeof(struct cmsghdr)) / sizeof(int) : 0;
    unsigned given = 0;
    while (given < MIN(fit, message->file_count)) {
        int descriptor = descriptor_install(file_get(message->files[given]), 0, close_on_exec);
        if (descriptor < 0) break;
        descriptors[given++] = descriptor;
    }
    int status = 0;
    if (given != 0) status = give(message, user, at, room, SCM_RIGHTS, descriptors, given * sizeof(int));
    if (given < message->file_count) message->told |= MSG_CTRUNC;
    return status;
}

int control_to_user(struct message *message, bool close_on_exec, bool credentials, char *user, size_t *size)
{
    size_t at = 0, room = user != NULL ? *size : 0;
    int status = 0;
    if (credentials && message->has_sender)
        status = give(message, user, &at, room, SCM_CREDENTIALS, &message->sender, sizeof(message->sender));
    if (status == 0 && message->file_count != 0) status = give_files(message, close_on_exec, user, &at, room);
    *size = at;
    return status;
}
