/* SPDX-License-Identifier: MIT */
#include <core/log.h>
#include <net/device.h>

struct list_node net_devices = LIST_INIT(net_devices);

void net_device_register(struct net_device *device)
{
    const uint8_t *address = device->address;
    list_add_tail(&net_devices, &device->node);
    log_info("%s: %02x:%02x:%02x:%02x:%02x:%02x", device->name, address[0], address[1], address[2],
             address[3], address[4], address[5]);
}
