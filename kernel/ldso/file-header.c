/* SPDX-License-Identifier: MIT */
#include "file-header.h"

#include <string.h>

#define PAGE 4096ul
#define ADDRESS_MAX (1ul << 46)
#define ALIGN_MAX (1ul << 30)

const char *ldso_check_file(const Elf64_Ehdr *header, size_t size, uint64_t file_size)
{
    if (size < SELFMAG || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return "invalid ELF header: it is not an ELF file";
    if (size < sizeof(*header)) return "file too short: it is cut off in the ELF header";
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB ||
        header->e_machine != EM_X86_64)
        return "wrong ELF class: it is made for another machine than x86-64";
    if (header->e_ident[EI_VERSION] != EV_CURRENT || header->e_version != EV_CURRENT)
        return "its ELF version is unknown (expected 1)";
    if (header->e_type == ET_EXEC) return "cannot dynamically load executable";
    if (header->e_type != ET_DYN) return "only ET_DYN can be loaded: it is an object file; link it first";
    if (header->e_phentsize != sizeof(Elf64_Phdr))
        return "its program headers have the wrong size (expected 56 bytes each)";
    if (header->e_phnum == 0 || header->e_phnum > LDSO_HEADERS_MAX)
        return "it has no program headers, or more than 64; the file is damaged";
    uint64_t bytes = header->e_phnum * sizeof(Elf64_Phdr);
    if (header->e_phoff > file_size || bytes > file_size - header->e_phoff)
        return "file too short: it is cut off before its program headers";
    return NULL;
}

static const char *check_segment(const Elf64_Phdr *header, uint64_t file_size, uint64_t above)
{
    if (header->p_filesz > header->p_memsz)
        return "a segment is larger in the file than in memory; the file is damaged";
    if (header->p_offset > file_size || header->p_filesz > file_size - header->p_offset)
        return "file too short: it is cut off in a segment";
    if (header->p_vaddr >= ADDRESS_MAX || header->p_memsz > ADDRESS_MAX - header->p_vaddr)
        return "a segment is larger than the address space; the file is damaged";
    if (header->p_filesz != 0 && header->p_vaddr % PAGE != header->p_offset % PAGE)
        return "ELF load command address/offset not properly aligned";
    if (header->p_vaddr < above)
        return "its segments overlap or are not in ascending order; the file is damaged";
    if ((header->p_align & (header->p_align - 1)) != 0 || header->p_align > ALIGN_MAX)
        return "a segment's alignment is no power of two up to 1 GiB; the file is damaged";
    return NULL;
}

const char *ldso_check_segments(const Elf64_Phdr *headers, unsigned count, uint64_t file_size,
                                struct ldso_extent *extent)
{
    *extent = (struct ldso_extent){.align = PAGE};
    uint64_t above = 0;
    bool any = false;
    for (unsigned i = 0; i < count; i++) {
        const Elf64_Phdr *header = &headers[i];
        if (header->p_type != PT_LOAD || header->p_memsz == 0) continue;
        const char *reason = check_segment(header, file_size, above);
        if (reason != NULL) return reason;
        if (!any) extent->low = header->p_vaddr & -PAGE;
        any = true;
        above = header->p_vaddr + header->p_memsz;
        extent->high = (above + PAGE - 1) & -PAGE;
        if (header->p_align > extent->align) extent->align = header->p_align;
    }
    return any ? NULL : "object file has no loadable segments";
}
