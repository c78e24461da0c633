/* SPDX-License-Identifier: MIT */
#include "protect.h"
#include "failure.h"

#include <errno.h>
#include <sys/mman.h>

#define PAGE 4096ul

int ldso_protect_text(const struct ldso_image *image, bool writable)
{
    if (!image->dynamic.text_relocations) return 0;
    for (unsigned i = 0; i < image->header_count; i++) {
        const Elf64_Phdr *header = &image->headers[i];
        if (header->p_type != PT_LOAD || header->p_flags & PF_W || header->p_memsz == 0) continue;
        uint64_t start = (image->map.l_addr + header->p_vaddr) & -PAGE;
        uint64_t end = image->map.l_addr + header->p_vaddr + header->p_memsz;
        int prot = writable
                       ? PROT_READ | PROT_WRITE
                       : (header->p_flags & PF_R ? PROT_READ : 0) | (header->p_flags & PF_X ? PROT_EXEC : 0);
        if (mprotect((void *)start, end - start, prot) != 0)
            return ldso_fail(image->path, -ENOMEM,
                             "its code cannot be made writable to be relocated; link it with -z text");
    }
    return 0;
}

int ldso_protect_relocated(const struct ldso_image *image)
{
    const Elf64_Phdr *header = ldso_find_header(image, PT_GNU_RELRO);
    if (header == NULL || header->p_memsz == 0) return 0;
    /* Linkers let it reach to the end of the page that the segment ends in. */
    uint64_t start = image->map.l_addr + header->p_vaddr, end = start + header->p_memsz;
    if (start < image->low || end < start || end > image->high)
        return ldso_fail(image->path, -ENOEXEC,
                         "what it wants to be read-only lies outside of its segments; the file is damaged");
    start &= -PAGE;
    end &= -PAGE;
    if (start < end && mprotect((void *)start, end - start, PROT_READ) != 0)
        return ldso_fail(image->path, -ENOMEM, "out of memory for its read-only data");
    return 0;
}
