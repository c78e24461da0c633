/* SPDX-License-Identifier: MIT */
/*
 * Thread-local storage (psABI, variant II). From low to high addresses, a thread has
 *
 *     table of modules (dtv) | storage of modules opened later | room for static ones | storage of startup
 * modules | struct pthread
 *
 * and the thread pointer points to the struct. Threads that run when a library is opened get memory of its
 * own kind for it, and a new table; so every access is two loads, and none can fail.
 */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** Gives the object a module number if it has thread-local storage. 0, or a negative errno with a text. */
int ldso_tls_register(struct ldso_image *image);
DECLARE_DO(image_tls, ldso_tls_register);

/** Places the storage of the objects that the program starts with. Before they are relocated. 0 or an error
 * with text. */
int ldso_tls_place_startup(struct ldso_image *const *images, size_t count);

/** Gives the main thread its storage; after the relocations, which change what is copied. 0 or -ENOMEM with a
 * text. */
int ldso_tls_start(void);

/** Gives all threads, now and later, storage of the registered objects that were opened. 0 or -ENOMEM with a
 * text. */
int ldso_tls_install(struct ldso_image *const *images, size_t count);

/** Forgets what was registered and not installed. */
void ldso_tls_forget(void);

/** The current thread's variable at `offset` of the object's storage. */
void *ldso_tls_address(const struct ldso_image *image, uint64_t offset);

#pragma GCC visibility pop
