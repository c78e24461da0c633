/* SPDX-License-Identifier: MIT */
/* Going through /etc/rpc, and looking up there. */
#include "netdb-file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct rpcent {
    char *r_name;
    char **r_aliases;
    int r_number;
};

static struct netdb_file programs = {.path = "/etc/rpc"};

static int parse_program(char *words[], int count, void *result, struct netdb_room *room)
{
    struct rpcent *program = result;
    char *end;
    if (count < 2) return 0;
    program->r_number = (int)strtoul(words[1], &end, 10);
    if (end == words[1] || *end != '\0') return 0;
    program->r_aliases = netdb_keep_list(room, words + 2, count - 2);
    program->r_name = netdb_keep(room, words[0]);
    return program->r_aliases == NULL || program->r_name == NULL ? ERANGE : 1;
}

void setrpcent(int stay_open);
GLIBC_EXPORT void setrpcent(int stay_open)
{
    (void)stay_open;
    netdb_rewind(&programs);
}

void endrpcent(void);
GLIBC_EXPORT void endrpcent(void)
{
    netdb_rewind(&programs);
}

struct rpcent *getrpcent(void);
GLIBC_EXPORT struct rpcent *getrpcent(void)
{
    return netdb_next_static(&programs, parse_program, sizeof(struct rpcent));
}

struct rpcent *getrpcbynumber(int number);
GLIBC_EXPORT struct rpcent *getrpcbynumber(int number)
{
    struct rpcent *program;
    endrpcent();
    while ((program = getrpcent()) != NULL && program->r_number != number) continue;
    endrpcent();
    return program;
}

struct rpcent *getrpcbyname(const char *name);
GLIBC_EXPORT struct rpcent *getrpcbyname(const char *name)
{
    struct rpcent *program;
    endrpcent();
    while ((program = getrpcent()) != NULL && strcmp(program->r_name, name) != 0) {
        char **alias = program->r_aliases;
        while (*alias != NULL && strcmp(*alias, name) != 0) alias++;
        if (*alias != NULL) break;
    }
    endrpcent();
    return program;
}
