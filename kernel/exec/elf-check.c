/* SPDX-License-Identifier: MIT */
#include "elf-check.h"

#include <arch/page.h>
#include <core/string.h>

static const char *machine_reason(uint16_t machine)
{
    switch (machine) {
    case EM_X86_64: return NULL;
    case EM_AARCH64: return "it is made for aarch64; build it for x86-64";
    case EM_386:
    case EM_ARM: return "it is made for a 32-bit machine; build it for x86-64";
    default: return "it is made for another machine; build it for x86-64";
    }
}

const char *elf_check_header(const struct elf_header *header, size_t size, uint64_t file_size)
{
    const uint8_t *ident = header->e_ident;
    if (size < 4 || memcmp(ident, "\177ELF", 4) != 0)
        return "it is not an ELF file; give an executable for Linux on x86-64, or a script that begins with "
               "#!";
    if (size < sizeof(*header)) return "the file is cut off in the ELF header; copy it again";
    if (ident[EI_CLASS] != ELFCLASS64 || ident[EI_DATA] != ELFDATA2LSB) {
        const char *reason = machine_reason(header->e_machine);
        return reason != NULL
                   ? reason
                   : "it is no 64-bit little-endian program (x32 is not supported); build it for x86-64";
    }
    if (ident[EI_VERSION] != EV_CURRENT || header->e_version != EV_CURRENT)
        return "its ELF version is unknown (expected 1)";
    const char *reason = machine_reason(header->e_machine);
    if (reason != NULL) return reason;
    if (header->e_type != ET_EXEC && header->e_type != ET_DYN)
        return "it is an object or core file, not an executable; link it first";
    if (header->e_phnum == 0)
        return "it has no program headers, so nothing of it can be loaded; link it as an executable";
    if (header->e_phentsize != sizeof(struct elf_segment))
        return "its program headers have the wrong size (expected 56 bytes each)";
    uint64_t bytes = (uint64_t)header->e_phnum * sizeof(struct elf_segment);
    if (bytes > ELF_SEGMENTS_MAX_BYTES) return "it has too many program headers (at most 1170 are possible)";
    if (header->e_phoff > file_size || bytes > file_size - header->e_phoff)
        return "the file is cut off before its program headers; copy it again";
    return NULL;
}

static const char *check_load(const struct elf_header *header, const struct elf_segment *s,
                              uint64_t file_size, vaddr_t above)
{
    if (s->p_filesz > s->p_memsz)
        return "a segment is larger in the file than in memory; the file is damaged";
    if (s->p_offset > file_size || s->p_filesz > file_size - s->p_offset)
        return "the file is cut off in a segment; copy it again";
    if (s->p_vaddr >= USER_END || s->p_memsz > USER_END - s->p_vaddr)
        return "a segment lies outside of the addresses that programs have (up to 7ffffffff000)";
    if (header->e_type == ET_EXEC && s->p_vaddr < USER_START)
        return "a segment is linked to an address below 1000, which is never mapped; link it higher";
    if (s->p_filesz != 0 && s->p_vaddr % PAGE_SIZE != s->p_offset % PAGE_SIZE)
        return "a segment's address and file offset differ within the page (4096 bytes), so that it cannot "
               "be mapped";
    if (s->p_vaddr < above) return "its segments overlap or are not in ascending order; the file is damaged";
    if (s->p_align & (s->p_align - 1) || s->p_align > ELF_ALIGN_MAX)
        return "a segment's alignment is no power of two up to 1 GiB; the file is damaged";
    return NULL;
}

const char *elf_check_segments(const struct elf_header *header, const struct elf_segment *segments,
                               uint64_t file_size, struct elf_summary *summary)
{
    *summary = (struct elf_summary){.low = USER_END, .align = PAGE_SIZE};
    vaddr_t above = 0;
    for (unsigned i = 0; i < header->e_phnum; i++) {
        const struct elf_segment *s = &segments[i];
        if (s->p_type == PT_INTERP && summary->interpreter_size == 0) {
            if (s->p_filesz < 2 || s->p_filesz > ELF_INTERPRETER_MAX)
                return "its interpreter's path has an impossible length; the file is damaged";
            if (s->p_offset > file_size || s->p_filesz > file_size - s->p_offset)
                return "the file is cut off in the interpreter's path; copy it again";
            summary->interpreter = s->p_offset;
            summary->interpreter_size = (uint32_t)s->p_filesz;
        }
        if (s->p_type == PT_GNU_STACK) summary->executable_stack = s->p_flags & PF_X;
        if (s->p_type != PT_LOAD || s->p_memsz == 0) continue;
        const char *reason = check_load(header, s, file_size, above);
        if (reason != NULL) return reason;
        above = s->p_vaddr + s->p_memsz;
        summary->low = MIN(summary->low, ALIGN_DOWN(s->p_vaddr, PAGE_SIZE));
        summary->high = ALIGN_UP(above, PAGE_SIZE);
        summary->align = MAX(summary->align, s->p_align);
        if (header->e_phoff >= s->p_offset && header->e_phoff - s->p_offset < s->p_filesz)
            summary->headers = s->p_vaddr + (header->e_phoff - s->p_offset);
    }
    if (summary->high == 0) return "it has no segment to load; link it as an executable";
    if (header->e_entry < summary->low || header->e_entry >= summary->high)
        return "its entry point lies outside of what it loads; the file is damaged";
    return NULL;
}
