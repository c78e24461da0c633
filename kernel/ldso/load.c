/* SPDX-License-Identifier: MIT */
#include "load.h"
#include "arena.h"
#include "dynamic.h"
#include "failure.h"
#include "kernel-names.h"
#include "list.h"
#include "lookup.h"
#include "map.h"
#include "protect.h"
#include "relocate.h"
#include "scope.h"
#include "search.h"
#include "tls.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct ldso_scope ldso_loading;

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static bool names_kernel(const char *name)
{
    return ldso_is_kernel_library(file_name(name));
}

/* Walks what is in the list, then what is being loaded. */
static struct ldso_image *next_known(const struct ldso_image *image, size_t *loading)
{
    struct ldso_image *next = *loading != 0 ? NULL : image == NULL ? ldso_first() : ldso_next(image);
    if (next != NULL) return next;
    return *loading < ldso_loading.count ? ldso_loading.images[(*loading)++] : NULL;
}

static struct ldso_image *find_by_name(const char *name)
{
    size_t loading = 0;
    bool is_path = strchr(name, '/') != NULL;
    for (struct ldso_image *image = NULL; (image = next_known(image, &loading)) != NULL;) {
        if (image->is_executable || image->is_kernel) continue;
        if (!is_path && image->dynamic.soname != NULL && strcmp(name, image->dynamic.soname) == 0)
            return image;
        if (strcmp(name, image->path) == 0) return image;
    }
    return NULL;
}

static struct ldso_image *find_by_file(const struct stat *status)
{
    size_t loading = 0;
    for (struct ldso_image *image = NULL; (image = next_known(image, &loading)) != NULL;)
        if (image->inode == status->st_ino && image->device == status->st_dev && image->inode != 0)
            return image;
    return NULL;
}

static int load_file(int file, const char *path, struct ldso_image *requester, struct ldso_image **result)
{
    struct stat status;
    if (fstat(file, &status) != 0)
        return ldso_fail(path, -errno, "cannot read file data: %s", ldso_error_text(errno));
    if ((*result = find_by_file(&status)) != NULL) return 0;
    const char *kept = ldso_copy_text(path, strlen(path));
    if (kept == NULL) return ldso_fail(path, -ENOMEM, "out of memory");
    struct ldso_image *image;
    int failed = ldso_map(file, &status, kept, &image);
    if (failed != 0) return failed;
    image->loader = requester;
    failed = ldso_read_dynamic(image);
    if (failed == 0) failed = ldso_tls_register(image);
    if (failed == 0 && ldso_scope_add(&ldso_loading, image) != 0)
        failed = ldso_fail(path, -ENOMEM, "out of memory");
    if (failed != 0)
        ldso_unmap(image);
    else
        *result = image;
    return failed;
}

static int load_library(const char *name, struct ldso_image *requester, enum ldso_load_mode mode,
                        struct ldso_image **image)
{
    if ((*image = find_by_name(name)) != NULL) return 0;
    char path[LDSO_PATH_MAX];
    int file = ldso_search(name, requester, path);
    if (file < 0) {
        if (mode == LDSO_LOAD_IF_LOADED) return 0;
        const char *by = requester != NULL ? requester->path : NULL;
        return ldso_fail(name, file, "cannot open shared object file: %s%s%s", ldso_error_text(-file),
                         by != NULL ? "; it is needed by " : "", by != NULL ? by : "");
    }
    int status = 0;
    if (mode == LDSO_LOAD) {
        status = load_file(file, path, requester, image);
    } else {
        struct stat facts;
        if (fstat(file, &facts) == 0) *image = find_by_file(&facts);
    }
    close(file);
    return status;
}

DO_FOR_USE(image_libraries, load_library);

/* Kernels that record put ldso_load_recorded in its place. */
__attribute__((__weak__, __alias__("ldso_load_plain"))) int ldso_load(const char *name,
                                                                      struct ldso_image *requester,
                                                                      enum ldso_load_mode mode,
                                                                      struct ldso_image **image);

int ldso_load_plain(const char *name, struct ldso_image *requester, enum ldso_load_mode mode,
                    struct ldso_image **image)
{
    *image = names_kernel(name) ? &ldso_kernel : NULL;
    if (*image != NULL) return 0;
    int status = DO(image_libraries, load_library)(name, requester, mode, image);
    if (status != 0 || *image != NULL || mode == LDSO_LOAD_IF_LOADED) return status;
    return ldso_fail(name, -ENOENT,
                     "cannot open shared object file: this kernel was cut to an image without libraries; "
                     "build it with this one");
}

int ldso_load_needed(struct ldso_image *image)
{
    size_t count = 0;
    while (ldso_needed_name(image, count) != NULL) count++;
    if (count == 0 || image->needed != NULL) return 0;
    image->needed = ldso_allocate(count * sizeof(struct ldso_image *), sizeof(struct ldso_image *));
    if (image->needed == NULL) return ldso_fail(image->path, -ENOMEM, "out of memory");
    for (size_t i = 0; i < count; i++) {
        const char *name = ldso_needed_name(image, i);
        struct ldso_image *needed;
        int status = ldso_load(name, image, LDSO_LOAD, &needed);
        if (status != 0) return status;
        image->needs_kernel |= needed->is_kernel;
        /* The kernel's place in the order is that of libc: libraries that come between libm and libc may well
         * define what libc defines. */
        if (!needed->is_kernel || strcmp(file_name(name), "libc.so.6") == 0)
            image->needed[image->needed_count++] = needed;
    }
    return 0;
}

int ldso_finish_loading(void)
{
    int status = 0;
    /* What is copied or called while the executable is relocated has been relocated before. */
    for (size_t i = ldso_loading.count; status == 0 && i-- > 0;)
        status = ldso_relocate(ldso_loading.images[i]);
    for (size_t i = 0; status == 0 && i < ldso_loading.count; i++)
        status = ldso_protect_relocated(ldso_loading.images[i]);
    return status;
}

void ldso_undo_loading(void)
{
    for (size_t i = 0; i < ldso_loading.count; i++) ldso_unmap(ldso_loading.images[i]);
    ldso_loading = (struct ldso_scope){NULL, 0, 0};
    ldso_tls_forget();
}
