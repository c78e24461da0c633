/* SPDX-License-Identifier: MIT */
#include "dynamic.h"
#include "failure.h"

#include <errno.h>

/* The tags that are looked at, by a small index. */
enum tag {
    STRTAB,
    STRSZ,
    SYMTAB,
    SYMENT,
    HASH,
    GNU_HASH,
    VERSYM,
    VERNEED,
    VERNEEDNUM,
    VERDEF,
    VERDEFNUM,
    RELA,
    RELASZ,
    RELAENT,
    JMPREL,
    PLTRELSZ,
    PLTREL,
    REL,
    RELR,
    RELRSZ,
    RELRENT,
    PREINIT_ARRAY,
    PREINIT_ARRAYSZ,
    INIT_ARRAY,
    INIT_ARRAYSZ,
    FINI_ARRAY,
    FINI_ARRAYSZ,
    INIT,
    FINI,
    SONAME,
    RPATH,
    RUNPATH,
    FLAGS,
    FLAGS_1,
    TEXTREL,
    SYMBOLIC,
    TAG_COUNT
};

static const uint32_t tag_numbers[TAG_COUNT] = {
    [STRTAB] = DT_STRTAB,
    [STRSZ] = DT_STRSZ,
    [SYMTAB] = DT_SYMTAB,
    [SYMENT] = DT_SYMENT,
    [HASH] = DT_HASH,
    [GNU_HASH] = DT_GNU_HASH,
    [VERSYM] = DT_VERSYM,
    [VERNEED] = DT_VERNEED,
    [VERNEEDNUM] = DT_VERNEEDNUM,
    [VERDEF] = DT_VERDEF,
    [VERDEFNUM] = DT_VERDEFNUM,
    [RELA] = DT_RELA,
    [RELASZ] = DT_RELASZ,
    [RELAENT] = DT_RELAENT,
    [JMPREL] = DT_JMPREL,
    [PLTRELSZ] = DT_PLTRELSZ,
    [PLTREL] = DT_PLTREL,
    [REL] = DT_REL,
    [RELR] = DT_RELR,
    [RELRSZ] = DT_RELRSZ,
    [RELRENT] = DT_RELRENT,
    [PREINIT_ARRAY] = DT_PREINIT_ARRAY,
    [PREINIT_ARRAYSZ] = DT_PREINIT_ARRAYSZ,
    [INIT_ARRAY] = DT_INIT_ARRAY,
    [INIT_ARRAYSZ] = DT_INIT_ARRAYSZ,
    [FINI_ARRAY] = DT_FINI_ARRAY,
    [FINI_ARRAYSZ] = DT_FINI_ARRAYSZ,
    [INIT] = DT_INIT,
    [FINI] = DT_FINI,
    [SONAME] = DT_SONAME,
    [RPATH] = DT_RPATH,
    [RUNPATH] = DT_RUNPATH,
    [FLAGS] = DT_FLAGS,
    [FLAGS_1] = DT_FLAGS_1,
    [TEXTREL] = DT_TEXTREL,
    [SYMBOLIC] = DT_SYMBOLIC,
};

/* Each tag's last value, as other linkers have it. */
struct tags {
    uint64_t value[TAG_COUNT];
    bool has[TAG_COUNT];
};

int ldso_damaged(const struct ldso_image *image, const char *what)
{
    return ldso_fail(image->path, -ENOEXEC, "%s; the file is damaged", what);
}

const char *ldso_string(const struct ldso_image *image, uint64_t offset)
{
    return offset < image->dynamic.strings_size ? image->dynamic.strings + offset : NULL;
}

static int read_tags(struct ldso_image *image, const Elf64_Phdr *header, struct tags *tags)
{
    struct ldso_dynamic *dynamic = &image->dynamic;
    size_t room = header->p_memsz / sizeof(Elf64_Dyn);
    dynamic->entries = ldso_span_array(image, header->p_vaddr, room, sizeof(Elf64_Dyn), 8);
    if (dynamic->entries == NULL || room == 0)
        return ldso_damaged(image, "its dynamic section lies outside of its segments");
    for (size_t i = 0; i < room && dynamic->entries[i].d_tag != DT_NULL; i++) {
        dynamic->count = i + 1;
        for (unsigned tag = 0; tag < TAG_COUNT; tag++) {
            if ((uint64_t)dynamic->entries[i].d_tag != tag_numbers[tag]) continue;
            tags->value[tag] = dynamic->entries[i].d_un.d_val;
            tags->has[tag] = true;
        }
    }
    if (dynamic->count == room) return ldso_damaged(image, "its dynamic section has no end");
    return 0;
}

