/* SPDX-License-Identifier: MIT */
#include "relocate.h"
#include "failure.h"
#include "protect.h"

#include <errno.h>
#include <string.h>

/* Where relocating stands. */
struct work {
    struct ldso_image *image;
    uint64_t low, high; /* of the segment that was written last, as addresses of the file */
    uint32_t rights;    /* that a segment needs to be written (PF_W); 0 while all are writable */
    bool has_resolvers; /* there are relocations that call one */
    size_t number;      /* of the relocation in its table, from 0 */
    const Elf64_Rela *rela;
    uint32_t bound_symbol; /* of what was bound last; 0: nothing yet */
    enum ldso_use bound_use;
    struct ldso_definition bound;
};

static unsigned type_of(const struct work *work)
{
    return (unsigned)ELF64_R_TYPE(work->rela->r_info);
}

static uint32_t symbol_of(const struct work *work)
{
    return (uint32_t)ELF64_R_SYM(work->rela->r_info);
}

static int bad(const struct work *work, const char *what)
{
    return ldso_fail(work->image->path, -ENOEXEC, "relocation %zu of type %u at 0x%lx %s", work->number,
                     type_of(work), (unsigned long)work->rela->r_offset, what);
}

static int outside(const struct work *work)
{
    return bad(work, "lies outside of its segments; the file is damaged");
}

/* Whether [address, address + size) may be written; remembers the segment, since neighbours come together. */
static bool find_writable(struct work *work, uint64_t address, uint64_t size)
{
    const struct ldso_image *image = work->image;
    for (unsigned i = 0; i < image->header_count; i++) {
        const Elf64_Phdr *header = &image->headers[i];
        if (header->p_type != PT_LOAD || (header->p_flags & work->rights) != work->rights) continue;
        uint64_t offset = address - header->p_vaddr;
        if (offset >= header->p_memsz || size > header->p_memsz - offset) continue;
        work->low = header->p_vaddr;
        work->high = header->p_vaddr + header->p_memsz;
        return true;
    }
    return false;
}

/* The string table keeps its end, without which names would have none. */
static bool covers_end_of_strings(const struct work *work, const char *start, uint64_t size)
{
    const struct ldso_dynamic *dynamic = &work->image->dynamic;
    return dynamic->strings_size != 0 &&
           (uint64_t)(dynamic->strings + dynamic->strings_size - 1 - start) < size;
}

static void *target(struct work *work, uint64_t address, uint64_t size)
{
    bool near = address >= work->low && address < work->high && size <= work->high - address;
    if (!near && !find_writable(work, address, size)) return NULL;
    char *start = (char *)(work->image->map.l_addr + address);
    return covers_end_of_strings(work, start, size) ? NULL : start;
}

static int write_bytes(struct work *work, const void *bytes, size_t size)
{
    void *to = target(work, work->rela->r_offset, size);
    if (to == NULL) return outside(work);
    memcpy(to, bytes, size);
    return 0;
}

static int write_word(struct work *work, uint64_t value)
{
    return write_bytes(work, &value, sizeof(value));
}

/* A 32-bit field; `is_signed` says how the CPU extends it. */
static int write_half(struct work *work, uint64_t value, bool is_signed)
{
    uint64_t extended = is_signed ? (uint64_t)(int64_t)(int32_t)value : (uint32_t)value;
    if (extended != value)
        return bad(work, "does not reach its symbol in 32 bits; compile the library with -fPIC");
    uint32_t half = (uint32_t)value;
    return write_bytes(work, &half, sizeof(half));
}

static int bind(struct work *work, enum ldso_use use, struct ldso_definition *definition)
{
    uint32_t symbol = symbol_of(work);
    if (symbol >= work->image->dynamic.symbol_count)
        return bad(work, "refers to a symbol beyond the symbol table; the file is damaged");
    if (symbol != work->bound_symbol || use != work->bound_use) {
        work->bound_symbol = 0;
        int status = ldso_bind(work->image, symbol, use, &work->bound);
        if (status != 0) return status;
        work->bound_symbol = symbol;
        work->bound_use = use;
    }
    *definition = work->bound;
    return 0;
}

/* The address of the symbol; 0 for no symbol and for a weak one that nothing defines. */
static int address(struct work *work, enum ldso_use use, uint64_t *result)
{
    struct ldso_definition definition;
    *result = 0;
    if (symbol_of(work) == 0) return 0;
    int status = bind(work, use, &definition);
    if (status != 0 || definition.symbol == NULL) return status;
    if (ELF64_ST_TYPE(definition.symbol->st_info) == STT_TLS)
        return bad(work, "wants the address of a thread-local variable; the file is damaged");
    *result = ldso_address_of(&definition);
    return 0;
}

