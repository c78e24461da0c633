/* SPDX-License-Identifier: MIT */
#include "search.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libc/paths.h>

/* Debian's, and those of other distributions. */
static const char default_directories[] =
    "/lib/x86_64-linux-gnu:/usr/lib/x86_64-linux-gnu:/lib64:/usr/lib64:/lib:/usr/lib";

const char *ldso_library_path;

int ldso_origin(const struct ldso_image *image, char directory[LDSO_PATH_MAX])
{
    if (image->is_executable) {
        /* Absolute: the kernel starts no other. There may be no /proc to ask. */
        if (libc_resolve_path(image->path, directory) == NULL) return -errno;
    } else if (image->path[0] == '/') {
        if (strlen(image->path) >= LDSO_PATH_MAX) return -ENAMETOOLONG;
        strcpy(directory, image->path);
    } else {
        if (libc_working_directory(directory, LDSO_PATH_MAX) == NULL) return -errno;
        if (strlen(directory) + 1 + strlen(image->path) >= LDSO_PATH_MAX) return -ENAMETOOLONG;
        strcat(strcat(directory, "/"), image->path);
    }
    char *slash = strrchr(directory, '/');
    if (slash == NULL) return -ENOENT;
    slash[slash == directory] = 0;
    return 0;
}

/* The length of the token `name` after a dollar sign at `text`; 0: it is not that. */
static size_t token(const char *text, size_t length, const char *name)
{
    size_t size = strlen(name);
    bool braces = length > 0 && text[0] == '{';
    if (length < size + 2 * braces || memcmp(text + braces, name, size) != 0) return 0;
    if (braces) return text[size + 1] == '}' ? size + 2 : 0;
    char next = size < length ? text[size] : '/';
    return (next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z') || next == '_' ? 0 : size;
}

/* What the token at `text`, after its dollar sign, stands for; *taken is its length, 0 when it is no token.
 */
static int token_value(const struct ldso_image *image, const char *text, size_t length, size_t *taken,
                       char value[LDSO_PATH_MAX])
{
    if ((*taken = token(text, length, "ORIGIN")) != 0)
        return image != NULL ? ldso_origin(image, value) : -ENOENT;
    if ((*taken = token(text, length, "LIB")) != 0)
        strcpy(value, "lib/x86_64-linux-gnu");
    else if ((*taken = token(text, length, "PLATFORM")) != 0)
        strcpy(value, "x86_64");
    return 0;
}

int ldso_expand(const struct ldso_image *image, const char *text, size_t length, char result[LDSO_PATH_MAX])
{
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        size_t taken = 0;
        if (text[i] == '$') {
            char value[LDSO_PATH_MAX];
            int status = token_value(image, text + i + 1, length - i - 1, &taken, value);
            if (status != 0) return status;
            size_t size = taken != 0 ? strlen(value) : 0;
            if (used + size >= LDSO_PATH_MAX) return -ENAMETOOLONG;
            memcpy(result + used, value, size);
            used += size;
            i += taken;
        }
        if (taken != 0) continue;
        if (used + 1 >= LDSO_PATH_MAX) return -ENAMETOOLONG;
        result[used++] = text[i];
    }
    result[used] = 0;
    return (int)used;
}

/* Each directory of a list that is separated by colons, with the tokens of `image`. An empty one is the
 * current one. */
static int each_in_list(const struct ldso_image *image, const char *list, const char *separators,
                        ldso_directory_fn *visit, void *context)
{
    if (list == NULL || *list == 0) return 0;
    for (;;) {
        size_t length = strcspn(list, separators);
        char directory[LDSO_PATH_MAX];
        int size =
            length == 0 ? ldso_expand(image, ".", 1, directory) : ldso_expand(image, list, length, directory);
        /* What has no origin, or is too long, cannot hold the library. */
        while (size > 1 && directory[size - 1] == '/') directory[--size] = 0;
        int result = size > 0 ? visit(directory, context) : 0;
        if (result != 0 || list[length] == 0) return result;
        list += length + 1;
    }
}

int ldso_each_directory(const struct ldso_image *requester, ldso_directory_fn *visit, void *context)
{
    int result = 0;
    /* DT_RPATH of the object and of those that it was loaded for, unless the object has the newer tag. */
    if (requester != NULL && requester->dynamic.runpath == NULL)
        for (const struct ldso_image *image = requester; image != NULL && result == 0; image = image->loader)
            result = each_in_list(image, image->dynamic.rpath, ":", visit, context);
    if (result == 0) result = each_in_list(NULL, ldso_library_path, ":;", visit, context);
    if (result == 0 && requester != NULL)
        result = each_in_list(requester, requester->dynamic.runpath, ":", visit, context);
    if (result == 0 && (requester == NULL || !(requester->dynamic.flags_1 & DF_1_NODEFLIB)))
        result = each_in_list(NULL, default_directories, ":", visit, context);
    return result;
}

struct attempt {
    const char *name;
    char *path;
};

/* A descriptor plus one, so that 0 can mean to go on. */
static int try_directory(const char *directory, void *context)
{
    struct attempt *attempt = context;
    size_t length = strlen(directory), size = strlen(attempt->name);
    if (length + 1 + size >= LDSO_PATH_MAX) return 0;
    memcpy(attempt->path, directory, length);
    attempt->path[length] = '/';
    memcpy(attempt->path + length + 1, attempt->name, size + 1);
    int file = open(attempt->path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) return file + 1;
    return errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ENAMETOOLONG ? 0 : -errno;
}

int ldso_search(const char *name, const struct ldso_image *requester, char path[LDSO_PATH_MAX])
{
    if (strchr(name, '/') != NULL) {
        int length = ldso_expand(requester, name, strlen(name), path);
        if (length < 0) return length;
        int file = open(path, O_RDONLY | O_CLOEXEC);
        return file >= 0 ? file : -errno;
    }
    struct attempt attempt = {.name = name, .path = path};
    int result = ldso_each_directory(requester, try_directory, &attempt);
    return result > 0 ? result - 1 : result == 0 ? -ENOENT : result;
}
