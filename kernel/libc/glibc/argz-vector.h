/* SPDX-License-Identifier: MIT */
/* glibc's argz.h and envz.h, which libc has not. */
#ifndef GLIBC_ARGZ_H
#define GLIBC_ARGZ_H

#include <stddef.h>

int argz_create(char *const argv[], char **argz, size_t *length);
int argz_create_sep(const char *string, int separator, char **argz, size_t *length);
size_t argz_count(const char *argz, size_t length);
void argz_extract(const char *argz, size_t length, char **argv);
void argz_stringify(char *argz, size_t length, int separator);
int argz_append(char **argz, size_t *length, const char *bytes, size_t count);
int argz_add(char **argz, size_t *length, const char *string);
int argz_add_sep(char **argz, size_t *length, const char *string, int separator);
void argz_delete(char **argz, size_t *length, char *entry);
int argz_insert(char **argz, size_t *length, char *before, const char *entry);
int argz_replace(char **argz, size_t *length, const char *from, const char *to, unsigned *replaced);
char *argz_next(const char *argz, size_t length, const char *entry);

char *envz_entry(const char *envz, size_t length, const char *name);
char *envz_get(const char *envz, size_t length, const char *name);
int envz_add(char **envz, size_t *length, const char *name, const char *value);
int envz_merge(char **envz, size_t *length, const char *envz2, size_t length2, int override);
void envz_remove(char **envz, size_t *length, const char *name);
void envz_strip(char **envz, size_t *length);

#endif
