/* SPDX-License-Identifier: MIT */
/* What dlopen returns. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** Codes of <dlfcn.h> as glibc has them; musl has some of them only. */
#define LDSO_RTLD_LAZY 1
#define LDSO_RTLD_NOW 2
#define LDSO_RTLD_NOLOAD 4
#define LDSO_RTLD_DEEPBIND 8
#define LDSO_RTLD_GLOBAL 0x100
#define LDSO_RTLD_NODELETE 0x1000

/** The object that a handle stands for; NULL, with a text for dlerror, when it is none. */
struct ldso_image *ldso_handle_image(void *handle);

/** Where dlsym looks for names of this object: it and what it needs; for the executable everything global. */
const struct ldso_scope *ldso_handle_scope(const struct ldso_image *image);

/** Hands the text of the last failure to dlerror. */
void ldso_tell(void);

#pragma GCC visibility pop