static int relocate_address(struct work *work, enum ldso_use use, uint64_t addend)
{
    uint64_t value;
    int status = address(work, use, &value);
    return status != 0 ? status : write_word(work, value + addend);
}

static int relocate_half(struct work *work)
{
    uint64_t value, place = work->image->map.l_addr + work->rela->r_offset;
    int status = address(work, LDSO_USE_ADDRESS, &value);
    if (status != 0) return status;
    value += (uint64_t)work->rela->r_addend;
    bool relative = type_of(work) == R_X86_64_PC32 || type_of(work) == R_X86_64_PLT32;
    return write_half(work, relative ? value - place : value, type_of(work) != R_X86_64_32);
}

static int relocate_size(struct work *work)
{
    struct ldso_definition definition = {NULL, NULL};
    int status = symbol_of(work) != 0 ? bind(work, LDSO_USE_ADDRESS, &definition) : 0;
    if (status != 0) return status;
    uint64_t size = definition.symbol != NULL ? definition.symbol->st_size : 0;
    size += (uint64_t)work->rela->r_addend;
    return type_of(work) == R_X86_64_SIZE64 ? write_word(work, size) : write_half(work, size, false);
}

static int relocate_copy(struct work *work)
{
    uint32_t index = symbol_of(work);
    if (index == 0 || index >= work->image->dynamic.symbol_count)
        return bad(work, "refers to a symbol beyond the symbol table; the file is damaged");
    const Elf64_Sym *own = &work->image->dynamic.symbols[index];
    struct ldso_definition definition;
    int status = ldso_bind_copied(work->image, index, &definition);
    if (status != 0 || definition.symbol == NULL) return status;
    uint64_t size = own->st_size < definition.symbol->st_size ? own->st_size : definition.symbol->st_size;
    void *to = target(work, work->rela->r_offset, own->st_size);
    if (to == NULL) return outside(work);
    const void *from = ldso_span(definition.image, definition.symbol->st_value, size, 0);
    if (from == NULL)
        return bad(work, "copies a variable that lies outside of its library; the library is damaged");
    memmove(to, from, size);
    if (!definition.image->is_kernel) return 0;
    status = ldso_move_kernel_variable((void *)from, to);
    return status == 0 ? 0 : bad(work, "copies a variable of the kernel's libc that cannot be moved");
}

/* The object that a thread-local symbol is in, and where there; without a symbol it is the object itself. */
static int find_tls(struct work *work, struct ldso_image **image, uint64_t *offset)
{
    struct ldso_definition definition;
    *image = work->image;
    *offset = 0;
    int status = symbol_of(work) != 0 ? bind(work, LDSO_USE_ADDRESS, &definition) : 0;
    if (status != 0) return status;
    if (symbol_of(work) != 0) {
        if (definition.symbol == NULL || ELF64_ST_TYPE(definition.symbol->st_info) != STT_TLS)
            return bad(work, "is for a thread-local variable, and its symbol is none; the file is damaged");
        *image = definition.image;
        *offset = definition.symbol->st_value;
    }
    return (*image)->tls.module != 0
               ? 0
               : bad(work, "is for thread-local storage, which its object does not have");
}

static int relocate_tls(struct work *work)
{
    struct ldso_image *image;
    uint64_t offset, words[2];
    int status = find_tls(work, &image, &offset);
    if (status != 0) return status;
    uint64_t addend = (uint64_t)work->rela->r_addend;
    switch (type_of(work)) {
    case R_X86_64_DTPMOD64: return write_word(work, image->tls.module);
    case R_X86_64_DTPOFF64: return write_word(work, offset + addend);
    case R_X86_64_DTPOFF32: return write_half(work, offset + addend, true);
    case R_X86_64_TLSDESC:
        status = ldso_tls_descriptor(image, offset + addend, words);
        return status != 0 ? status : write_bytes(work, words, sizeof(words));
    default: status = ldso_tls_static_offset(image, offset + addend, words);
    }
    if (status != 0) return status;
    return type_of(work) == R_X86_64_TPOFF64 ? write_word(work, words[0]) : write_half(work, words[0], true);
}

static int relocate_resolved(struct work *work)
{
    uint64_t resolver = (uint64_t)work->rela->r_addend;
    if (ldso_span(work->image, resolver, 1, PF_X) == NULL)
        return bad(work, "calls a resolver outside of its segments; the file is damaged");
    return write_word(work, ldso_resolve_ifunc(work->image->map.l_addr + resolver));
}

