/* SPDX-License-Identifier: MIT */
/*
 * Addresses of Unix-domain sockets: a path (found by the vnode that it leads to), or an abstract name, which
 * begins with a 0 and is no file. There are few, so they are one list.
 */
#include <abi/errno.h>
#include <core/log.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <vfs/vfs.h>

#include "private.h"

#define PATH_OFFSET offsetof(struct sockaddr_un, sun_path)
/** bind(2) without a name takes one of so many (unix(7), "Autobind feature"). */
#define AUTOBIND_NAMES 0x100000u

static struct list_node names = LIST_INIT(names); /* under unix_lock */

void unix_name_put(struct unix_name *name)
{
    if (name == NULL || __atomic_sub_fetch(&name->references, 1, __ATOMIC_ACQ_REL) != 0) return;
    if (name->vnode != NULL) vnode_put(name->vnode);
    kfree(name);
}

void unix_name_disown(struct unix_name *name)
{
    name->owner = NULL;
    list_remove(&name->node);
}

static bool is_abstract(const struct socket_address *address)
{
    return address->bytes[PATH_OFFSET] == 0;
}

/* Abstract names are apart for each type of sockets. With unix_lock. */
static struct unix_name *find_abstract(const struct socket_address *address, int type)
{
    LIST_FOREACH(&names, node)
    {
        struct unix_name *name = list_entry(node, struct unix_name, node);
        if (name->vnode == NULL && name->owner->socket.type == type &&
            name->address.length == address->length &&
            memcmp(name->address.bytes, address->bytes, address->length) == 0)
            return name;
    }
    return NULL;
}

static int check_address(const struct socket_address *address)
{
    if (address->length < PATH_OFFSET || address->length > sizeof(struct sockaddr_un)) return -EINVAL;
    return address->family == AF_UNIX ? 0 : -EINVAL;
}

/* A path is 0-terminated, also one that fills the whole address. */
static void copy_path(const struct socket_address *address, char path[sizeof(struct sockaddr_un)])
{
    size_t length = address->length - PATH_OFFSET;
    memcpy(path, address->bytes + PATH_OFFSET, length);
    path[length] = 0;
}

/* Gives the name to the socket, unless it has one or somebody else has this. */
static int own(struct unix_name *name, struct unix_socket *self)
{
    int status = 0;
    spin_lock(&unix_lock);
    if (self->name != NULL) {
        status = -EINVAL;
    } else if (name->vnode == NULL && find_abstract(&name->address, self->socket.type) != NULL) {
        status = -EADDRINUSE;
    } else {
        name->owner = self;
        list_add_tail(&names, &name->node);
        self->name = name;
    }
    spin_unlock(&unix_lock);
    return status;
}

static int bind_automatically(struct unix_name *name, struct unix_socket *self)
{
    static uint32_t next; /* atomic */
    char digits[8];
    for (unsigned tries = 0; tries < AUTOBIND_NAMES; tries++) {
        uint32_t number = __atomic_add_fetch(&next, 1, __ATOMIC_RELAXED) % AUTOBIND_NAMES;
        size_t length = format_text(digits, sizeof(digits), "%05x", number);
        name->address.length = (uint32_t)(PATH_OFFSET + 1 + length);
        memcpy(name->address.bytes + PATH_OFFSET + 1, digits, length);
        int status = own(name, self);
        if (status != -EADDRINUSE) return status;
    }
    return -ENOSPC;
}

static int bind_path(struct unix_name *name, struct unix_socket *self)
{
    char path[sizeof(struct sockaddr_un)];
    copy_path(&name->address, path);
    name->address.length = (uint32_t)(PATH_OFFSET + strlen(path) + 1);
    int status = vfs_make_node(path, S_IFSOCK | 0777, &name->vnode);
    if (status != 0) return status == -EEXIST ? -EADDRINUSE : status;
    return own(name, self);
}

int unix_bind(struct socket *socket, const struct socket_address *address)
{
    struct unix_socket *self = unix_of(socket);
    bool automatically = address->length == PATH_OFFSET && address->family == AF_UNIX;
    int status = check_address(address);
    if (status != 0) return status;
    /* Before a file is made in vain. */
    if (__atomic_load_n(&self->name, __ATOMIC_RELAXED) != NULL) return automatically ? 0 : -EINVAL;
    struct unix_name *name = kzalloc(sizeof(*name));
    if (name == NULL) return -ENOMEM;
    name->references = 1;
    name->address = *address;
    if (automatically)
        status = bind_automatically(name, self);
    else
        status = is_abstract(address) ? own(name, self) : bind_path(name, self);
    if (status != 0) unix_name_put(name);
    return status;
}

static int find_path(const struct socket_address *address, int type, struct unix_socket **found)
{
    char path[sizeof(struct sockaddr_un)];
    struct vnode *vnode;
    copy_path(address, path);
    int status = vfs_lookup(path, &vnode);
    if (status != 0) return status;
    status = -ECONNREFUSED;
    spin_lock(&unix_lock);
    LIST_FOREACH(&names, node)
    {
        struct unix_name *name = list_entry(node, struct unix_name, node);
        if (name->vnode != vnode) continue;
        status = name->owner->socket.type == type ? 0 : -EPROTOTYPE;
        if (status == 0) *found = unix_get(name->owner);
        break;
    }
    spin_unlock(&unix_lock);
    vnode_put(vnode);
    return status;
}

int unix_find(const struct socket_address *address, int type, struct unix_socket **found)
{
    int status = check_address(address);
    if (status != 0) return status;
    if (address->length == PATH_OFFSET) return -EINVAL;
    if (!is_abstract(address)) return find_path(address, type, found);
    spin_lock(&unix_lock);
    struct unix_name *name = find_abstract(address, type);
    if (name != NULL) *found = unix_get(name->owner);
    spin_unlock(&unix_lock);
    return name != NULL ? 0 : -ECONNREFUSED;
}

int unix_name_of(struct socket *socket, bool peer, struct socket_address *address)
{
    struct unix_socket *self = unix_of(socket);
    *address = (struct socket_address){.length = PATH_OFFSET, .family = AF_UNIX};
    spin_lock(&unix_lock);
    struct unix_socket *whose = peer ? self->peer : self;
    if (whose != NULL && whose->name != NULL) *address = whose->name->address;
    spin_unlock(&unix_lock);
    return whose != NULL ? 0 : -ENOTCONN;
}
