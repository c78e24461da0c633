/* SPDX-License-Identifier: MIT */
#include "failure.h"
#include "handle.h"
#include "left-out.h"
#include "list.h"
#include "lock.h"
#include "lookup.h"
#include "relocate.h"
#include "scope.h"
#include "tls.h"

#include "dynlink.h"

#include <dlfcn.h>

/* The list in which an object's own references are looked up, and RTLD_NEXT looks for the object. */
static const struct ldso_scope *scope_of(const struct ldso_image *image)
{
    if (image->group != NULL && !image->is_global) return image->group;
    return &ldso_global_scope;
}

static bool find(void *handle, struct ldso_image *caller, const struct ldso_reference *reference,
                 struct ldso_definition *definition)
{
    size_t place = 0;
    if (handle == RTLD_NEXT) {
        const struct ldso_scope *scope = scope_of(caller);
        return ldso_scope_has(scope, caller, &place) &&
               ldso_find_in_scope(scope, place + 1, NULL, reference, definition);
    }
    if (handle != RTLD_DEFAULT)
        return ldso_find_in_scope(ldso_handle_scope(handle), 0, NULL, reference, definition);
    return ldso_find_in_scope(&ldso_global_scope, 0, NULL, reference, definition) ||
           (caller != NULL && caller->group != NULL &&
            ldso_find_in_scope(caller->group, 0, NULL, reference, definition));
}

static void *value_of(const struct ldso_definition *definition)
{
    if (ELF64_ST_TYPE(definition->symbol->st_info) == STT_TLS)
        return definition->image->tls.module != 0
                   ? ldso_tls_address(definition->image, definition->symbol->st_value)
                   : NULL;
    return (void *)ldso_address_of(definition);
}

static void *look_up(void *handle, const char *name, const char *version_name, void *return_address)
{
    struct ldso_image *caller = ldso_find_by_address((uint64_t)return_address);
    if (handle == RTLD_NEXT && caller == NULL) {
        __dl_seterr("RTLD_NEXT used in code not dynamically loaded");
        return NULL;
    }
    if (handle != RTLD_NEXT && handle != RTLD_DEFAULT && ldso_handle_image(handle) == NULL) return NULL;
    struct ldso_version version = {.name = version_name};
    if (version_name != NULL) version.hash = ldso_sysv_hash_of(version_name);
    struct ldso_reference reference =
        ldso_reference(name, version_name != NULL ? &version : NULL, LDSO_USE_ADDRESS);
    struct ldso_definition definition;
    ldso_lock();
    bool found = find(handle, caller, &reference, &definition);
    ldso_unlock();
    if (found) {
        if (definition.image == &ldso_kernel) ldso_looked_up(name);
        return value_of(&definition);
    }
    ldso_tell_left_out(&reference);
    const char *where = handle == RTLD_NEXT || handle == RTLD_DEFAULT ? ldso_first()->path
                                                                      : ((struct ldso_image *)handle)->path;
    __dl_seterr("%s: undefined symbol: %s%s%s", where, name, version_name != NULL ? ", version " : "",
                version_name != NULL ? version_name : "");
    return NULL;
}

void *dlsym(void *restrict handle, const char *restrict name)
{
    return look_up(handle, name, NULL, __builtin_return_address(0));
}

void *dlvsym(void *restrict handle, const char *restrict name, const char *restrict version)
{
    return look_up(handle, name, version, __builtin_return_address(0));
}
