/* SPDX-License-Identifier: MIT */
/* Going through /etc/hosts. */
#include "netdb-file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>

static struct netdb_file hosts = {.path = "/etc/hosts"};

/* IPv4 addresses; of the others the loopback one, as 127.0.0.1, like glibc. */
static int parse_host(char *words[], int count, void *result, struct netdb_room *room)
{
    struct hostent *host = result;
    struct in_addr address;
    if (count < 2) return 0;
    if (strcmp(words[0], "::1") == 0)
        address.s_addr = htonl(INADDR_LOOPBACK);
    else if (inet_pton(AF_INET, words[0], &address) != 1)
        return 0;
    host->h_addrtype = AF_INET;
    host->h_length = sizeof address;
    /* The list of addresses first: room for one is made as if it were a string of its length. */
    host->h_addr_list = netdb_keep_list(room, (char *[]){"...."}, 1);
    host->h_aliases = netdb_keep_list(room, words + 2, count - 2);
    host->h_name = netdb_keep(room, words[1]);
    if (host->h_addr_list == NULL || host->h_aliases == NULL || host->h_name == NULL) return ERANGE;
    memcpy(host->h_addr_list[0], &address, sizeof address);
    return 1;
}

GLIBC_EXPORT void sethostent(int stay_open)
{
    (void)stay_open;
    netdb_rewind(&hosts);
}

GLIBC_EXPORT void endhostent(void)
{
    netdb_rewind(&hosts);
}

GLIBC_EXPORT struct hostent *gethostent(void)
{
    return netdb_next_static(&hosts, parse_host, sizeof(struct hostent));
}

int gethostent_r(struct hostent *host, char *buffer, size_t length, struct hostent **result, int *h_error);
GLIBC_EXPORT int gethostent_r(struct hostent *host, char *buffer, size_t length, struct hostent **result,
                              int *h_error)
{
    int status = netdb_next(&hosts, parse_host, host, buffer, length);
    *result = status == 0 ? host : NULL;
    *h_error = status == 0 ? 0 : status == ENOENT ? HOST_NOT_FOUND : -1 /* NETDB_INTERNAL */;
    return status;
}
