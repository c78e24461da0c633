/* SPDX-License-Identifier: MIT */
#pragma once

/** Has libc use the program's own malloc and its family, if the program or one of its libraries defines them.
 */
__attribute__((visibility("hidden"))) void ldso_interpose_allocator(void);
