// SPDX-License-Identifier: MIT
// sources: ../elf-check.c
/* A small program that is right, and for each thing that can be wrong with it the words that must say so. */
#include "../elf-check.h"

#include <arch/page.h>
#include <assert.h>
#include <stdio.h>
#include <string.h>

#define FILE_SIZE 0x3000u

struct program {
    struct elf_header header;
    struct elf_segment segments[4];
};

static struct program good(void)
{
    struct program program = {
        .header = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
                   .e_type = ET_EXEC,
                   .e_machine = EM_X86_64,
                   .e_version = EV_CURRENT,
                   .e_entry = 0x401010,
                   .e_phoff = 64,
                   .e_phentsize = 56,
                   .e_phnum = 4},
        .segments =
            {{.p_type = PT_INTERP, .p_offset = 0x200, .p_filesz = 0x1c, .p_memsz = 0x1c, .p_align = 1},
             {.p_type = PT_LOAD,
              .p_flags = PF_R | PF_X,
              .p_vaddr = 0x400000,
              .p_filesz = 0x1800,
              .p_memsz = 0x1800,
              .p_align = 0x1000},
             {.p_type = PT_LOAD,
              .p_flags = PF_R | PF_W,
              .p_offset = 0x1800,
              .p_vaddr = 0x402800,
              .p_filesz = 0x100,
              .p_memsz = 0x5000,
              .p_align = 0x200000},
             {.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W}},
    };
    return program;
}

static const char *check(const struct program *program, struct elf_summary *summary)
{
    const char *reason = elf_check_header(&program->header, FILE_SIZE, FILE_SIZE);
    return reason != NULL ? reason
                          : elf_check_segments(&program->header, program->segments, FILE_SIZE, summary);
}

/* The program with one field changed is refused, for a reason that has `words` in it. */
#define REFUSED(words, field, value)                                                                         \
    do {                                                                                                     \
        struct program program = good();                                                                     \
        struct elf_summary summary;                                                                          \
        program.field = (value);                                                                             \
        const char *reason = check(&program, &summary);                                                      \
        if (reason == NULL || strstr(reason, words) == NULL) {                                               \
            printf("%s = %s: %s\n", #field, #value, reason != NULL ? reason : "accepted");                   \
            return 1;                                                                                        \
        }                                                                                                    \
    } while (0)

int main(void)
{
    struct program program = good();
    struct elf_summary summary;
    assert(check(&program, &summary) == NULL);
    assert(summary.low == 0x400000 && summary.high == 0x408000 && summary.align == 0x200000);
    assert(summary.headers == 0x400040 && summary.interpreter == 0x200 && summary.interpreter_size == 0x1c);
    assert(!summary.executable_stack);
    program.segments[3].p_flags |= PF_X;
    assert(check(&program, &summary) == NULL && summary.executable_stack);

    assert(strstr(elf_check_header(&program.header, 3, 3), "not an ELF file") != NULL);
    assert(strstr(elf_check_header(&program.header, 63, 63), "cut off in the ELF header") != NULL);
    assert(strstr(elf_check_header(&program.header, 200, 200), "cut off before its program headers") != NULL);

    REFUSED("not an ELF file", header.e_ident[0], '#');
    REFUSED("x32", header.e_ident[EI_CLASS], 1);
    REFUSED("little-endian", header.e_ident[EI_DATA], 2);
    REFUSED("ELF version", header.e_version, 0);
    REFUSED("aarch64", header.e_machine, EM_AARCH64);
    REFUSED("32-bit", header.e_machine, EM_386);
    REFUSED("another machine", header.e_machine, 8);
    REFUSED("object or core", header.e_type, 1);
    REFUSED("no program headers", header.e_phnum, 0);
    REFUSED("too many", header.e_phnum, 0xffff);
    REFUSED("wrong size", header.e_phentsize, 32);
    REFUSED("program headers", header.e_phoff, UINT64_MAX - 10);
    REFUSED("entry point", header.e_entry, 0x408000);
    REFUSED("entry point", header.e_entry, 0);
    REFUSED("impossible length", segments[0].p_filesz, 1);
    REFUSED("impossible length", segments[0].p_filesz, UINT64_MAX);
    REFUSED("interpreter's path", segments[0].p_offset, UINT64_MAX);
    REFUSED("larger in the file", segments[1].p_filesz, 0x1801);
    REFUSED("cut off in a segment", segments[2].p_offset, UINT64_MAX - 0x7ff);
    REFUSED("cut off in a segment", segments[2].p_offset, 0x3800);
    REFUSED("outside of the addresses", segments[2].p_memsz, UINT64_MAX);
    REFUSED("outside of the addresses", segments[2].p_vaddr, UINT64_MAX - 0x7ff);
    REFUSED("outside of the addresses", segments[2].p_vaddr, 0xffffffff80000800);
    REFUSED("below 1000", segments[1].p_vaddr, 0);
    REFUSED("differ within the page", segments[2].p_vaddr, 0x402900);
    REFUSED("overlap", segments[2].p_vaddr, 0x400800);
    REFUSED("no power of two", segments[2].p_align, 0x1001);
    REFUSED("no power of two", segments[2].p_align, 1ul << 40);
    puts("elf_check_test: ok");
    return 0;
}
