/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <core/string.h>
#include <mm/user.h>

#include "private.h"

int address_from_user(struct socket_address *address, const void *user, uint32_t length)
{
    address->length = 0;
    if ((int32_t)length < 0 || length > SOCKADDR_SIZE) return -EINVAL;
    if (length < sizeof(address->family)) return -EINVAL;
    memset(address->bytes, 0, sizeof(address->bytes));
    if (copy_from_user(address->bytes, user, length) != 0) return -EFAULT;
    address->length = length;
    return 0;
}

int address_to_user(const struct socket_address *address, void *user, uint32_t *user_length)
{
    uint32_t room;
    if (user == NULL) return 0;
    if (get_user32(&room, user_length) != 0) return -EFAULT;
    if ((int32_t)room < 0) return -EINVAL;
    if (copy_to_user(user, address->bytes, MIN(room, address->length)) != 0) return -EFAULT;
    return put_user32(address->length, user_length);
}
