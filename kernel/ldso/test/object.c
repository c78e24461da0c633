/* SPDX-License-Identifier: MIT */
#include "object.h"
#include "../file-header.h"
#include "../lookup.h"

#include <stdlib.h>
#include <string.h>

/* Appends a text; its offset. */
static uint32_t add_text(struct object *object, const char *text)
{
    size_t at = 1;
    while (object->text.strings[at] != 0) at += strlen(object->text.strings + at) + 1;
    strcpy(object->text.strings + at, text);
    return (uint32_t)at;
}

static void make_segments(struct object *object)
{
    const Elf64_Phdr segments[] = {
        {PT_LOAD, PF_R | PF_X, 0, 0, 0, sizeof(struct object_text), sizeof(struct object_text), 0x1000},
        {PT_LOAD, PF_R | PF_W, DATA_ADDRESS, DATA_ADDRESS, 0, sizeof(struct object_data),
         sizeof(struct object_data) + 256, 0x1000},
        {PT_DYNAMIC, PF_R, ADDRESS_OF(data.dynamic), ADDRESS_OF(data.dynamic), 0,
         sizeof(object->data.dynamic), sizeof(object->data.dynamic), 8},
        {PT_TLS, PF_R, ADDRESS_OF(data.tls), ADDRESS_OF(data.tls), 0, 16, 48, 16},
        {PT_GNU_RELRO, PF_R, DATA_ADDRESS, DATA_ADDRESS, 0, 0x100, 0x100, 1},
    };
    object->text.header = (Elf64_Ehdr){
        .e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_DYN,
        .e_machine = EM_X86_64,
        .e_version = EV_CURRENT,
        .e_phoff = ADDRESS_OF(text.segments),
        .e_phentsize = sizeof(Elf64_Phdr),
        .e_phnum = sizeof(segments) / sizeof(*segments),
    };
    memcpy(object->text.segments, segments, sizeof(segments));
}

static void make_symbols(struct object *object)
{
    const uint32_t answer = add_text(object, "answer");
    const Elf64_Sym symbols[SYMBOL_COUNT] = {
        [WANTED] = {.st_name = add_text(object, "wanted"), .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE)},
        [MAYBE] = {.st_name = add_text(object, "maybe"), .st_info = ELF64_ST_INFO(STB_WEAK, STT_NOTYPE)},
        [ANSWER_2] = {answer, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), 0, 1, ADDRESS_OF(text.code), 16},
        [ANSWER_1] = {answer, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), 0, 1, ADDRESS_OF(text.code) + 16, 16},
        [VALUE] = {add_text(object, "value"), ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT), 0, 2,
                   ADDRESS_OF(data.got), 8},
        [COUNTER] = {add_text(object, "counter"), ELF64_ST_INFO(STB_GLOBAL, STT_TLS), 0, 3, 4, 4},
        [PICKED] = {add_text(object, "picked"), ELF64_ST_INFO(STB_GLOBAL, STT_GNU_IFUNC), 0, 1,
                    ADDRESS_OF(text.code) + 32, 16},
    };
    memcpy(object->text.symbols, symbols, sizeof(symbols));
}

/* One bucket each, so that the chains are all of the defined symbols in order. */
static void make_hashes(struct object *object)
{
    uint32_t *sysv = object->text.sysv;
    sysv[0] = 1;
    sysv[1] = SYMBOL_COUNT;
    sysv[2] = ANSWER_2;
    for (uint32_t i = ANSWER_2; i + 1 < SYMBOL_COUNT; i++) sysv[3 + i] = i + 1;
    object->text.gnu.bucket_count = 1;
    object->text.gnu.first_symbol = ANSWER_2;
    object->text.gnu.bloom_words = 1;
    object->text.gnu.bloom_shift = 5;
    object->text.gnu.buckets[0] = ANSWER_2;
    for (uint32_t i = ANSWER_2; i < SYMBOL_COUNT; i++) {
        const char *name = object->text.strings + object->text.symbols[i].st_name;
        uint32_t hash = ldso_reference(name, NULL, LDSO_USE_CALL).gnu_hash;
        object->text.gnu.bloom[0] |= 1ul << hash % 64 | 1ul << (hash >> 5) % 64;
        object->text.gnu.chain[i - ANSWER_2] = (hash & ~1u) | (i + 1 == SYMBOL_COUNT);
    }
}

