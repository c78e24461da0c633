/* SPDX-License-Identifier: MIT */
#include "kernel-names.h"

#include <string.h>

/* As src/component/advertised-libraries.ts has them. */
static const char *const libraries[] = {
    "libc.so.6",      "libm.so.6",    "libpthread.so.0",      "libdl.so.2",    "librt.so.1",
    "libresolv.so.2", "libutil.so.1", "ld-linux-x86-64.so.2", "libcrypt.so.1",
};

/* The kernel's symbols have no versions. Where an old version of a name allows what the current one does not,
 * the function that allows it is named here. */
static const struct {
    const char *name, *version, *kernel_name;
} old_versions[] = {
    {"memcpy", "GLIBC_2.2.5", "memmove"}, /* overlapping areas were all right before 2.14 */
};

bool ldso_is_kernel_library(const char *name)
{
    for (size_t i = 0; i < sizeof(libraries) / sizeof(*libraries); i++)
        if (strcmp(name, libraries[i]) == 0) return true;
    return false;
}

const char *ldso_kernel_name(const char *name, const struct ldso_version *version)
{
    if (version == NULL) return name;
    for (size_t i = 0; i < sizeof(old_versions) / sizeof(*old_versions); i++)
        if (strcmp(name, old_versions[i].name) == 0 && strcmp(version->name, old_versions[i].version) == 0)
            return old_versions[i].kernel_name;
    return name;
}
