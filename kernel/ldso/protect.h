/* SPDX-License-Identifier: MIT */
/* Rights of an object's pages while and after it is relocated. */
#pragma once

#include "image.h"

#pragma GCC visibility push(hidden)

/** Makes the segments without the right to be written writable, and not executable meanwhile, or puts that
 * back; only for an object with relocations in its code. 0 or a negative errno with a text. */
int ldso_protect_text(const struct ldso_image *image, bool writable);

/** Makes read-only what the object asks to be so once it is relocated (PT_GNU_RELRO). 0 or a negative errno
 * with a text. */
int ldso_protect_relocated(const struct ldso_image *image);

#pragma GCC visibility pop