static void make_versions(struct object *object)
{
    static const uint16_t versions[SYMBOL_COUNT] = {0, 4, 0, 3, 2 | VERSYM_HIDDEN, 1, 1, 3};
    static const char *const names[] = {"libobject.so.1", "OBJ_1", "OBJ_2"};
    memcpy(object->text.versions, versions, sizeof(versions));
    object->text.needed.need = (Elf64_Verneed){.vn_version = 1,
                                               .vn_cnt = 1,
                                               .vn_file = add_text(object, "libneeded.so.1"),
                                               .vn_aux = sizeof(Elf64_Verneed)};
    object->text.needed.auxiliary = (Elf64_Vernaux){
        .vna_hash = ldso_sysv_hash_of("NEED_1"), .vna_other = 4, .vna_name = add_text(object, "NEED_1")};
    for (uint16_t i = 0; i < 3; i++) {
        object->text.defined[i].definition = (Elf64_Verdef){
            .vd_version = 1,
            .vd_flags = i == 0 ? VER_FLG_BASE : 0,
            .vd_ndx = i + 1,
            .vd_cnt = 1,
            .vd_hash = ldso_sysv_hash_of(names[i]),
            .vd_aux = sizeof(Elf64_Verdef),
            .vd_next = i < 2 ? sizeof(object->text.defined[0]) : 0,
        };
        object->text.defined[i].name.vda_name = add_text(object, names[i]);
    }
}

static void make_relocations(struct object *object)
{
    static const struct {
        uint32_t type, symbol;
        int64_t addend;
    } relocations[RELA_COUNT] = {
        {R_X86_64_RELATIVE, 0, 0x10},    {R_X86_64_64, VALUE, 4},
        {R_X86_64_GLOB_DAT, WANTED, 0},  {R_X86_64_GLOB_DAT, MAYBE, 0},
        {R_X86_64_DTPMOD64, COUNTER, 0}, {R_X86_64_DTPOFF64, COUNTER, 0},
        {R_X86_64_TPOFF64, COUNTER, 0},  {R_X86_64_TLSDESC, COUNTER, 0},
        {R_X86_64_NONE, 0, 0},           {R_X86_64_SIZE64, VALUE, 1},
        {R_X86_64_PC32, VALUE, 0},       {R_X86_64_IRELATIVE, 0, ADDRESS_OF(text.code)},
        {R_X86_64_64, PICKED, 0},        {R_X86_64_COPY, VALUE, 0},
    };
    /* The first word is the variable `value`; a descriptor takes two. */
    for (unsigned i = 0; i < RELA_COUNT; i++)
        object->text.rela[i] =
            (Elf64_Rela){ADDRESS_OF(data.got) + 8 * (1 + i + (i > 7)),
                         ELF64_R_INFO(relocations[i].symbol, relocations[i].type), relocations[i].addend};
    object->text.plt[0] =
        (Elf64_Rela){ADDRESS_OF(data.got) + 8 * 17, ELF64_R_INFO(WANTED, R_X86_64_JUMP_SLOT), 0};
    /* The words 18, 19 and 21 of the table. */
    object->text.relr[0] = ADDRESS_OF(data.got) + 8 * 18;
    object->text.relr[1] = 1 | 1ul << 1 | 1ul << 3;
    object->data.got[0] = 42;
    for (unsigned i = 18; i < 22; i++) object->data.got[i] = i;
}

