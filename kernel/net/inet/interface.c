/* SPDX-License-Identifier: MIT */
/* What programs ask of interfaces by ioctl(2) (netdevice(7)). They cannot be changed: the command line and
 * DHCP configure them. */
#include <abi/errno.h>
#include <abi/if.h>
#include <abi/in.h>
#include <core/string.h>
#include <lwip/netif.h>
#include <mm/user.h>
#include <net/device.h>

#include "private.h"

const char *interface_name(const struct netif *netif)
{
    const struct net_device *device = netif->state;
    return netif->hwaddr_len == 0 ? "lo" : device->name;
}

uint32_t interface_flags(const struct netif *netif)
{
    if (netif->hwaddr_len == 0) return IFF_UP | IFF_LOOPBACK | IFF_RUNNING;
    struct net_device *device = netif->state;
    return IFF_UP | IFF_BROADCAST | IFF_MULTICAST | (device->link_up(device) ? IFF_RUNNING : 0);
}

uint32_t interface_mtu(const struct netif *netif)
{
    return netif->hwaddr_len == 0 ? 65536 : netif->mtu;
}

static struct netif *find_name(const char name[IFNAMSIZ])
{
    struct netif *netif;
    NETIF_FOREACH(netif)
    if (strncmp(interface_name(netif), name, IFNAMSIZ) == 0) return netif;
    return NULL;
}

static void set_name(struct ifreq *request, const struct netif *netif)
{
    const char *name = interface_name(netif);
    memset(request->ifr_name, 0, IFNAMSIZ);
    memcpy(request->ifr_name, name, strlen(name));
}

static void set_address(struct ifreq *request, uint32_t address)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr = address};
    memcpy(&request->ifr_addr, &in, sizeof(in));
}

static void set_hardware_address(struct ifreq *request, const struct netif *netif)
{
    memset(&request->ifr_addr, 0, sizeof(request->ifr_addr));
    request->ifr_addr.sa_family = netif->hwaddr_len == 0 ? ARPHRD_LOOPBACK : ARPHRD_ETHER;
    memcpy(request->ifr_addr.sa_data, netif->hwaddr, netif->hwaddr_len);
}

static int answer(unsigned long what, struct ifreq *request, const struct netif *netif)
{
    uint32_t address = ip4_addr_get_u32(netif_ip4_addr(netif)),
             mask = ip4_addr_get_u32(netif_ip4_netmask(netif));
    bool addressed =
        what == SIOCGIFADDR || what == SIOCGIFNETMASK || what == SIOCGIFBRDADDR || what == SIOCGIFDSTADDR;
    if (addressed && address == 0) return -EADDRNOTAVAIL;
    switch (what) {
    case SIOCGIFNAME: set_name(request, netif); return 0;
    case SIOCGIFFLAGS: request->ifr_flags = (int16_t)interface_flags(netif); return 0;
    case SIOCGIFADDR:
    case SIOCGIFDSTADDR: set_address(request, address); return 0;
    case SIOCGIFBRDADDR: set_address(request, netif->hwaddr_len == 0 ? 0 : address | ~mask); return 0;
    case SIOCGIFNETMASK: set_address(request, mask); return 0;
    case SIOCGIFMETRIC: request->ifr_number = 0; return 0;
    case SIOCGIFMTU: request->ifr_number = (int32_t)interface_mtu(netif); return 0;
    case SIOCGIFHWADDR: set_hardware_address(request, netif); return 0;
    case SIOCGIFINDEX: request->ifr_number = netif_get_index(netif); return 0;
    case SIOCGIFTXQLEN: request->ifr_number = 1000; return 0;
    default: return -ENOTTY;
    }
}

/* All interfaces that have an IPv4 address; without room, how many bytes they would take. */
static int give_all(struct ifconf *user)
{
    struct ifconf all;
    if (copy_from_user(&all, user, sizeof(all)) != 0) return -EFAULT;
    size_t room = all.ifc_req == NULL ? SIZE_MAX : (size_t)MAX(all.ifc_len, 0) / sizeof(struct ifreq),
           count = 0;
    struct netif *netif;
    NETIF_FOREACH(netif)
    {
        struct ifreq request = {.ifr_bytes = {0}};
        if (ip4_addr_isany(netif_ip4_addr(netif)) || count == room) continue;
        set_name(&request, netif);
        set_address(&request, ip4_addr_get_u32(netif_ip4_addr(netif)));
        if (all.ifc_req != NULL && copy_to_user(all.ifc_req + count, &request, sizeof(request)) != 0)
            return -EFAULT;
        count++;
    }
    return put_user32((uint32_t)(count * sizeof(struct ifreq)), (uint32_t *)&user->ifc_len);
}

static int ask(unsigned long what, struct ifreq *user)
{
    struct ifreq request;
    if (copy_from_user(&request, user, sizeof(request)) != 0) return -EFAULT;
    struct netif *netif = what == SIOCGIFNAME && request.ifr_number > 0 && request.ifr_number <= INT8_MAX
                              ? netif_get_by_index((uint8_t)request.ifr_number)
                              : NULL;
    if (what != SIOCGIFNAME) netif = find_name(request.ifr_name);
    if (netif == NULL) return -ENODEV;
    int status = answer(what, &request, netif);
    return status != 0 ? status : copy_to_user(user, &request, sizeof(request));
}

static long interface_ioctl(unsigned long what, unsigned long argument)
{
    /* The group of requests that begin with SIOCG (linux/sockios.h). */
    if (what < SIOCGIFNAME || what > SIOCGIFTXQLEN) return -ENOTTY;
    inet_lock();
    int status =
        what == SIOCGIFCONF ? give_all((struct ifconf *)argument) : ask(what, (struct ifreq *)argument);
    inet_unlock();
    return status;
}

static const struct socket_control interface_control = {interface_ioctl};
SET_ADD(socket_control, struct socket_control, interface_control);