static int read_strings(struct ldso_image *image, const struct tags *tags)
{
    struct ldso_dynamic *dynamic = &image->dynamic;
    if (!tags->has[STRTAB] || tags->value[STRSZ] == 0) return 0;
    const char *strings = ldso_span(image, tags->value[STRTAB], tags->value[STRSZ], 0);
    if (strings == NULL) return ldso_damaged(image, "its string table lies outside of its segments");
    if (strings[tags->value[STRSZ] - 1] != 0) return ldso_damaged(image, "its string table has no end");
    dynamic->strings = strings;
    dynamic->strings_size = tags->value[STRSZ];
    return 0;
}

/* How many symbols fit where the table is, for objects whose hash table does not tell: up to the string
 * table, which linkers put behind it, else to the segment's end. */
static uint32_t room_for_symbols(const struct ldso_image *image, uint64_t symbols, uint64_t strings)
{
    for (unsigned i = 0; i < image->header_count; i++) {
        const Elf64_Phdr *header = &image->headers[i];
        uint64_t offset = symbols - header->p_vaddr, size = header->p_memsz - offset;
        if (header->p_type != PT_LOAD || offset >= header->p_memsz) continue;
        if (strings > symbols && strings - symbols < size) size = strings - symbols;
        return size / sizeof(Elf64_Sym) < UINT32_MAX ? (uint32_t)(size / sizeof(Elf64_Sym)) : UINT32_MAX;
    }
    return 0;
}

/* The symbol table's size follows from the hash tables, if one of them has all symbols. */
static int read_symbols(struct ldso_image *image, const struct tags *tags)
{
    struct ldso_dynamic *dynamic = &image->dynamic;
    if (tags->has[SYMENT] && tags->value[SYMENT] != sizeof(Elf64_Sym))
        return ldso_damaged(image, "its symbols have the wrong size (expected 24 bytes each)");
    int status = tags->has[HASH] ? DO(image_sysv_hash, ldso_read_sysv_hash)(image, tags->value[HASH]) : 0;
    if (status == 0 && tags->has[GNU_HASH]) status = ldso_read_gnu_hash(image, tags->value[GNU_HASH]);
    if (status == 0 && dynamic->symbol_count == 0 && tags->has[SYMTAB])
        dynamic->symbol_count = room_for_symbols(image, tags->value[SYMTAB], tags->value[STRTAB]);
    if (status != 0 || dynamic->symbol_count == 0) return status;
    if (dynamic->strings == NULL) return ldso_damaged(image, "it has symbols and no string table");
    dynamic->symbols =
        ldso_span_array(image, tags->value[SYMTAB], dynamic->symbol_count, sizeof(Elf64_Sym), 8);
    if (!tags->has[SYMTAB] || dynamic->symbols == NULL)
        return ldso_damaged(image, "its symbol table is not as large as its hash table says");
    return 0;
}

static int read_rela(struct ldso_image *image, const struct tags *tags, enum tag table, enum tag size,
                     struct ldso_relocations *relocations)
{
    if (!tags->has[table] || tags->value[size] == 0) return 0;
    if (tags->value[size] % sizeof(Elf64_Rela) != 0)
        return ldso_damaged(image, "a table of relocations ends in the middle of one");
    relocations->count = tags->value[size] / sizeof(Elf64_Rela);
    relocations->items =
        ldso_span_array(image, tags->value[table], relocations->count, sizeof(Elf64_Rela), 8);
    if (relocations->items == NULL)
        return ldso_damaged(image, "a table of relocations lies outside of its segments");
    return 0;
}

static int read_relocations(struct ldso_image *image, const struct tags *tags)
{
    struct ldso_dynamic *dynamic = &image->dynamic;
    if (tags->has[REL] || (tags->has[PLTREL] && tags->value[PLTREL] != DT_RELA) ||
        (tags->has[RELAENT] && tags->value[RELAENT] != sizeof(Elf64_Rela)) ||
        (tags->has[RELRENT] && tags->value[RELRENT] != sizeof(uint64_t)))
        return ldso_damaged(image, "its relocations have a form that x86-64 does not have");
    int status = read_rela(image, tags, RELA, RELASZ, &dynamic->rela);
    if (status == 0) status = read_rela(image, tags, JMPREL, PLTRELSZ, &dynamic->plt);
    if (status != 0 || !tags->has[RELR]) return status;
    dynamic->relr_count = tags->value[RELRSZ] / sizeof(uint64_t);
    dynamic->relr = ldso_span_array(image, tags->value[RELR], dynamic->relr_count, sizeof(uint64_t), 8);
    if (dynamic->relr_count != 0 && dynamic->relr == NULL)
        return ldso_damaged(image, "its table of relative relocations lies outside of its segments");
    return 0;
}

