/* SPDX-License-Identifier: MIT */
#include "missing.h"
#include "arena.h"
#include "bind.h"
#include "failure.h"
#include "left-out.h"
#include "relocate.h"
#include "stop.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096u
#define HEAD_SIZE 16u
#define STUB_SIZE 10u
#define STUBS_PER_PAGE 400u

struct missing {
    struct ldso_image *image;
    uint32_t symbol;
    uint64_t address; /* once it was found; 0: not yet */
};

/* A page of code, and what its stubs stand for. The code is complete from the first, so that it is never
 * writable and executable at a time. */
struct page {
    struct page *previous;
    uint32_t first; /* number of its first stub */
    uint32_t used;
    const uint8_t *code;
    struct missing items[STUBS_PER_PAGE];
};

bool ldso_allow_missing;

static struct page *newest;

/* missing-entry.S; called by the stubs with a number on the stack. */
extern const uint8_t ldso_missing_entry[] __attribute__((visibility("hidden")));

/* The head: movabs $ldso_missing_entry, %r11; jmp *%r11. Each stub: push $number; jmp head. */
static void write_code(uint8_t *code, uint32_t first)
{
    static const uint8_t move[] = {0x49, 0xbb}, jump[] = {0x41, 0xff, 0xe3};
    uint64_t entry = (uint64_t)ldso_missing_entry;
    memcpy(code, move, sizeof(move));
    memcpy(code + 2, &entry, sizeof(entry));
    memcpy(code + 10, jump, sizeof(jump));
    for (uint32_t i = 0; i < STUBS_PER_PAGE; i++) {
        uint8_t *stub = code + HEAD_SIZE + i * STUB_SIZE;
        uint32_t number = first + i;
        int32_t distance = (int32_t)(code - (stub + STUB_SIZE));
        stub[0] = 0x68;
        memcpy(stub + 1, &number, sizeof(number));
        stub[5] = 0xe9;
        memcpy(stub + 6, &distance, sizeof(distance));
    }
}

static struct page *add_page(void)
{
    struct page *page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint8_t *code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED || code == MAP_FAILED) return NULL;
    page->previous = newest;
    page->first = newest != NULL ? newest->first + STUBS_PER_PAGE : 0;
    page->code = code;
    write_code(code, page->first);
    if (mprotect(code, PAGE, PROT_READ | PROT_EXEC) != 0) return NULL;
    newest = page;
    return page;
}

bool ldso_may_be_missing(const struct ldso_image *image, const struct ldso_reference *reference)
{
    return ldso_allow_missing || (image->late_binding && reference->use == LDSO_USE_CALL) ||
           ldso_is_left_out(reference);
}
DO_FOR_USE(missing_functions, ldso_may_be_missing);

int ldso_missing_function(struct ldso_image *image, uint32_t index, struct ldso_definition *definition)
{
    struct page *page = newest != NULL && newest->used < STUBS_PER_PAGE ? newest : add_page();
    Elf64_Sym *symbol = ldso_allocate(sizeof(*symbol), 8);
    if (page == NULL || symbol == NULL)
        return ldso_fail(image->path, -ENOMEM, "out of memory for a function that is missing");
    page->items[page->used] = (struct missing){.image = image, .symbol = index};
    *symbol = (Elf64_Sym){
        .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC),
        .st_shndx = SHN_ABS,
        .st_value = (uint64_t)page->code + HEAD_SIZE + page->used * STUB_SIZE,
    };
    page->used++;
    *definition = (struct ldso_definition){.image = image, .symbol = symbol};
    return 0;
}
FOR_USE(missing_functions, ldso_missing_function);

/* What missing-entry.S goes to instead of the function with this number. */
__attribute__((visibility("hidden"))) uint64_t ldso_missing_called(uint32_t number)
{
    struct page *page = newest;
    while (number < page->first) page = page->previous;
    struct missing *missing = &page->items[number - page->first];
    if (missing->address != 0) return missing->address;
    struct ldso_image *image = missing->image;
    const struct ldso_version *version = ldso_version_of(image, missing->symbol);
    const char *name = image->dynamic.strings + image->dynamic.symbols[missing->symbol].st_name;
    struct ldso_reference reference = ldso_reference(name, version, LDSO_USE_CALL);
    struct ldso_definition definition;
    if (ldso_lookup(image, &reference, NULL, &definition)) {
        missing->address = ldso_address_of(&definition);
        return missing->address;
    }
    if (ldso_is_left_out(&reference)) {
        ldso_tell_left_out(&reference);
        ldso_stop("%s: the function %s was called, which was left out of this kernel", image->path, name);
    }
    ldso_stop("%s: the function %s%s%s was called, which neither the image nor the kernel defines; add its "
              "library to the image, or use --libc=image",
              image->path, name, version != NULL ? ", version " : "", version != NULL ? version->name : "");
}
