/* SPDX-License-Identifier: MIT */
/* /proc/net/pnp has the name servers in the form of resolv.conf(5), for /etc/resolv.conf to be a link to;
 * /proc/net/dev has what the interfaces have carried (proc(5)). */
#include <core/log.h>
#include <lwip/netif.h>
#include <net/device.h>
#include <vfs/proc-net.h>

#include "private.h"

struct writer {
    char *buffer;
    size_t size, length;
};

static void print(struct writer *writer, const char *format, ...) printf_like(2, 3);
static void print(struct writer *writer, const char *format, ...)
{
    size_t at = writer->length < writer->size ? writer->length : writer->size;
    va_list arguments;
    va_start(arguments, format);
    writer->length += format_text_va(writer->buffer + at, writer->size - at, format, arguments);
    va_end(arguments);
}

static size_t pnp_text(char *buffer, size_t size)
{
    struct writer writer = {buffer, size, 0};
    char address[IPADDR_STRLEN_MAX];
    ip_addr_t server;
    inet_lock();
    for (unsigned i = 0; inet_name_server(i, &server); i++)
        print(&writer, "nameserver %s\n", ipaddr_ntoa_r(&server, address, sizeof(address)));
    inet_unlock();
    return writer.length;
}
static const struct proc_net_file pnp = {"pnp", pnp_text};
SET_ADD(proc_net, struct proc_net_file, pnp);

static size_t dev_text(char *buffer, size_t size)
{
    struct writer writer = {buffer, size, 0};
    struct netif *netif;
    print(&writer, "Inter-|   Receive                                                |  Transmit\n"
                   " face |bytes    packets errs drop fifo frame compressed multicast|"
                   "bytes    packets errs drop fifo colls carrier compressed\n");
    inet_lock();
    NETIF_FOREACH(netif)
    {
        static const struct net_device none;
        const struct net_device *device = netif->hwaddr_len != 0 ? netif->state : &none;
        print(&writer, "%6s: %lu %lu 0 %lu 0 0 0 0 %lu %lu 0 %lu 0 0 0 0\n", interface_name(netif),
              device->received_bytes, device->received_packets, device->received_dropped, device->sent_bytes,
              device->sent_packets, device->sent_dropped);
    }
    inet_unlock();
    return writer.length;
}
static const struct proc_net_file dev = {"dev", dev_text};
SET_ADD(proc_net, struct proc_net_file, dev);
