/* SPDX-License-Identifier: MIT */
/* The resolver calls of resolv.h with a state: libc has them without, and never looks at its state. */
#ifndef GLIBC_RESOLVER_H
#define GLIBC_RESOLVER_H

#include "private.h"

#include <resolv.h>

int res_ninit(res_state state);
void res_nclose(res_state state);
int res_nmkquery(res_state state, int operation, const char *name, int class, int type,
                 const unsigned char *data, int data_length, const unsigned char *new_record,
                 unsigned char *query, int size);
int res_nsend(res_state state, const unsigned char *query, int length, unsigned char *answer, int size);
int res_nquery(res_state state, const char *name, int class, int type, unsigned char *answer, int size);
int res_nquerydomain(res_state state, const char *name, const char *domain, int class, int type,
                     unsigned char *answer, int size);
int res_nsearch(res_state state, const char *name, int class, int type, unsigned char *answer, int size);

#endif