static void make_dynamic(struct object *object)
{
    const Elf64_Dyn entries[] = {
        {DT_NEEDED, {add_text(object, "libneeded.so")}},
        {DT_SONAME, {add_text(object, "libself.so")}},
        {DT_RUNPATH, {add_text(object, "$ORIGIN/lib")}},
        {DT_STRTAB, {ADDRESS_OF(text.strings)}},
        {DT_STRSZ, {sizeof(object->text.strings)}},
        {DT_SYMTAB, {ADDRESS_OF(text.symbols)}},
        {DT_SYMENT, {sizeof(Elf64_Sym)}},
        {DT_HASH, {ADDRESS_OF(text.sysv)}},
        {DT_GNU_HASH, {ADDRESS_OF(text.gnu)}},
        {DT_VERSYM, {ADDRESS_OF(text.versions)}},
        {DT_VERNEED, {ADDRESS_OF(text.needed)}},
        {DT_VERNEEDNUM, {1}},
        {DT_VERDEF, {ADDRESS_OF(text.defined)}},
        {DT_VERDEFNUM, {3}},
        {DT_RELA, {ADDRESS_OF(text.rela)}},
        {DT_RELASZ, {sizeof(object->text.rela)}},
        {DT_RELAENT, {sizeof(Elf64_Rela)}},
        {DT_JMPREL, {ADDRESS_OF(text.plt)}},
        {DT_PLTRELSZ, {sizeof(object->text.plt)}},
        {DT_PLTREL, {DT_RELA}},
        {DT_RELR, {ADDRESS_OF(text.relr)}},
        {DT_RELRSZ, {sizeof(object->text.relr)}},
        {DT_RELRENT, {8}},
        {DT_INIT, {ADDRESS_OF(text.code)}},
        {DT_INIT_ARRAY, {ADDRESS_OF(data.functions)}},
        {DT_INIT_ARRAYSZ, {sizeof(object->data.functions)}},
        {DT_FLAGS_1, {DF_1_NODELETE}},
    };
    memcpy(object->data.dynamic, entries, sizeof(entries));
}

void object_make(struct object *object)
{
    memset(object, 0, sizeof(*object));
    make_segments(object);
    make_symbols(object);
    make_hashes(object);
    make_versions(object);
    make_relocations(object);
    make_dynamic(object);
}

uint64_t *object_tag(struct object *object, int64_t tag)
{
    for (unsigned i = 0; object->data.dynamic[i].d_tag != DT_NULL; i++)
        if (object->data.dynamic[i].d_tag == tag) return &object->data.dynamic[i].d_un.d_val;
    abort();
}

void *object_load(const void *file, size_t size, struct ldso_image *image, const char **reason)
{
    static Elf64_Phdr headers[LDSO_HEADERS_MAX];
    Elf64_Ehdr header = {0};
    memcpy(&header, file, size < sizeof(header) ? size : sizeof(header));
    *reason = ldso_check_file(&header, size, size);
    if (*reason != NULL) return NULL;
    memcpy(headers, (const char *)file + header.e_phoff, header.e_phnum * sizeof(*headers));
    struct ldso_extent extent;
    *reason = ldso_check_segments(headers, header.e_phnum, size, &extent);
    if (*reason == NULL && extent.high - extent.low > 1ul << 20) *reason = "too large for a test";
    if (*reason != NULL) return NULL;
    uint64_t end = 0;
    for (unsigned i = 0; i < header.e_phnum; i++)
        if (headers[i].p_type == PT_LOAD && headers[i].p_memsz != 0)
            end = headers[i].p_vaddr + headers[i].p_memsz;
    /* Exactly so long that a step beyond the last segment is seen. */
    uint8_t *memory = NULL;
    if (posix_memalign((void **)&memory, 4096, end - extent.low) != 0) abort();
    memset(memory, 0, end - extent.low);
    *image = (struct ldso_image){.path = "object.so", .headers = headers, .header_count = header.e_phnum};
    image->low = (uint64_t)memory;
    image->high = image->low + (extent.high - extent.low);
    image->map.l_addr = image->low - extent.low;
    for (unsigned i = 0; i < header.e_phnum; i++)
        if (headers[i].p_type == PT_LOAD && headers[i].p_memsz != 0)
            memcpy(memory + (headers[i].p_vaddr - extent.low), (const char *)file + headers[i].p_offset,
                   headers[i].p_filesz);
    return memory;
}
