/* SPDX-License-Identifier: MIT */
/* Of tls.c and tls-threads.c: where musl's and our view of thread-local storage meet. */
#pragma once

#include "arena.h"
#include "tls.h"

#include "libc.h"
#include "pthread_impl.h"

/** Of struct pthread: that of a cache line, so that threads do not share one. */
#define LDSO_TLS_ALIGN 64u

#pragma GCC visibility push(hidden)

/** Distances below the thread pointer, in bytes. Written under the loader's lock. */
struct ldso_tls_layout {
    uint64_t used;           /* by static modules */
    uint64_t installed_used; /* and that of them which threads have */
    uint64_t static_end;     /* where the room for static modules ends */
    uint64_t end;            /* where everything that a new thread gets ends */
    uint64_t align;          /* the largest alignment; that of new threads' pointers */
    uint64_t static_align;   /* that of all threads' pointers */
    size_t pending;          /* modules that were registered and not installed */
};
extern struct ldso_tls_layout ldso_tls_layout;

/** Resolvers of TLS descriptors, tls-entry.S. */
extern const char ldso_tlsdesc_static[], ldso_tlsdesc_dynamic[];

uint64_t ldso_tls_distance(const Elf64_Phdr *header, uint64_t after);

/** Adds a module to musl's list, of which `module` becomes an item: new threads get their copies from it. */
void ldso_tls_append(struct ldso_image *image, struct tls_module *module);

/** Tells musl how much memory a new thread needs. */
void ldso_tls_measure(void);

#pragma GCC visibility pop
