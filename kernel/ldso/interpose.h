/* SPDX-License-Identifier: MIT */
#pragma once

#include <core/demand.h>

/** Has libc use the program's own malloc and its family, if the program or one of its libraries defines them.
 */
__attribute__((visibility("hidden"))) void ldso_interpose_allocator(void);
DECLARE_DO(image_allocator, ldso_interpose_allocator);
