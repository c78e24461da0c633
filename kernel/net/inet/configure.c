/* SPDX-License-Identifier: MIT */
/* Addresses: as the command line says, or by DHCP (RFC 2131) and, for IPv6, as routers say (RFC 4862). */
#include <abi/errno.h>
#include <arch/hooks.h>
#include <core/init.h>
#include <core/log.h>
#include <core/option.h>
#include <core/string.h>
#include <lwip/dhcp.h>
#include <lwip/netif.h>
#include <net/device.h>
#include <sched/wait.h>
#include <time/clock.h>

#include "private.h"

/* The program is not kept waiting longer. */
#define ADDRESS_WAIT_NS (5 * NS_PER_SECOND)

#define STATIC_MAX 8

/* Of the command line: --ip=eth0,ADDRESS,MASK. */
static struct {
    const char *name;
    size_t name_length;
    ip4_addr_t address, mask;
} fixed[STATIC_MAX];
static unsigned fixed_count;
static ip4_addr_t gateway;

static ip_addr_t name_servers[LWIP_DHCP_MAX_DNS_SERVERS]; /* of the command line */
static bool name_servers_fixed;

static struct wait_queue addressed = WAIT_QUEUE_INIT(addressed);
static unsigned waiting_for; /* interfaces that have no address yet; atomic */

static bool parse_address(const char *text, size_t length, ip4_addr_t *address)
{
    char copy[16];
    if (length >= sizeof(copy)) return false;
    memcpy(copy, text, length);
    copy[length] = 0;
    return ip4addr_aton(copy, address) != 0;
}

static int parse_ip(const char *value)
{
    const char *address = strchr(value, ','), *mask = address != NULL ? strchr(address + 1, ',') : NULL;
    if (mask == NULL || address == value || fixed_count == STATIC_MAX) return -EINVAL;
    address++;
    mask++;
    if (!parse_address(address, (size_t)(mask - 1 - address), &fixed[fixed_count].address) ||
        !parse_address(mask, strlen(mask), &fixed[fixed_count].mask) ||
        !ip4_addr_netmask_valid(fixed[fixed_count].mask.addr))
        return -EINVAL;
    fixed[fixed_count].name = value;
    fixed[fixed_count].name_length = (size_t)(address - 1 - value);
    fixed_count++;
    return 0;
}
BOOT_OPTION(ip, "--ip=", parse_ip);

static int parse_gateway(const char *value)
{
    return parse_address(value, strlen(value), &gateway) ? 0 : -EINVAL;
}
BOOT_OPTION(defaultgw, "--defaultgw=", parse_gateway);

static int parse_name_server(const char *value)
{
    ip4_addr_t address;
    if (!parse_address(value, strlen(value), &address)) return -EINVAL;
    for (unsigned i = 0; i < ARRAY_SIZE(name_servers); i++) {
        if (!ip_addr_isany(&name_servers[i])) continue;
        ip_addr_copy_from_ip4(name_servers[i], address);
        name_servers_fixed = true;
        return 0;
    }
    return -EINVAL;
}
BOOT_OPTION(nameserver, "--nameserver=", parse_name_server);

bool inet_name_server(unsigned index, ip_addr_t *server)
{
    const ip_addr_t *known = name_servers_fixed ? name_servers : lwip_name_servers;
    for (unsigned i = 0; i < ARRAY_SIZE(name_servers); i++) {
        if (ip_addr_isany(&known[i]) || index-- != 0) continue;
        *server = known[i];
        return true;
    }
    return false;
}

static void on_status(struct netif *netif)
{
    if (ip4_addr_isany(netif_ip4_addr(netif))) return;
    char address[IP4ADDR_STRLEN_MAX];
    ip4addr_ntoa_r(netif_ip4_addr(netif), address, sizeof(address));
    log_info("%s: address %s", interface_name(netif), address);
    /* Told once: an address that changes later is no news. */
    netif_set_status_callback(netif, NULL);
    __atomic_fetch_sub(&waiting_for, 1, __ATOMIC_ACQ_REL);
    wake_all(&addressed);
}

static bool configure_fixed(struct netif *netif)
{
    const char *name = interface_name(netif);
    for (unsigned i = 0; i < fixed_count; i++) {
        if (strlen(name) != fixed[i].name_length || strncmp(name, fixed[i].name, fixed[i].name_length) != 0)
            continue;
        netif_set_addr(netif, &fixed[i].address, &fixed[i].mask, &gateway);
        return true;
    }
    return false;
}

void inet_configure(struct netif *netif)
{
    __atomic_fetch_add(&waiting_for, 1, __ATOMIC_ACQ_REL);
    netif_set_status_callback(netif, on_status);
    netif_create_ip6_linklocal_address(netif, 1);
    netif_set_ip6_autoconfig_enabled(netif, 1);
    if (configure_fixed(netif)) return;
    if (dhcp_start(netif) != ERR_OK)
        log_warn("%s: DHCP cannot be started: out of memory", interface_name(netif));
}

/* Programs bind and connect as soon as they run. */
static int inet_wait_for_addresses(void)
{
    uint64_t deadline = clock_monotonic_ns() + ADDRESS_WAIT_NS;
    int status = WAIT_EVENT(&addressed, __atomic_load_n(&waiting_for, __ATOMIC_ACQUIRE) == 0, deadline,
                            WAIT_UNINTERRUPTIBLE);
    if (status != 0) log_warn("no DHCP server has answered; the program starts without a network address");
    return 0;
}
INIT_CALL(root, inet_wait_for_addresses);
