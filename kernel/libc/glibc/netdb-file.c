/* SPDX-License-Identifier: MIT */
#include "netdb-file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lock.h"

hidden char *netdb_keep(struct netdb_room *room, const char *string)
{
    size_t length = strlen(string) + 1;
    if (length > room->left) return NULL;
    char *kept = memcpy(room->at, string, length);
    room->at += length;
    room->left -= length;
    return kept;
}

hidden char **netdb_keep_list(struct netdb_room *room, char *const words[], int count)
{
    size_t padding = -(size_t)room->at % sizeof(char *);
    size_t length = padding + ((size_t)count + 1) * sizeof(char *);
    if (length > room->left) return NULL;
    char **list = (char **)(void *)(room->at + padding);
    room->at += length;
    room->left -= length;
    for (int i = 0; i < count; i++)
        if ((list[i] = netdb_keep(room, words[i])) == NULL) return NULL;
    list[count] = NULL;
    return list;
}

static int split(char *line, char *words[])
{
    int count = 0;
    line[strcspn(line, "#\n")] = '\0';
    for (char *rest = NULL, *word = strtok_r(line, " \t\r", &rest); word != NULL && count < NETDB_WORDS;
         word = strtok_r(NULL, " \t\r", &rest))
        words[count++] = word;
    return count;
}

static int next(struct netdb_file *database, netdb_parser *parse, void *result, char *buffer, size_t length)
{
    if (database->file == NULL && (database->file = fopen(database->path, "re")) == NULL) return errno;
    char *line = NULL;
    size_t line_size = 0;
    int status = 0;
    while (status == 0) {
        off_t before = ftello(database->file);
        if (getline(&line, &line_size, database->file) < 0) {
            status = ENOENT;
            break;
        }
        char *words[NETDB_WORDS];
        int count = split(line, words);
        struct netdb_room room = {buffer, length};
        status = count == 0 ? 0 : parse(words, count, result, &room);
        if (status == ERANGE) fseeko(database->file, before, SEEK_SET);
    }
    free(line);
    return status == 1 ? 0 : status;
}

hidden int netdb_next(struct netdb_file *database, netdb_parser *parse, void *result, char *buffer,
                      size_t length)
{
    LOCK(database->lock);
    int status = next(database, parse, result, buffer, length);
    UNLOCK(database->lock);
    return status;
}

hidden void *netdb_next_static(struct netdb_file *database, netdb_parser *parse, size_t size)
{
    int status = ERANGE;
    LOCK(database->lock);
    while (status == ERANGE) {
        if (database->result_size > size)
            status = next(database, parse, database->result, (char *)database->result + size,
                          database->result_size - size);
        if (status != ERANGE) break;
        size_t larger = database->result_size * 2 + 512;
        void *grown = realloc(database->result, larger);
        if (grown == NULL) break;
        database->result = grown;
        database->result_size = larger;
    }
    UNLOCK(database->lock);
    return status == 0 ? database->result : NULL;
}

hidden void netdb_rewind(struct netdb_file *database)
{
    LOCK(database->lock);
    if (database->file != NULL) fclose(database->file);
    database->file = NULL;
    UNLOCK(database->lock);
}
