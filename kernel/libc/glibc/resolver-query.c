/* SPDX-License-Identifier: MIT */
/* Asking name servers, with a state and without. What is sent and how is libc's; to whom, and which domains
 * are tried, is the state's. */
#include "resolver.h"

#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <string.h>

#include "../network/lookup.h"

GLIBC_EXPORT int res_nmkquery(res_state state, int operation, const char *name, int class, int type,
                              const unsigned char *data, int data_length, const unsigned char *new_record,
                              unsigned char *query, int size)
{
    (void)state;
    return res_mkquery(operation, name, class, type, data, data_length, new_record, query, size);
}

/* RFC 1035, 4.1.1: the header has twelve bytes. */
enum { HEADER_SIZE = 12 };

GLIBC_EXPORT int res_nsend(res_state state, const unsigned char *query, int length, unsigned char *answer,
                           int size)
{
    struct resolvconf configuration = {.attempts = state->retry > 0 ? (unsigned)state->retry : 2,
                                       .timeout = state->retrans > 0 ? (unsigned)state->retrans : 5};
    for (int i = 0; i < state->nscount && i < MAXNS; i++) {
        struct address *server = &configuration.ns[configuration.nns];
        const struct sockaddr_in6 *six = state->_u._ext.nsaddrs[i];
        if (state->nsaddr_list[i].sin_family == AF_INET) {
            server->family = AF_INET;
            memcpy(server->addr, &state->nsaddr_list[i].sin_addr, sizeof(struct in_addr));
        } else if (six != NULL) {
            server->family = AF_INET6;
            server->scopeid = six->sin6_scope_id;
            memcpy(server->addr, &six->sin6_addr, sizeof six->sin6_addr);
        } else {
            continue;
        }
        configuration.nns++;
    }
    if (configuration.nns == 0) {
        errno = ESRCH;
        return -1;
    }
    int got = size;
    int status = __res_msend_rc(1, &query, &length, &answer, &got, size, &configuration);
    if (status < 0 || got < HEADER_SIZE) return -1;
    return got;
}

GLIBC_EXPORT int res_nquery(res_state state, const char *name, int class, int type, unsigned char *answer,
                            int size)
{
    unsigned char query[280];
    int *error = &state->res_h_errno;
    int length = res_nmkquery(state, 0, name, class, type, NULL, 0, NULL, query, sizeof query);
    int got = length < 0 ? -1 : res_nsend(state, query, length, answer, size);
    if (length < 0)
        *error = NO_RECOVERY;
    else if (got < 0)
        *error = TRY_AGAIN;
    else if ((answer[3] & 15) == 3) /* the response code NXDOMAIN */
        *error = HOST_NOT_FOUND;
    else if ((answer[3] & 15) == 2) /* SERVFAIL */
        *error = TRY_AGAIN;
    else if ((answer[3] & 15) != 0)
        *error = NO_RECOVERY;
    else if (answer[6] == 0 && answer[7] == 0) /* no answers */
        *error = NO_DATA;
    else
        return got;
    h_errno = *error;
    return -1;
}

GLIBC_EXPORT int res_nquerydomain(res_state state, const char *name, const char *domain, int class, int type,
                                  unsigned char *answer, int size)
{
    char full[256];
    size_t name_length = strlen(name), domain_length = domain == NULL ? 0 : strlen(domain);
    if (name_length + domain_length + 2 > sizeof full) {
        h_errno = state->res_h_errno = NO_RECOVERY;
        return -1;
    }
    memcpy(full, name, name_length + 1);
    if (domain_length != 0) {
        full[name_length] = '.';
        memcpy(full + name_length + 1, domain, domain_length + 1);
    }
    return res_nquery(state, full, class, type, answer, size);
}

/* resolv.conf(5): a name with as many dots as ndots says, or one with a dot at its end, is tried as it is
 * first; then, or else, the domains of the search list, and at last the name itself if it was not tried. */
GLIBC_EXPORT int res_nsearch(res_state state, const char *name, int class, int type, unsigned char *answer,
                             int size)
{
    unsigned dots = 0;
    for (const char *c = name; *c != '\0'; c++) dots += *c == '.';
    bool rooted = dots > 0 && name[strlen(name) - 1] == '.';
    bool first = rooted || dots >= state->ndots, no_data = false, again = false;
    int got = -1;
    if (first && (got = res_nquery(state, name, class, type, answer, size)) > 0) return got;
    if (rooted) return got;
    unsigned long wanted = dots > 0 ? RES_DNSRCH : RES_DNSRCH | RES_DEFNAMES;
    if ((state->options & wanted) != 0) {
        for (char **domain = state->dnsrch; *domain != NULL; domain++) {
            got = res_nquerydomain(state, name, *domain, class, type, answer, size);
            if (got > 0) return got;
            no_data |= state->res_h_errno == NO_DATA;
            again |= state->res_h_errno == TRY_AGAIN;
            /* With no search by parts, only the local domain is tried. */
            if ((state->options & RES_DNSRCH) == 0) break;
        }
    }
    if (!first && (got = res_nquery(state, name, class, type, answer, size)) > 0) return got;
    if (no_data)
        h_errno = state->res_h_errno = NO_DATA;
    else if (again)
        h_errno = state->res_h_errno = TRY_AGAIN;
    return -1;
}

/* The state of the calls without one is read from the file at their first use. */
static res_state ready(void)
{
    res_state state = __res_state();
    if ((state->options & RES_INIT) == 0) res_init();
    return state;
}

int __res_query(const char *name, int class, int type, unsigned char *answer, int size);
GLIBC_EXPORT int __res_query(const char *name, int class, int type, unsigned char *answer, int size)
{
    return res_nquery(ready(), name, class, type, answer, size);
}

int __res_search(const char *name, int class, int type, unsigned char *answer, int size);
GLIBC_EXPORT int __res_search(const char *name, int class, int type, unsigned char *answer, int size)
{
    return res_nsearch(ready(), name, class, type, answer, size);
}

int __res_querydomain(const char *name, const char *domain, int class, int type, unsigned char *answer,
                      int size);
GLIBC_EXPORT int __res_querydomain(const char *name, const char *domain, int class, int type,
                                   unsigned char *answer, int size)
{
    return res_nquerydomain(ready(), name, domain, class, type, answer, size);
}

GLIBC_ALIAS(__res_query, res_query);
GLIBC_ALIAS(__res_search, res_search);
GLIBC_ALIAS(__res_querydomain, res_querydomain);
GLIBC_ALIAS(res_nmkquery, __res_nmkquery);
GLIBC_ALIAS(res_nsend, __res_nsend);
GLIBC_ALIAS(res_nquery, __res_nquery);
GLIBC_ALIAS(res_nquerydomain, __res_nquerydomain);
GLIBC_ALIAS(res_nsearch, __res_nsearch);
