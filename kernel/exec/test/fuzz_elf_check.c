// SPDX-License-Identifier: MIT
// sources: ../elf-check.c
/*
 * Any bytes may be a program. What passes the checks must be safe to load: everything inside of the file,
 * inside of the program's addresses, in order, and without overflows in the sums that the loader does.
 */
#include "../elf-check.h"

#include <arch/page.h>
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void check_loadable(const struct elf_header *header, const struct elf_segment *segments,
                           size_t file_size, const struct elf_summary *summary)
{
    assert(summary->low < summary->high && summary->high <= ALIGN_UP(USER_END, PAGE_SIZE));
    assert(summary->low % PAGE_SIZE == 0 && summary->high % PAGE_SIZE == 0);
    assert(summary->align >= PAGE_SIZE && summary->align <= ELF_ALIGN_MAX &&
           (summary->align & (summary->align - 1)) == 0);
    assert(header->e_type == ET_DYN || summary->low >= USER_START);
    assert(header->e_entry >= summary->low && header->e_entry < summary->high);
    if (summary->interpreter_size != 0) assert(summary->interpreter + summary->interpreter_size <= file_size);
    vaddr_t last = 0;
    for (unsigned i = 0; i < header->e_phnum; i++) {
        const struct elf_segment *s = &segments[i];
        if (s->p_type != PT_LOAD || s->p_memsz == 0) continue;
        assert(s->p_vaddr >= last && s->p_vaddr + s->p_memsz > s->p_vaddr);
        last = s->p_vaddr + s->p_memsz;
        assert(s->p_vaddr >= summary->low && last <= summary->high);
        assert(s->p_offset + s->p_filesz >= s->p_offset && s->p_offset + s->p_filesz <= file_size);
        if (s->p_filesz != 0) assert(s->p_offset >= s->p_vaddr % PAGE_SIZE);
    }
    if (summary->headers != 0) assert(summary->headers >= summary->low && summary->headers < summary->high);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct elf_header header = {0};
    memcpy(&header, data, size < sizeof(header) ? size : sizeof(header));
    if (elf_check_header(&header, size, size) != NULL) return 0;
    size_t bytes = header.e_phnum * sizeof(struct elf_segment);
    assert(header.e_phoff + bytes <= size && bytes <= ELF_SEGMENTS_MAX_BYTES);
    struct elf_segment *segments = malloc(bytes);
    memcpy(segments, data + header.e_phoff, bytes);
    struct elf_summary summary;
    if (elf_check_segments(&header, segments, size, &summary) == NULL)
        check_loadable(&header, segments, size, &summary);
    free(segments);
    return 0;
}
