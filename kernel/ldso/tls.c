/* SPDX-License-Identifier: MIT */
/* Who gets which storage. */
#include "tls-private.h"

#include "failure.h"
#include "relocate.h"

#include <errno.h>
#include <string.h>

/* More does not fit beside the program in the address space that is handed out to stacks. */
#define SIZE_MAX_BYTES (1ul << 30)
#define ALIGN_MAX_BYTES (1ul << 21)

/* Room for libraries that are opened later and insist on static storage, as glibc has it by default. */
#define SURPLUS 1664u

struct ldso_tls_layout ldso_tls_layout = {.align = LDSO_TLS_ALIGN};

int ldso_tls_register(struct ldso_image *image)
{
    const Elf64_Phdr *header = ldso_find_header(image, PT_TLS);
    if (header == NULL || header->p_memsz == 0) return 0;
    uint64_t align = header->p_align != 0 ? header->p_align : 1;
    if (header->p_memsz > SIZE_MAX_BYTES)
        return ldso_fail(image->path, -ENOMEM,
                         "its thread-local storage has %lu bytes, at most %lu are possible",
                         (unsigned long)header->p_memsz, SIZE_MAX_BYTES);
    if ((align & (align - 1)) != 0 || align > ALIGN_MAX_BYTES || header->p_filesz > header->p_memsz ||
        (header->p_filesz != 0 && ldso_span(image, header->p_vaddr, header->p_filesz, 0) == NULL))
        return ldso_fail(image->path, -ENOEXEC, "its thread-local storage is malformed; the file is damaged");
    image->tls.module = libc.tls_cnt + ++ldso_tls_layout.pending;
    return 0;
}
DO_FOR_USE(image_tls, ldso_tls_register);

void ldso_tls_forget(void)
{
    ldso_tls_layout.pending = 0;
    ldso_tls_layout.used = ldso_tls_layout.installed_used;
}

/* The distance from the thread pointer, of at least `after` and the module's size, that gives the module the
 * place within its alignment that the file has it at. */
uint64_t ldso_tls_distance(const Elf64_Phdr *header, uint64_t after)
{
    uint64_t align = header->p_align != 0 ? header->p_align : 1, distance = after + header->p_memsz;
    return distance + (-(distance + header->p_vaddr) & (align - 1));
}

int ldso_tls_place_startup(struct ldso_image *const *images, size_t count)
{
    struct ldso_tls_layout *layout = &ldso_tls_layout;
    for (size_t i = 0; i < count; i++) {
        if (images[i]->tls.module == 0) continue;
        const Elf64_Phdr *header = ldso_find_header(images[i], PT_TLS);
        images[i]->tls.offset = layout->used = ldso_tls_distance(header, layout->used);
        images[i]->tls.is_static = true;
        if (header->p_align > layout->align) layout->align = header->p_align;
        if (layout->used > SIZE_MAX_BYTES)
            return ldso_fail(images[i]->path, -ENOMEM,
                             "the thread-local storage of all libraries together has more than %lu bytes",
                             SIZE_MAX_BYTES);
    }
    layout->end = layout->static_end = layout->used + SURPLUS;
    layout->static_align = layout->align;
    if (layout->pending != 0) {
        struct tls_module *items = ldso_allocate(layout->pending * sizeof(*items), 8);
        if (items == NULL)
            return ldso_fail(images[0]->path, -ENOMEM, "out of memory for its thread-local storage");
        for (size_t i = 0; i < count; i++)
            if (images[i]->tls.module != 0) ldso_tls_append(images[i], items++);
    }
    ldso_tls_measure();
    return 0;
}

int ldso_tls_static_offset(struct ldso_image *image, uint64_t offset, uint64_t *result)
{
    struct ldso_tls *tls = &image->tls;
    if (!tls->is_static && !tls->installed) {
        const Elf64_Phdr *header = ldso_find_header(image, PT_TLS);
        uint64_t distance = ldso_tls_distance(header, ldso_tls_layout.used);
        if (distance <= ldso_tls_layout.static_end && header->p_align <= ldso_tls_layout.static_align) {
            tls->offset = ldso_tls_layout.used = distance;
            tls->is_static = true;
        }
    }
    if (!tls->is_static)
        return ldso_fail(
            image->path, -ENOMEM,
            "its thread-local storage has to be there from the program's start (cannot allocate memory in "
            "static TLS block); link the program with it, or name it in LD_PRELOAD");
    *result = offset - tls->offset;
    return 0;
}

int ldso_tls_descriptor(struct ldso_image *image, uint64_t offset, uint64_t words[2])
{
    if (image->tls.is_static) {
        words[0] = (uint64_t)ldso_tlsdesc_static;
        words[1] = offset - image->tls.offset;
        return 0;
    }
    uint64_t *index = ldso_allocate(2 * sizeof(*index), 8);
    if (index == NULL) return ldso_fail(image->path, -ENOMEM, "out of memory for its thread-local storage");
    index[0] = image->tls.module;
    index[1] = offset;
    words[0] = (uint64_t)ldso_tlsdesc_dynamic;
    words[1] = (uint64_t)index;
    return 0;
}

/* Until then the main thread has had none (kernel/libc/musl/src/env/__init_tls.c). */
int ldso_tls_start(void)
{
    unsigned char *memory = ldso_allocate(libc.tls_size, LDSO_TLS_ALIGN);
    if (memory == NULL) return ldso_fail("program", -ENOMEM, "out of memory for its thread-local storage");
    pthread_t thread = __copy_tls(memory);
    uintptr_t *modules = thread->dtv;
    *thread = *__pthread_self();
    thread->dtv = modules;
    return __init_tp(thread) == 0 ? 0 : ldso_fail("program", -ENOSYS, "its thread pointer cannot be set");
}

void *ldso_tls_address(const struct ldso_image *image, uint64_t offset)
{
    return (void *)(__pthread_self()->dtv[image->tls.module] + offset);
}
