/* SPDX-License-Identifier: MIT */
#include "stack.h"

#include <abi/elf.h>
#include <abi/mman.h>
#include <arch/cpu.h>
#include <arch/page.h>
#include <core/random.h>
#include <core/string.h>
#include <exec/process.h>
#include <mm/area.h>
#include <mm/user.h>

/* The stack is mapped so large and grows down from there (area-fault.c), as on Linux. */
#define STACK_INITIAL (132ul << 10)
/* Linux' MAX_ARG_STRLEN: what the arguments may take is far below the initial size here, the command line
 * being short. */
#define STRINGS_MAX (96ul << 10)

#define CLOCK_TICKS 100        /* USER_HZ */
#define SIGNAL_FRAME_SIZE 1024 /* registers, siginfo, alignment, red zone; without the vector registers */
#define CPUID_FEATURES 1

static const char platform[] = "x86_64";

/* Writes upwards; a failure sticks. */
struct writer {
    vaddr_t at;
    bool failed;
};

static void write_bytes(struct writer *writer, const void *bytes, size_t size)
{
    writer->failed = writer->failed || copy_to_user((void *)writer->at, bytes, size) != 0;
    writer->at += size;
}

static void write_word(struct writer *writer, uint64_t word)
{
    write_bytes(writer, &word, sizeof(word));
}

static void write_pair(struct writer *writer, uint64_t type, uint64_t value)
{
    write_word(writer, type);
    write_word(writer, value);
}

static size_t strings_size(const struct string_list *list)
{
    size_t size = 0;
    for (size_t i = 0; i < list->count; i++) size += strlen(list->items[i]) + 1;
    return size;
}

static void write_strings(struct writer *writer, const struct string_list *list)
{
    for (size_t i = 0; i < list->count; i++) write_bytes(writer, list->items[i], strlen(list->items[i]) + 1);
}

/* The addresses of the strings of a list, which were written from `at` on, and a null pointer. */
static void write_pointers(struct writer *writer, const struct string_list *list, vaddr_t at)
{
    for (size_t i = 0; i < list->count; i++) {
        write_word(writer, at);
        at += strlen(list->items[i]) + 1;
    }
    write_word(writer, 0);
}

static void write_auxiliary(struct writer *writer, const struct loaded_program *program, vaddr_t path,
                            vaddr_t random, vaddr_t name)
{
    write_pair(writer, AT_HWCAP, arch_cpuid(CPUID_FEATURES, 0).edx);
    write_pair(writer, AT_PAGESZ, PAGE_SIZE);
    write_pair(writer, AT_CLKTCK, CLOCK_TICKS);
    write_pair(writer, AT_PHDR, program->headers);
    write_pair(writer, AT_PHENT, sizeof(struct elf_segment));
    write_pair(writer, AT_PHNUM, program->header_count);
    write_pair(writer, AT_BASE, program->interpreter_base);
    write_pair(writer, AT_FLAGS, 0);
    write_pair(writer, AT_ENTRY, program->entry);
    write_pair(writer, AT_UID, 0);
    write_pair(writer, AT_EUID, 0);
    write_pair(writer, AT_GID, 0);
    write_pair(writer, AT_EGID, 0);
    write_pair(writer, AT_SECURE, 0);
    write_pair(writer, AT_RANDOM, random);
    write_pair(writer, AT_HWCAP2, 0);
    write_pair(writer, AT_EXECFN, path);
    write_pair(writer, AT_PLATFORM, name);
    write_pair(writer, AT_MINSIGSTKSZ, arch_fpu_size + SIGNAL_FRAME_SIZE);
    write_pair(writer, AT_NULL, 0);
}
#define AUXILIARY_ENTRIES 20

vaddr_t stack_build(const struct loaded_program *program, const char *path,
                    const struct string_list *arguments, const struct string_list *environment)
{
    size_t arguments_size = strings_size(arguments), environment_size = strings_size(environment);
    size_t path_size = strlen(path) + 1;
    size_t words = 1 + arguments->count + 1 + environment->count + 1 + 2 * AUXILIARY_ENTRIES;
    if (arguments_size + environment_size + path_size + 8 * words > STRINGS_MAX) return 0;
    uint32_t prot = PROT_READ | PROT_WRITE | (program->executable_stack ? PROT_EXEC : 0);
    const uint32_t flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED_NOREPLACE;
    if (area_map(USER_END - STACK_INITIAL, STACK_INITIAL, prot, flags, NULL, 0, "[stack]") < 0) return 0;

    /* From the top down: a null word, the program's path, environment and argument strings, what the
     * auxiliary vector points to, then the vectors. */
    vaddr_t path_at = USER_END - 8 - path_size;
    vaddr_t environment_at = path_at - environment_size, arguments_at = environment_at - arguments_size;
    vaddr_t platform_at = arguments_at - sizeof(platform), random_at = ALIGN_DOWN(platform_at - 16, 16ul);
    vaddr_t stack = ALIGN_DOWN(random_at - 8 * words, 16ul);

    struct writer writer = {.at = random_at};
    uint8_t random[16];
    random_bytes(random, sizeof(random));
    write_bytes(&writer, random, sizeof(random));
    writer.at = platform_at;
    write_bytes(&writer, platform, sizeof(platform));
    write_strings(&writer, arguments);
    write_strings(&writer, environment);
    write_bytes(&writer, path, path_size);

    writer.at = stack;
    write_word(&writer, arguments->count);
    write_pointers(&writer, arguments, arguments_at);
    write_pointers(&writer, environment, environment_at);
    process.auxv = writer.at;
    write_auxiliary(&writer, program, path_at, random_at, platform_at);
    process.auxv_size = writer.at - process.auxv;
    process.arguments_start = arguments_at;
    process.arguments_end = process.environment_start = environment_at;
    process.environment_end = path_at;
    return writer.failed ? 0 : stack;
}
