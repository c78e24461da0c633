/* SPDX-License-Identifier: MIT */
/* The resolver's state, filled from /etc/resolv.conf. Programs read and change its fields. */
#include "resolver.h"

#include <stdlib.h>
#include <string.h>

#include "../network/lookup.h"

_Static_assert(sizeof(struct __res_state) == 568, "as in glibc's resolv.h");

/* An IPv6 server stands in the extension, with an unused place in the list of IPv4 ones. */
static int add_server(res_state state, int index, const struct address *server)
{
    if (server->family == AF_INET) {
        struct sockaddr_in *place = &state->nsaddr_list[index];
        place->sin_family = AF_INET;
        place->sin_port = htons(53);
        memcpy(&place->sin_addr, server->addr, sizeof place->sin_addr);
        return 0;
    }
    struct sockaddr_in6 *place = calloc(1, sizeof *place);
    if (place == NULL) return -1;
    place->sin6_family = AF_INET6;
    place->sin6_port = htons(53);
    place->sin6_scope_id = server->scopeid;
    memcpy(&place->sin6_addr, server->addr, sizeof place->sin6_addr);
    state->_u._ext.nsaddrs[index] = place;
    state->_u._ext.nscount6++;
    return 0;
}

/* The domains of `search`, in place in the state's own text. */
static void set_search(res_state state, const char *search)
{
    int count = 0;
    strlcpy(state->defdname, search, sizeof state->defdname);
    for (char *rest = NULL, *domain = strtok_r(state->defdname, " \t\n", &rest);
         domain != NULL && count < MAXDNSRCH; domain = strtok_r(NULL, " \t\n", &rest))
        state->dnsrch[count++] = domain;
    state->dnsrch[count] = NULL;
}

int __res_ninit(res_state state);
GLIBC_EXPORT int __res_ninit(res_state state)
{
    struct resolvconf configuration;
    char search[256];
    /* Options that the program set before stay. The port of an earlier call's servers is freed with them. */
    unsigned long options = state->options & ~(unsigned long)RES_INIT;
    if (__get_resolv_conf(&configuration, search, sizeof search) < 0) return -1;
    memset(state, 0, sizeof *state);
    state->options = (options != 0 ? options : RES_RECURSE | RES_DEFNAMES | RES_DNSRCH) | RES_INIT;
    state->retrans = (int)configuration.timeout;
    state->retry = (int)configuration.attempts;
    state->ndots = configuration.ndots & 15;
    state->_vcsock = -1;
    for (int i = 0; i < MAXNS; i++) state->_u._ext.nssocks[i] = -1;
    for (unsigned i = 0; i < configuration.nns; i++)
        if (add_server(state, (int)i, &configuration.ns[i]) == 0) state->nscount++;
    set_search(state, search);
    return 0;
}
GLIBC_ALIAS(__res_ninit, res_ninit);

void __res_nclose(res_state state);
GLIBC_EXPORT void __res_nclose(res_state state)
{
    for (int i = 0; i < MAXNS; i++) {
        free(state->_u._ext.nsaddrs[i]);
        state->_u._ext.nsaddrs[i] = NULL;
    }
    state->_u._ext.nscount6 = 0;
    state->options &= ~(unsigned long)RES_INIT;
}
GLIBC_ALIAS(__res_nclose, res_nclose);

/* The state of the calls that name none. */
int __res_init(void);
GLIBC_EXPORT int __res_init(void)
{
    res_state state = __res_state();
    if (state->options & RES_INIT) res_nclose(state);
    return res_ninit(state);
}
GLIBC_ALIAS(__res_init, res_init);
