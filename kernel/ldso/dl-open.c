/* SPDX-License-Identifier: MIT */
#include "arena.h"
#include "failure.h"
#include "handle.h"
#include "init.h"
#include "list.h"
#include "load.h"
#include "lock.h"
#include "scope.h"
#include "tls.h"
#include "unique.h"

#include "dynlink.h"
#include "pthread_impl.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>

/* Everything that loading changes and a failure puts back. */
struct before {
    struct ldso_arena_mark arena;
    struct ldso_unique *unique;
    struct ldso_scope global;
    bool had_closure; /* the object that is opened */
};

static void undo(const struct before *before, struct ldso_image *root)
{
    /* The list of a library that was there already was made in vain, too. */
    if (root != NULL && !before->had_closure) root->closure = (struct ldso_scope){NULL, 0, 0};
    ldso_undo_loading();
    ldso_global_scope = before->global;
    ldso_unique_release(before->unique);
    ldso_arena_release(before->arena);
}

/* How the objects that are new look for their symbols, and when. */
static void set_mode(struct ldso_image *root, int mode)
{
    USES(missing_functions);
    for (size_t i = 0; i < ldso_loading.count; i++) {
        struct ldso_image *image = ldso_loading.images[i];
        image->group = &root->closure;
        image->deep_binding = mode & LDSO_RTLD_DEEPBIND;
        image->late_binding = !(mode & LDSO_RTLD_NOW) && !(image->dynamic.flags & DF_BIND_NOW) &&
                              !(image->dynamic.flags_1 & DF_1_NOW);
    }
}

/* From a name to objects that are ready but for their constructors. */
static int open_new(const char *name, int mode, struct ldso_image *caller, struct ldso_image **root,
                    struct before *before)
{
    enum ldso_load_mode load_mode = mode & LDSO_RTLD_NOLOAD ? LDSO_LOAD_IF_LOADED : LDSO_LOAD;
    int status = ldso_load(name, caller, load_mode, root);
    if (status != 0 || *root == NULL) return status;
    if ((*root)->dynamic.flags_1 & DF_1_NOOPEN && ldso_loading.count != 0)
        return ldso_fail((*root)->path, -EINVAL, "shared object cannot be dlopen()ed");
    for (size_t i = 0; status == 0 && i < ldso_loading.count; i++)
        status = ldso_load_needed(ldso_loading.images[i]);
    before->had_closure = (*root)->closure.count != 0;
    if (status == 0 && !before->had_closure) status = ldso_scope_close(*root);
    if (status != 0) return status;
    set_mode(*root, mode);
    status = ldso_finish_loading();
    if (status == 0) status = ldso_tls_install(ldso_loading.images, ldso_loading.count);
    if (status == 0 && mode & LDSO_RTLD_GLOBAL && ldso_scope_publish(*root) != 0)
        status = ldso_fail(name, -ENOMEM, "out of memory");
    return status;
}

static struct ldso_image *open_locked(const char *name, int mode, struct ldso_image *caller)
{
    struct before before = {ldso_arena_mark(), ldso_unique_mark(), ldso_global_scope, true};
    struct ldso_image *root = NULL;
    if (open_new(name, mode, caller, &root, &before) != 0) {
        undo(&before, root);
        ldso_tell();
        return NULL;
    }
    if (root == NULL) return NULL;
    struct ldso_scope opened = ldso_loading;
    ldso_loading = (struct ldso_scope){NULL, 0, 0};
    ldso_list_append(opened.images, opened.count);
    ldso_construct(root->closure.images, root->closure.count);
    return root;
}

/* Cancelling a thread in here would leave things half done. */
static struct ldso_image *open_uncancelled(const char *name, int mode, struct ldso_image *caller)
{
    int state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    ldso_lock();
    struct ldso_image *image = open_locked(name, mode, caller);
    ldso_unlock();
    pthread_setcancelstate(state, NULL);
    return image;
}

static void *open_for(const char *name, int mode, void *return_address)
{
    if (!(mode & (LDSO_RTLD_LAZY | LDSO_RTLD_NOW))) {
        __dl_seterr("%s: invalid mode for dlopen(): %#x has neither RTLD_LAZY nor RTLD_NOW",
                    name != NULL ? name : "", mode);
        return NULL;
    }
    if (name == NULL || *name == 0) return ldso_first();
    return open_uncancelled(name, mode, ldso_find_by_address((uint64_t)return_address));
}

void *dlopen(const char *name, int mode)
{
    return open_for(name, mode, __builtin_return_address(0));
}

/* There is one namespace, LM_ID_BASE. */
void *dlmopen(long space, const char *name, int mode)
{
    if (space == 0) return open_for(name, mode, __builtin_return_address(0));
    __dl_seterr("%s: dlmopen: there is only one namespace (LM_ID_BASE)", name != NULL ? name : "");
    return NULL;
}
