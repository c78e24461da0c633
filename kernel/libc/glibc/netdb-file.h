/* SPDX-License-Identifier: MIT */
/* Reading the line-based databases of /etc (hosts(5), networks(5), services(5), rpc): words, with # for
 * comments. */
#ifndef GLIBC_NETDB_FILE_H
#define GLIBC_NETDB_FILE_H

#include "private.h"

#include <stdio.h>

struct netdb_file {
    const char *path;
    volatile int lock[1];
    FILE *file;   /* open while it is gone through; under the lock */
    void *result; /* of the calls without _r: malloc, kept; under the lock */
    size_t result_size;
};

/* What a program's buffer is filled from: strings go to the front in turn. */
struct netdb_room {
    char *at;
    size_t left;
};

enum { NETDB_WORDS = 36 }; /* longest list that netdb.h ever allowed: 35 aliases */

/* Fills `result` from the words of a line. 1 if it did, 0 if the line is not an entry, ERANGE without room.
 */
typedef int netdb_parser(char *words[], int count, void *result, struct netdb_room *room);

/* NULL without room. The list gets a NULL at its end. */
hidden char *netdb_keep(struct netdb_room *room, const char *string);
hidden char **netdb_keep_list(struct netdb_room *room, char *const words[], int count);

/* The next entry; 0, ENOENT after the last, ERANGE (the entry comes again at the next call), or what open
 * gave. */
hidden int netdb_next(struct netdb_file *database, netdb_parser *parse, void *result, char *buffer,
                      size_t length);

/* The same for the calls without _r: an entry of `size` bytes in memory of the database, NULL at the end. */
hidden void *netdb_next_static(struct netdb_file *database, netdb_parser *parse, size_t size);

hidden void netdb_rewind(struct netdb_file *database);

#endif