/* What executables that use no library but libc hardly have. False: the type is none of these. */
static bool relocate_rare(struct work *work, int *status)
{
    uint64_t addend = (uint64_t)work->rela->r_addend;
    switch (type_of(work)) {
    case R_X86_64_PC64:
        *status =
            relocate_address(work, LDSO_USE_ADDRESS, addend - work->image->map.l_addr - work->rela->r_offset);
        return true;
    case R_X86_64_32:
    case R_X86_64_32S:
    case R_X86_64_PC32:
    case R_X86_64_PLT32: *status = relocate_half(work); return true;
    case R_X86_64_SIZE32:
    case R_X86_64_SIZE64: *status = relocate_size(work); return true;
    case R_X86_64_DTPMOD64:
    case R_X86_64_DTPOFF64:
    case R_X86_64_DTPOFF32:
    case R_X86_64_TPOFF64:
    case R_X86_64_TPOFF32:
    case R_X86_64_TLSDESC: *status = relocate_tls(work); return true;
    case R_X86_64_IRELATIVE: *status = relocate_resolved(work); return true;
    default: return false;
    }
}
DO_FOR_USE(image_rare_relocations, relocate_rare);

static bool relocate_copied(struct work *work, int *status)
{
    *status = relocate_copy(work);
    return true;
}
DO_FOR_USE(image_copies, relocate_copied);

static int relocate_one(struct work *work)
{
    uint64_t addend = (uint64_t)work->rela->r_addend;
    int status;
    switch (type_of(work)) {
    case R_X86_64_NONE: return 0;
    case R_X86_64_RELATIVE:
    case R_X86_64_RELATIVE64: return write_word(work, work->image->map.l_addr + addend);
    case R_X86_64_64: return relocate_address(work, LDSO_USE_ADDRESS, addend);
    case R_X86_64_GLOB_DAT: return relocate_address(work, LDSO_USE_ADDRESS, addend);
    case R_X86_64_JUMP_SLOT: return relocate_address(work, LDSO_USE_CALL, addend);
    case R_X86_64_COPY:
        if (DO(image_copies, relocate_copied)(work, &status)) return status;
        break;
    default:
        if (DO(image_rare_relocations, relocate_rare)(work, &status)) return status;
    }
    return bad(work, "has a type that no linked file has, or none of the image of this kernel; the file is "
                     "damaged, or build the kernel with it");
}

static int relocate_table(struct work *work, const struct ldso_relocations *table, bool resolvers)
{
    for (size_t i = 0; i < table->count; i++) {
        bool calls = ELF64_R_TYPE(table->items[i].r_info) == R_X86_64_IRELATIVE;
        work->has_resolvers |= calls;
        if (calls != resolvers) continue;
        work->number = i;
        work->rela = &table->items[i];
        int status = relocate_one(work);
        if (status != 0) return status;
    }
    return 0;
}

static int add_bias(struct work *work, uint64_t address)
{
    uint64_t *word = target(work, address, sizeof(*word));
    if (word == NULL || address % sizeof(*word) != 0)
        return ldso_fail(
            work->image->path, -ENOEXEC,
            "its compact relative relocation at 0x%lx lies outside of its segments; the file is damaged",
            (unsigned long)address);
    *word += work->image->map.l_addr;
    return 0;
}

/* gABI 4.3, "Relative Relocation Table": an even word is an address, an odd one says by its other 63 bits
 * which of the words that follow are meant. */
static int relocate_relr(struct work *work)
{
    const struct ldso_dynamic *dynamic = &work->image->dynamic;
    uint64_t next = 0;
    for (size_t i = 0; i < dynamic->relr_count; i++) {
        uint64_t entry = dynamic->relr[i];
        int status = 0;
        if (!(entry & 1)) {
            status = add_bias(work, entry);
            next = entry + 8;
        } else {
            for (unsigned bit = 0; status == 0 && bit < 63; bit++)
                if (entry >> (bit + 1) & 1) status = add_bias(work, next + 8ul * bit);
            next += 8 * 63;
        }
        if (status != 0) return status;
    }
    return 0;
}

DO_FOR_USE(image_relr, relocate_relr);

/* Resolvers may call through what the other relocations fill, so they come last. */
static int relocate_resolvers(struct work *work)
{
    if (!work->has_resolvers) return 0;
    int status = relocate_table(work, &work->image->dynamic.rela, true);
    return status != 0 ? status : relocate_table(work, &work->image->dynamic.plt, true);
}

int ldso_relocate(struct ldso_image *image)
{
    const struct ldso_dynamic *dynamic = &image->dynamic;
    struct work work = {.image = image, .rights = dynamic->text_relocations ? 0 : PF_W};
    int status = ldso_protect_text(image, true);
    if (status == 0) status = DO(image_relr, relocate_relr)(&work);
    if (status == 0) status = relocate_table(&work, &dynamic->rela, false);
    if (status == 0) status = relocate_table(&work, &dynamic->plt, false);
    if (status == 0) status = ldso_protect_text(image, false);
    work.rights = PF_W;
    work.low = work.high = 0;
    return status != 0 ? status : relocate_resolvers(&work);
}
