// SPDX-License-Identifier: MIT
// sources: object.c doubles.c ../arena.c ../dynamic.c ../failure.c ../file-header.c ../hash-tables.c ../image.c ../kernel-names.c ../lookup.c ../relocate.c ../versions.c
/* A shared object that is right is read, looked up in and relocated; and for each thing that can be wrong
 * with it there are the words that must say so. */
#include "../dynamic.h"
#include "../failure.h"
#include "../lookup.h"
#include "../relocate.h"
#include "object.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Elf64_Sym *find(const struct ldso_image *image, const char *name, const char *version_name)
{
    struct ldso_version version = {version_name, version_name != NULL ? ldso_sysv_hash_of(version_name) : 0};
    struct ldso_reference reference =
        ldso_reference(name, version_name != NULL ? &version : NULL, LDSO_USE_CALL);
    return ldso_find_symbol(image, &reference);
}

static void check_lookups(struct ldso_image *image)
{
    const Elf64_Sym *symbols = image->dynamic.symbols;
    assert(image->dynamic.symbol_count == SYMBOL_COUNT);
    assert(find(image, "answer", "OBJ_2") == &symbols[ANSWER_2]);
    assert(find(image, "answer", "OBJ_1") == &symbols[ANSWER_1]);
    assert(find(image, "answer", "OBJ_3") == NULL);
    /* Who asks for no version gets the oldest one that there is. */
    assert(find(image, "answer", NULL) == &symbols[ANSWER_1]);
    assert(find(image, "value", NULL) == &symbols[VALUE]);
    assert(find(image, "value", "OBJ_2") == &symbols[VALUE]);
    assert(find(image, "wanted", NULL) == NULL);
    assert(find(image, "absent", NULL) == NULL);
    assert(strcmp(ldso_version_of(image, WANTED)->name, "NEED_1") == 0);
    assert(ldso_version_of(image, VALUE) == NULL);
    assert(strcmp(ldso_needed_name(image, 0), "libneeded.so") == 0 && ldso_needed_name(image, 1) == NULL);
    assert(strcmp(image->dynamic.soname, "libself.so") == 0);
    assert(strcmp(image->dynamic.runpath, "$ORIGIN/lib") == 0);
    assert(image->dynamic.flags_1 == DF_1_NODELETE);
}

/* The kernel has no versions, and another name for what some old ones mean. */
static void check_kernel_lookups(struct ldso_image *image)
{
    image->is_kernel = true;
    assert(find(image, "answer", "GLIBC_2.38") == &image->dynamic.symbols[ANSWER_2]);
    strcpy((char *)image->dynamic.strings + image->dynamic.symbols[VALUE].st_name, "x");
    assert(find(image, "value", NULL) == NULL);
    image->is_kernel = false;
}

static void check_relocations(struct ldso_image *image)
{
    uint64_t bias = image->map.l_addr;
    const uint64_t *got = (const uint64_t *)(bias + ADDRESS_OF(data.got));
    image->tls.module = 3;
    image->tls.offset = 64;
    assert(ldso_relocate(image) == 0);
    assert(got[1] == bias + 0x10);
    assert(got[2] == bias + ADDRESS_OF(data.got) + 4);
    assert(got[3] == WANTED_ADDRESS && got[17] == WANTED_ADDRESS);
    assert(got[4] == 0);
    assert(got[5] == 3 && got[6] == 4);
    assert(got[7] == (uint64_t)(4 - 64));
    assert(got[8] == 3 && got[9] == 4);
    assert(got[11] == 9);
    assert((uint32_t)got[12] == (uint32_t)(-8 * 12));
    assert(got[13] == bias + ADDRESS_OF(text.code) + 1);
    assert(got[14] == bias + ADDRESS_OF(text.code) + 32);
    assert(got[15] == 42);
    assert(got[18] == bias + 18 && got[19] == bias + 19 && got[20] == 20 && got[21] == bias + 21);
}

static void check_good(bool with_gnu, bool with_sysv)
{
    static struct object object;
    object_make(&object);
    if (!with_gnu) *object_tag(&object, DT_GNU_HASH) = *object_tag(&object, DT_HASH);
    for (unsigned i = 0; object.data.dynamic[i].d_tag != DT_NULL; i++)
        if ((!with_gnu && object.data.dynamic[i].d_tag == DT_GNU_HASH) ||
            (!with_sysv && object.data.dynamic[i].d_tag == DT_HASH))
            object.data.dynamic[i].d_tag = DT_DEBUG;
    struct ldso_image image;
    const char *reason;
    void *memory = object_load(&object, sizeof(object), &image, &reason);
    assert(memory != NULL && ldso_read_dynamic(&image) == 0);
    check_lookups(&image);
    check_relocations(&image);
    check_kernel_lookups(&image);
    free(memory);
}

