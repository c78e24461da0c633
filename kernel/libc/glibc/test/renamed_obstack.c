/* SPDX-License-Identifier: MIT */
#include "renamed.h"

#define obstack_exit_failure our_obstack_exit_failure
#define obstack_alloc_failed_handler our_obstack_alloc_failed_handler
#define _obstack_begin our__obstack_begin
#define _obstack_begin_1 our__obstack_begin_1
#define _obstack_newchunk our__obstack_newchunk
#define _obstack_allocated_p our__obstack_allocated_p
#define obstack_free our_obstack_free
#define _obstack_memory_used our__obstack_memory_used
#include "../obstack.c"
