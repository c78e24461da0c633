/* SPDX-License-Identifier: MIT */
#include "scope.h"
#include "arena.h"
#include "failure.h"

#include <errno.h>
#include <string.h>

#define ROOM_AT_FIRST 16u

struct ldso_scope ldso_global_scope;

int ldso_scope_add(struct ldso_scope *scope, struct ldso_image *image)
{
    if (ldso_scope_has(scope, image, NULL)) return 0;
    if (scope->count == scope->room) {
        size_t room = scope->room == 0 ? ROOM_AT_FIRST : 2 * scope->room;
        struct ldso_image **images =
            ldso_allocate(room * sizeof(struct ldso_image *), sizeof(struct ldso_image *));
        if (images == NULL) return -ENOMEM;
        if (scope->count != 0) memcpy(images, scope->images, scope->count * sizeof(struct ldso_image *));
        scope->images = images;
        scope->room = room;
    }
    scope->images[scope->count++] = image;
    return 0;
}

bool ldso_scope_has(const struct ldso_scope *scope, const struct ldso_image *image, size_t *place)
{
    for (size_t i = 0; i < scope->count; i++) {
        if (scope->images[i] != image) continue;
        if (place != NULL) *place = i;
        return true;
    }
    return false;
}

int ldso_scope_close(struct ldso_image *image)
{
    struct ldso_scope *scope = &image->closure;
    int status = ldso_scope_add(scope, image);
    /* The list is the queue: it grows while it is walked, and nothing is in it twice, so a cycle ends. */
    for (size_t i = 0; status == 0 && i < scope->count; i++)
        for (size_t n = 0; status == 0 && n < scope->images[i]->needed_count; n++)
            status = ldso_scope_add(scope, scope->images[i]->needed[n]);
    /* Whoever needs the kernel's other libraries finds their functions, too, though behind all that come
     * before libc. */
    for (size_t i = 0; status == 0 && i < scope->count; i++)
        if (scope->images[i]->needs_kernel) status = ldso_scope_add(scope, &ldso_kernel);
    return status == 0 ? 0 : ldso_fail(image->path, status, "out of memory for the list of its libraries");
}

int ldso_scope_publish(struct ldso_image *image)
{
    for (size_t i = 0; i < image->closure.count; i++) {
        if (ldso_scope_add(&ldso_global_scope, image->closure.images[i]) != 0) return -ENOMEM;
        image->closure.images[i]->is_global = true;
    }
    return 0;
}
