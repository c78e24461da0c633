/* SPDX-License-Identifier: MIT */
/* Going through /etc/networks, and looking up there. */
#include "netdb-file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static const char path[] = "/etc/networks";
static struct netdb_file networks = {.path = path};

static int parse_network(char *words[], int count, void *result, struct netdb_room *room)
{
    struct netent *network = result;
    if (count < 2) return 0;
    uint32_t number = inet_network(words[1]);
    if (number == INADDR_NONE) return 0;
    /* glibc reads "10" as 10.0.0.0. */
    for (int dots = 0; dots < 3; dots++)
        if (number != 0 && number >> 24 == 0) number <<= 8;
    network->n_net = number;
    network->n_addrtype = AF_INET;
    network->n_aliases = netdb_keep_list(room, words + 2, count - 2);
    network->n_name = netdb_keep(room, words[0]);
    return network->n_aliases == NULL || network->n_name == NULL ? ERANGE : 1;
}

GLIBC_EXPORT void setnetent(int stay_open)
{
    (void)stay_open;
    netdb_rewind(&networks);
}

GLIBC_EXPORT void endnetent(void)
{
    netdb_rewind(&networks);
}

GLIBC_EXPORT struct netent *getnetent(void)
{
    return netdb_next_static(&networks, parse_network, sizeof(struct netent));
}

int getnetent_r(struct netent *network, char *buffer, size_t length, struct netent **result, int *h_error);
GLIBC_EXPORT int getnetent_r(struct netent *network, char *buffer, size_t length, struct netent **result,
                             int *h_error)
{
    int status = netdb_next(&networks, parse_network, network, buffer, length);
    *result = status == 0 ? network : NULL;
    *h_error = status == 0 ? 0 : status == ENOENT ? HOST_NOT_FOUND : -1 /* NETDB_INTERNAL */;
    return status;
}

struct query {
    const char *name; /* NULL: by number */
    uint32_t number;
    int type;
};

static bool is_wanted(const struct netent *network, const struct query *query)
{
    if (query->name == NULL)
        return network->n_net == query->number &&
               (query->type == AF_UNSPEC || query->type == network->n_addrtype);
    if (strcasecmp(network->n_name, query->name) == 0) return true;
    for (char **alias = network->n_aliases; *alias != NULL; alias++)
        if (strcasecmp(*alias, query->name) == 0) return true;
    return false;
}

/* Not to be found is no error: 0 and no result. */
static int find(const struct query *query, struct netent *network, char *buffer, size_t length,
                struct netent **result, int *h_error)
{
    struct netdb_file file = {.path = path};
    int status;
    do status = netdb_next(&file, parse_network, network, buffer, length);
    while (status == 0 && !is_wanted(network, query));
    netdb_rewind(&file);
    *result = status == 0 ? network : NULL;
    *h_error = status == 0 ? 0 : status == ENOENT ? HOST_NOT_FOUND : -1 /* NETDB_INTERNAL */;
    return status == ENOENT ? 0 : status;
}

int getnetbyname_r(const char *name, struct netent *network, char *buffer, size_t length,
                   struct netent **result, int *h_error);
GLIBC_EXPORT int getnetbyname_r(const char *name, struct netent *network, char *buffer, size_t length,
                                struct netent **result, int *h_error)
{
    return find(&(struct query){.name = name}, network, buffer, length, result, h_error);
}

int getnetbyaddr_r(uint32_t number, int type, struct netent *network, char *buffer, size_t length,
                   struct netent **result, int *h_error);
GLIBC_EXPORT int getnetbyaddr_r(uint32_t number, int type, struct netent *network, char *buffer,
                                size_t length, struct netent **result, int *h_error)
{
    return find(&(struct query){NULL, number, type}, network, buffer, length, result, h_error);
}

/* For the calls without _r; an entry that needs more room is not found. */
static struct netent *find_static(const struct query *query)
{
    static struct netent network;
    static char buffer[2048];
    struct netent *result;
    find(query, &network, buffer, sizeof buffer, &result, &h_errno);
    return result;
}

GLIBC_EXPORT struct netent *getnetbyname(const char *name)
{
    return find_static(&(struct query){.name = name});
}

GLIBC_EXPORT struct netent *getnetbyaddr(uint32_t number, int type)
{
    return find_static(&(struct query){NULL, number, type});
}