static int read_functions(struct ldso_image *image, const struct tags *tags, enum tag table, enum tag size,
                          struct ldso_functions *functions)
{
    if (!tags->has[table] || tags->value[size] == 0) return 0;
    functions->count = tags->value[size] / sizeof(uint64_t);
    functions->items = ldso_span_array(image, tags->value[table], functions->count, sizeof(uint64_t), 8);
    if (functions->items == NULL)
        return ldso_damaged(image, "an array of constructors or destructors lies outside of its segments");
    return 0;
}

static int read_start_and_end(struct ldso_image *image, const struct tags *tags)
{
    struct ldso_dynamic *dynamic = &image->dynamic;
    int status = read_functions(image, tags, PREINIT_ARRAY, PREINIT_ARRAYSZ, &dynamic->preinit);
    if (status == 0) status = read_functions(image, tags, INIT_ARRAY, INIT_ARRAYSZ, &dynamic->init);
    if (status == 0) status = read_functions(image, tags, FINI_ARRAY, FINI_ARRAYSZ, &dynamic->fini);
    if (status != 0) return status;
    dynamic->init_function = tags->value[INIT];
    dynamic->fini_function = tags->value[FINI];
    if ((dynamic->init_function != 0 && ldso_span(image, dynamic->init_function, 1, PF_X) == NULL) ||
        (dynamic->fini_function != 0 && ldso_span(image, dynamic->fini_function, 1, PF_X) == NULL))
        return ldso_damaged(image, "its constructor or destructor lies outside of its code");
    return 0;
}

static int read_text(struct ldso_image *image, const struct tags *tags, enum tag tag, const char **text)
{
    if (!tags->has[tag]) return 0;
    *text = ldso_string(image, tags->value[tag]);
    return *text != NULL
               ? 0
               : ldso_damaged(image, "a name in its dynamic section lies outside of its string table");
}

static int read_names(struct ldso_image *image, const struct tags *tags)
{
    struct ldso_dynamic *dynamic = &image->dynamic;
    int status = read_text(image, tags, SONAME, &dynamic->soname);
    if (status == 0) status = read_text(image, tags, RPATH, &dynamic->rpath);
    if (status == 0) status = read_text(image, tags, RUNPATH, &dynamic->runpath);
    for (size_t i = 0; status == 0 && i < dynamic->count; i++)
        if (dynamic->entries[i].d_tag == DT_NEEDED &&
            ldso_string(image, dynamic->entries[i].d_un.d_val) == NULL)
            status = ldso_damaged(image, "a needed library's name lies outside of its string table");
    /* The newer tag makes the older one void (gABI, "Shared Object Dependencies"). */
    if (dynamic->runpath != NULL) dynamic->rpath = NULL;
    return status;
}

int ldso_read_dynamic(struct ldso_image *image)
{
    const Elf64_Phdr *header = ldso_find_header(image, PT_DYNAMIC);
    if (header == NULL) return 0;
    struct tags tags = {.value = {0}};
    int status = read_tags(image, header, &tags);
    image->dynamic.flags = tags.value[FLAGS] | (tags.has[SYMBOLIC] ? DF_SYMBOLIC : 0);
    image->dynamic.flags_1 = tags.value[FLAGS_1];
    image->dynamic.text_relocations = tags.has[TEXTREL] || tags.value[FLAGS] & DF_TEXTREL;
    if (status == 0) status = read_strings(image, &tags);
    if (status == 0) status = read_symbols(image, &tags);
    if (status == 0 && image->dynamic.symbol_count != 0)
        status = DO(image_versions, ldso_read_versions)(image, tags.value[VERSYM], tags.value[VERNEED],
                                                        tags.value[VERNEEDNUM], tags.value[VERDEF],
                                                        tags.value[VERDEFNUM]);
    if (status == 0) status = read_relocations(image, &tags);
    if (status == 0) status = read_start_and_end(image, &tags);
    if (status == 0) status = read_names(image, &tags);
    return status;
}

const char *ldso_needed_name(const struct ldso_image *image, size_t n)
{
    for (size_t i = 0; i < image->dynamic.count; i++)
        if (image->dynamic.entries[i].d_tag == DT_NEEDED && n-- == 0)
            return ldso_string(image, image->dynamic.entries[i].d_un.d_val);
    return NULL;
}
