/* SPDX-License-Identifier: MIT */
/* What exception handling asks: which objects there are, and where their unwind tables are. Without a lock,
 * since exceptions are thrown anywhere. */
#define _GNU_SOURCE
#include "list.h"
#include "tls.h"

#include <link.h>

/* The kernel is left out: its code has no unwind tables. */
int dl_iterate_phdr(int (*visit)(struct dl_phdr_info *info, size_t size, void *data), void *data)
{
    for (struct ldso_image *image = ldso_first(); image != NULL; image = ldso_next(image)) {
        if (image->is_kernel) continue;
        struct dl_phdr_info info = {
            .dlpi_addr = image->map.l_addr,
            .dlpi_name = image->map.l_name,
            .dlpi_phdr = image->headers,
            .dlpi_phnum = image->header_count,
            .dlpi_adds = ldso_list_count(),
            .dlpi_tls_modid = image->tls.module,
            .dlpi_tls_data = image->tls.module != 0 ? ldso_tls_address(image, 0) : NULL,
        };
        int result = visit(&info, sizeof(info), data);
        if (result != 0) return result;
    }
    return 0;
}

/* As glibc 2.35 has it on x86-64. */
struct dl_find_object {
    unsigned long long dlfo_flags;
    void *dlfo_map_start, *dlfo_map_end;
    struct link_map *dlfo_link_map;
    void *dlfo_eh_frame; /* PT_GNU_EH_FRAME */
    unsigned long long reserved[7];
};
_Static_assert(sizeof(struct dl_find_object) == 96, "struct dl_find_object");

int _dl_find_object(void *address, struct dl_find_object *result)
{
    struct ldso_image *image = ldso_find_by_address((uint64_t)address);
    if (image == NULL || image->is_kernel) return -1;
    const Elf64_Phdr *frames = ldso_find_header(image, PT_GNU_EH_FRAME);
    *result = (struct dl_find_object){
        .dlfo_map_start = (void *)image->low,
        .dlfo_map_end = (void *)image->high,
        .dlfo_link_map = &image->map,
        .dlfo_eh_frame = frames != NULL ? (void *)(image->map.l_addr + frames->p_vaddr) : NULL,
    };
    return 0;
}
