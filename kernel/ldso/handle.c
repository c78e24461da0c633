/* SPDX-License-Identifier: MIT */
#include "handle.h"
#include "failure.h"
#include "list.h"
#include "lock.h"
#include "scope.h"

#include "dynlink.h"

struct ldso_image *ldso_handle_image(void *handle)
{
    for (struct ldso_image *image = ldso_first(); image != NULL; image = ldso_next(image))
        if (image == handle) return image;
    __dl_seterr("%p: invalid handle", handle);
    return NULL;
}

/* What musl's stubs ask: nonzero when the handle is none. */
int __dl_invalid_handle(void *handle)
{
    return ldso_handle_image(handle) == NULL;
}

const struct ldso_scope *ldso_handle_scope(const struct ldso_image *image)
{
    return image->is_executable ? &ldso_global_scope : &image->closure;
}

void ldso_tell(void)
{
    __dl_seterr("%s", ldso_failure_text);
}

/* Nothing is unmapped: code that a thread still runs, destructors of threads, and addresses that were handed
 * out stay right. */
int dlclose(void *handle)
{
    return ldso_handle_image(handle) != NULL ? 0 : -1;
}
