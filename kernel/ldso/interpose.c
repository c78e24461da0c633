/* SPDX-License-Identifier: MIT */
#include "interpose.h"

#include "lookup.h"
#include "relocate.h"
#include "scope.h"

#include "dynlink.h"
#include <libc/interposed.h>

/* The program's function of that name; NULL when it is the kernel's. */
static void *own_function(const char *name)
{
    struct ldso_reference reference = ldso_reference(name, NULL, LDSO_USE_CALL);
    struct ldso_definition definition;
    if (!ldso_find_in_scope(&ldso_global_scope, 0, NULL, &reference, &definition) ||
        definition.image->is_kernel)
        return NULL;
    return (void *)ldso_address_of(&definition);
}

static bool interpose(const char *name, void *slot)
{
    void *function = own_function(name);
    if (function == NULL) return false;
    *(void **)slot = function;
    return true;
}

void ldso_interpose_allocator(void)
{
    __malloc_replaced = interpose("malloc", &libc_interposed_malloc);
    interpose("free", &libc_interposed_free);
    interpose("calloc", &libc_interposed_calloc);
    interpose("realloc", &libc_interposed_realloc);
    interpose("memalign", &libc_interposed_memalign);
    interpose("posix_memalign", &libc_interposed_posix_memalign);
    interpose("malloc_usable_size", &libc_interposed_malloc_usable_size);
    __aligned_alloc_replaced = interpose("aligned_alloc", &libc_interposed_aligned_alloc);
}
DO_FOR_USE(image_allocator, ldso_interpose_allocator);
