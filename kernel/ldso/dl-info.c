/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "failure.h"
#include "handle.h"
#include "search.h"
#include "tls.h"

#include "dynlink.h"

#include <dlfcn.h>
#include <string.h>

/* Requests, as glibc numbers them. */
enum {
    DI_LMID = 1,
    DI_LINKMAP = 2,
    DI_SERINFO = 4,
    DI_SERINFOSIZE = 5,
    DI_ORIGIN = 6,
    DI_TLS_MODID = 9,
    DI_TLS_DATA = 10,
    DI_PHDR = 11,
};

struct search_path {
    char *name;
    unsigned flags;
};

/* Dl_serinfo: the programs' structure. */
struct search_info {
    size_t size; /* of all, with the texts */
    unsigned count;
    struct search_path paths[];
};
_Static_assert(offsetof(struct search_info, paths) == 16, "Dl_serinfo");

struct collection {
    struct search_info *info; /* NULL: only counting */
    unsigned count;
    size_t text;
    char *at, *end;
};

static int add_directory(const char *directory, void *context)
{
    struct collection *collection = context;
    size_t size = strlen(directory) + 1;
    if (collection->info != NULL) {
        if (collection->count >= collection->info->count || size > (size_t)(collection->end - collection->at))
            return -1;
        collection->info->paths[collection->count] = (struct search_path){.name = collection->at, .flags = 0};
        memcpy(collection->at, directory, size);
        collection->at += size;
    }
    collection->count++;
    collection->text += size;
    return 0;
}

/* Count and size; with `fill` also the directories, as many as the caller has made room for by the same
 * count. */
static int search_info(const struct ldso_image *image, struct search_info *info, bool fill)
{
    struct collection collection = {.info = fill ? info : NULL};
    if (fill) {
        collection.at = (char *)&info->paths[info->count];
        collection.end = (char *)info + info->size;
    }
    if (ldso_each_directory(image, add_directory, &collection) != 0) {
        __dl_seterr("%s: dlinfo: the room for its directories is too small", image->path);
        return -1;
    }
    if (!fill) {
        info->count = collection.count;
        info->size = sizeof(*info) + collection.count * sizeof(struct search_path) + collection.text;
    }
    return 0;
}

static int origin(const struct ldso_image *image, char *result)
{
    char directory[LDSO_PATH_MAX];
    if (ldso_origin(image, directory) != 0) {
        __dl_seterr("%s: dlinfo: its directory is not known", image->path);
        return -1;
    }
    strcpy(result, directory);
    return 0;
}

int dlinfo(void *handle, int request, void *result)
{
    struct ldso_image *image = ldso_handle_image(handle);
    if (image == NULL) return -1;
    switch (request) {
    case DI_LMID: *(long *)result = 0; return 0;
    case DI_LINKMAP: *(struct link_map **)result = &image->map; return 0;
    case DI_SERINFO: return search_info(image, result, true);
    case DI_SERINFOSIZE: return search_info(image, result, false);
    case DI_ORIGIN: return origin(image, result);
    case DI_TLS_MODID: *(size_t *)result = image->tls.module; return 0;
    case DI_TLS_DATA: *(void **)result = image->tls.module != 0 ? ldso_tls_address(image, 0) : NULL; return 0;
    case DI_PHDR: *(const Elf64_Phdr **)result = image->headers; return image->header_count;
    default: __dl_seterr("%s: dlinfo: unsupported request %d", image->path, request); return -1;
    }
}
