/* SPDX-License-Identifier: MIT */
#include "image.h"

void *ldso_span(const struct ldso_image *image, uint64_t address, uint64_t size, uint32_t flags)
{
    for (unsigned i = 0; i < image->header_count; i++) {
        const Elf64_Phdr *header = &image->headers[i];
        if (header->p_type != PT_LOAD || (header->p_flags & flags) != flags) continue;
        uint64_t offset = address - header->p_vaddr;
        if (offset < header->p_memsz && size <= header->p_memsz - offset)
            return (void *)(image->map.l_addr + address);
    }
    return NULL;
}

void *ldso_span_array(const struct ldso_image *image, uint64_t address, uint64_t count, size_t item_size,
                      size_t align)
{
    uint64_t size;
    if (__builtin_mul_overflow(count, item_size, &size) || (image->map.l_addr + address) % align != 0)
        return NULL;
    return ldso_span(image, address, size, 0);
}

const Elf64_Phdr *ldso_find_header(const struct ldso_image *image, uint32_t type)
{
    for (unsigned i = 0; i < image->header_count; i++)
        if (image->headers[i].p_type == type) return &image->headers[i];
    return NULL;
}

bool ldso_contains(const struct ldso_image *image, uint64_t address)
{
    return address >= image->low && address < image->high &&
           ldso_span(image, address - image->map.l_addr, 1, 0) != NULL;
}
