/* SPDX-License-Identifier: MIT */
/* Going through /etc/services. Libc itself looks up names and ports there. */
#include "netdb-file.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>

static struct netdb_file services = {.path = "/etc/services"};

static int parse_service(char *words[], int count, void *result, struct netdb_room *room)
{
    struct servent *service = result;
    char *protocol;
    if (count < 2) return 0;
    unsigned long port = strtoul(words[1], &protocol, 10);
    if (protocol == words[1] || *protocol != '/' || port > 65535) return 0;
    service->s_port = htons((uint16_t)port);
    service->s_aliases = netdb_keep_list(room, words + 2, count - 2);
    service->s_name = netdb_keep(room, words[0]);
    service->s_proto = netdb_keep(room, protocol + 1);
    return service->s_aliases == NULL || service->s_name == NULL || service->s_proto == NULL ? ERANGE : 1;
}

GLIBC_EXPORT void setservent(int stay_open)
{
    (void)stay_open;
    netdb_rewind(&services);
}

GLIBC_EXPORT void endservent(void)
{
    netdb_rewind(&services);
}

GLIBC_EXPORT struct servent *getservent(void)
{
    return netdb_next_static(&services, parse_service, sizeof(struct servent));
}

int getservent_r(struct servent *service, char *buffer, size_t length, struct servent **result);
GLIBC_EXPORT int getservent_r(struct servent *service, char *buffer, size_t length, struct servent **result)
{
    int status = netdb_next(&services, parse_service, service, buffer, length);
    *result = status == 0 ? service : NULL;
    return status;
}
