/* SPDX-License-Identifier: MIT */
/* Lists of objects in which symbols are looked up. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** The executable, the libraries that it was started with, and what dlopen added with RTLD_GLOBAL. */
extern struct ldso_scope ldso_global_scope;

/** Appends an object, unless it is in the list. 0 or -ENOMEM. */
int ldso_scope_add(struct ldso_scope *scope, struct ldso_image *image);

/** Whether the list has the object; *place, if not NULL, is where. */
bool ldso_scope_has(const struct ldso_scope *scope, const struct ldso_image *image, size_t *place);

/** The kernel as an object. */
extern struct ldso_image ldso_kernel;

/** Fills in where the kernel is. */
void ldso_describe_kernel(void);

/** Fills the empty image->closure: the object and what it needs, breadth first. 0, or -ENOMEM with a text. */
int ldso_scope_close(struct ldso_image *image);

/** Makes the objects of image->closure global. 0 or -ENOMEM. */
int ldso_scope_publish(struct ldso_image *image);

#pragma GCC visibility pop