/* The first reason for refusing it; NULL: it is taken. */
static const char *refusal(const struct object *object)
{
    struct ldso_image image;
    const char *reason;
    void *memory = object_load(object, sizeof(*object), &image, &reason);
    if (memory == NULL) return reason;
    image.tls.module = 1;
    bool refused = ldso_read_dynamic(&image) != 0 || ldso_relocate(&image) != 0;
    free(memory);
    return refused ? ldso_failure_text : NULL;
}

/* The object with one thing changed is refused, for a reason that has `words` in it. */
#define REFUSED(words, place, value)                                                                         \
    do {                                                                                                     \
        static struct object object;                                                                         \
        object_make(&object);                                                                                \
        (place) = (value);                                                                                   \
        const char *reason = refusal(&object);                                                               \
        if (reason == NULL || strstr(reason, words) == NULL) {                                               \
            printf("%s = %s: %s\n", #place, #value, reason != NULL ? reason : "accepted");                   \
            return 1;                                                                                        \
        }                                                                                                    \
    } while (0)

#define TAG(tag) *object_tag(&object, tag)

static int check_files(void)
{
    REFUSED("not an ELF file", object.text.header.e_ident[0], '#');
    REFUSED("another machine", object.text.header.e_machine, EM_AARCH64);
    REFUSED("ELF version", object.text.header.e_version, 0);
    REFUSED("load executable", object.text.header.e_type, ET_EXEC);
    REFUSED("object file", object.text.header.e_type, ET_REL);
    REFUSED("more than 64", object.text.header.e_phnum, 65);
    REFUSED("wrong size", object.text.header.e_phentsize, 32);
    REFUSED("cut off before", object.text.header.e_phoff, UINT64_MAX - 3);
    REFUSED("larger in the file", object.text.segments[0].p_filesz, 0x1800);
    REFUSED("cut off in a segment", object.text.segments[1].p_offset, 0x801000);
    REFUSED("address space", object.text.segments[1].p_memsz, UINT64_MAX);
    REFUSED("not properly aligned", object.text.segments[1].p_vaddr, 0x1008);
    REFUSED("overlap", object.text.segments[1].p_vaddr, 0);
    REFUSED("power of two", object.text.segments[1].p_align, 3);
    return 0;
}

static int check_tables(void)
{
    REFUSED("dynamic section lies outside", object.text.segments[2].p_vaddr, 0x900000);
    REFUSED("dynamic section has no end", object.text.segments[2].p_memsz, 16 * 27);
    REFUSED("string table lies outside", TAG(DT_STRTAB), 0x900000);
    REFUSED("string table lies outside", TAG(DT_STRSZ), UINT64_MAX);
    REFUSED("string table has no end", TAG(DT_STRSZ), 3);
    REFUSED("symbols have the wrong size", TAG(DT_SYMENT), 16);
    REFUSED("symbol table is not as large", TAG(DT_SYMTAB), 0x1000 + sizeof(struct object_data) + 200);
    REFUSED("symbol table is not as large", TAG(DT_SYMTAB), ADDRESS_OF(text.symbols) + 4);
    REFUSED("DT_HASH", TAG(DT_HASH), 0x900000);
    REFUSED("DT_HASH", object.text.sysv[0], UINT32_MAX);
    REFUSED("different numbers", object.text.sysv[1], 2);
    REFUSED("GNU hash table lies outside", TAG(DT_GNU_HASH), 0x900000);
    REFUSED("GNU hash table lies outside", object.text.gnu.bucket_count, UINT32_MAX);
    REFUSED("Bloom filter", object.text.gnu.bloom_words, 3);
    REFUSED("Bloom filter", object.text.gnu.bloom_words, 0);
    REFUSED("Bloom filter", object.text.gnu.bloom_shift, 64);
    REFUSED("has no end", object.text.gnu.buckets[0], 0x40000000);
    REFUSED("bucket of its GNU hash table", object.text.gnu.buckets[0], 1);
    REFUSED("versions lies outside", TAG(DT_VERSYM), 0x900000);
    REFUSED("needed version lies outside", TAG(DT_VERNEED), 0x900000);
    REFUSED("needed version lies outside", object.text.needed.need.vn_aux, UINT32_MAX);
    REFUSED("unknown form", object.text.needed.need.vn_version, 2);
    REFUSED("loop", TAG(DT_VERNEEDNUM), 2);
    REFUSED("loop", object.text.defined[0].definition.vd_next, 4);
    REFUSED("version's name", object.text.defined[1].name.vda_name, 5000);
    REFUSED("middle of one", TAG(DT_RELASZ), 25);
    REFUSED("table of relocations lies outside", TAG(DT_RELASZ), 24 * 1000);
    REFUSED("a form that x86-64 does not have", TAG(DT_PLTREL), DT_REL);
    REFUSED("relative relocations lies outside", TAG(DT_RELRSZ), 80000);
    REFUSED("constructors", TAG(DT_INIT_ARRAY), 0x900000);
    REFUSED("outside of its code", TAG(DT_INIT), ADDRESS_OF(data.got));
    REFUSED("name in its dynamic section", TAG(DT_SONAME), 5000);
    REFUSED("needed library's name", TAG(DT_NEEDED), 5000);
    return 0;
}

static int check_bad_relocations(void)
{
    REFUSED("relocation 2 of type 6 at 0x900000 lies outside", object.text.rela[2].r_offset, 0x900000);
    REFUSED("lies outside", object.text.rela[1].r_offset, UINT64_MAX - 3);
    REFUSED("lies outside", object.text.rela[1].r_offset, ADDRESS_OF(text.code));
    REFUSED("beyond the symbol table", object.text.rela[1].r_info, ELF64_R_INFO(SYMBOL_COUNT, R_X86_64_64));
    REFUSED("undefined symbol: maybe", object.text.symbols[MAYBE].st_info, ELF64_ST_INFO(STB_GLOBAL, 0));
    REFUSED("type 23", object.text.rela[1].r_info, ELF64_R_INFO(VALUE, R_X86_64_GOTPCREL + 14));
    REFUSED("no linked file has", object.text.rela[1].r_info, ELF64_R_INFO(VALUE, 99));
    REFUSED("32 bits", object.text.rela[1].r_info, ELF64_R_INFO(VALUE, R_X86_64_32S));
    REFUSED("its symbol is none", object.text.rela[4].r_info, ELF64_R_INFO(VALUE, R_X86_64_DTPMOD64));
    REFUSED("thread-local variable", object.text.rela[1].r_info, ELF64_R_INFO(COUNTER, R_X86_64_64));
    REFUSED("resolver outside", object.text.rela[11].r_addend, ADDRESS_OF(data.got));
    REFUSED("copies a variable that lies outside", object.text.symbols[VALUE].st_value, 0x900000);
    REFUSED("compact relative relocation at 0x900000", object.text.relr[0], 0x900000);
    return 0;
}

/* A chain that is a loop ends the search, not the program. */
static void check_loop(void)
{
    static struct object object;
    object_make(&object);
    for (unsigned i = 0; object.data.dynamic[i].d_tag != DT_NULL; i++)
        if (object.data.dynamic[i].d_tag == DT_GNU_HASH) object.data.dynamic[i].d_tag = DT_DEBUG;
    object.text.sysv[3 + PICKED] = ANSWER_2;
    struct ldso_image image;
    const char *reason;
    void *memory = object_load(&object, sizeof(object), &image, &reason);
    assert(memory != NULL && ldso_read_dynamic(&image) == 0);
    assert(find(&image, "absent", NULL) == NULL);
    free(memory);
}

/* Relocations that change what was checked before: lookups stay within the tables, and names keep their end.
 */
static int check_rewritten(void)
{
    static const uint64_t places[] = {ADDRESS_OF(text.gnu.buckets), ADDRESS_OF(text.gnu.chain),
                                      ADDRESS_OF(text.gnu.bloom), ADDRESS_OF(text.sysv) + 8};
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        static struct object object;
        object_make(&object);
        for (unsigned n = 0; object.data.dynamic[n].d_tag != DT_NULL; n++)
            if (object.data.dynamic[n].d_tag == DT_FLAGS_1) object.data.dynamic[n].d_tag = DT_TEXTREL;
        object.text.rela[0].r_offset = places[i];
        object.text.rela[0].r_addend = 0x77777777;
        struct ldso_image image;
        const char *reason;
        void *memory = object_load(&object, sizeof(object), &image, &reason);
        assert(memory != NULL && ldso_read_dynamic(&image) == 0);
        image.tls.module = 1;
        (void)ldso_relocate(&image);
        for (uint32_t n = 1; n < SYMBOL_COUNT; n++)
            (void)find(&image, object.text.strings + object.text.symbols[n].st_name, NULL);
        free(memory);
    }
    static struct object object;
    object_make(&object);
    *(object_tag(&object, DT_FLAGS_1) - 1) = DT_TEXTREL;
    object.text.rela[0].r_offset = ADDRESS_OF(text.strings) + sizeof(object.text.strings) - 8;
    const char *reason = refusal(&object);
    assert(reason != NULL && strstr(reason, "relocation 0 of type 8") != NULL);
    return 0;
}

int main(void)
{
    check_good(true, true);
    check_good(true, false);
    check_good(false, true);
    check_loop();
    if (check_files() != 0 || check_tables() != 0 || check_bad_relocations() != 0 || check_rewritten() != 0)
        return 1;
    puts("reader_test: ok");
    return 0;
}
