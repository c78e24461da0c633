/* SPDX-License-Identifier: MIT */
/* The storage of threads: of new ones, and of those that run when a library is opened. */
#include "tls-private.h"

#include "failure.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static struct tls_module *last;

void ldso_tls_append(struct ldso_image *image, struct tls_module *module)
{
    const Elf64_Phdr *header = ldso_find_header(image, PT_TLS);
    *module = (struct tls_module){
        .image = (void *)(image->map.l_addr + header->p_vaddr),
        .len = header->p_filesz,
        .size = header->p_memsz,
        .align = header->p_align,
        .offset = image->tls.offset,
    };
    if (last != NULL)
        last->next = module;
    else
        libc.tls_head = module;
    last = module;
    libc.tls_cnt++;
    ldso_tls_layout.pending--;
    image->tls.installed = true;
    ldso_tls_layout.installed_used = ldso_tls_layout.used;
}

void ldso_tls_measure(void)
{
    size_t table = (libc.tls_cnt + 1) * sizeof(uintptr_t), align = ldso_tls_layout.align;
    libc.tls_align = align;
    libc.tls_size = table + ldso_tls_layout.end + sizeof(struct pthread) + align;
    libc.tls_size = (libc.tls_size + LDSO_TLS_ALIGN - 1) & -(size_t)LDSO_TLS_ALIGN;
}

/* What a running thread gets: a table of `count` modules, and a block for each opened one that is not static.
 */
static uintptr_t *make_table(struct ldso_image *const *images, size_t image_count, size_t count)
{
    uintptr_t *modules = ldso_allocate((count + 1) * sizeof(*modules), sizeof(*modules));
    if (modules == NULL) return NULL;
    modules[0] = count;
    for (size_t i = 0; i < image_count; i++) {
        if (images[i]->tls.module == 0 || images[i]->tls.is_static) continue;
        const Elf64_Phdr *header = ldso_find_header(images[i], PT_TLS);
        uint64_t align = header->p_align != 0 ? header->p_align : 1, shift = header->p_vaddr & (align - 1);
        unsigned char *block = ldso_allocate(header->p_memsz + shift, align);
        if (block == NULL) return NULL;
        block += shift;
        memcpy(block, (const void *)(images[i]->map.l_addr + header->p_vaddr), header->p_filesz);
        modules[images[i]->tls.module] = (uintptr_t)block;
    }
    return modules;
}

static void give_table(pthread_t thread, uintptr_t *modules, struct ldso_image *const *images,
                       size_t image_count)
{
    memcpy(modules + 1, thread->dtv + 1, thread->dtv[0] * sizeof(*modules));
    for (size_t i = 0; i < image_count; i++) {
        if (images[i]->tls.module == 0 || !images[i]->tls.is_static) continue;
        const Elf64_Phdr *header = ldso_find_header(images[i], PT_TLS);
        unsigned char *copy = (unsigned char *)thread - images[i]->tls.offset;
        memcpy(copy, (const void *)(images[i]->map.l_addr + header->p_vaddr), header->p_filesz);
        memset(copy + header->p_filesz, 0, header->p_memsz - header->p_filesz);
        modules[images[i]->tls.module] = (uintptr_t)copy;
    }
    /* The thread may be looking into its table; both are right for what it can ask for. */
    a_barrier();
    thread->dtv = modules;
}

/* With threads neither coming (held off) nor going (the list is locked). */
static void give_tables(uintptr_t **tables, struct ldso_image *const *images, size_t image_count)
{
    sigset_t signals;
    __block_app_sigs(&signals);
    __tl_lock();
    pthread_t self = __pthread_self(), thread = self;
    do {
        give_table(thread, *tables++, images, image_count);
        thread = thread->next;
    } while (thread != self);
    __tl_unlock();
    __restore_sigs(&signals);
}

static int install(struct ldso_image *const *images, size_t count)
{
    size_t threads = (size_t)libc.threads_minus_1 + 1, modules = libc.tls_cnt + ldso_tls_layout.pending;
    uintptr_t **tables = ldso_allocate(threads * sizeof(*tables), sizeof(*tables));
    struct tls_module *items = ldso_allocate(ldso_tls_layout.pending * sizeof(*items), 8);
    if (tables == NULL || items == NULL) return -ENOMEM;
    for (size_t i = 0; i < threads; i++) {
        tables[i] = make_table(images, count, modules);
        if (tables[i] == NULL) return -ENOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        if (images[i]->tls.module == 0) continue;
        const Elf64_Phdr *header = ldso_find_header(images[i], PT_TLS);
        if (header->p_align > ldso_tls_layout.align) ldso_tls_layout.align = header->p_align;
        if (!images[i]->tls.is_static)
            images[i]->tls.offset = ldso_tls_layout.end = ldso_tls_distance(header, ldso_tls_layout.end);
    }
    give_tables(tables, images, count);
    for (size_t i = 0; i < count; i++)
        if (images[i]->tls.module != 0) ldso_tls_append(images[i], items++);
    ldso_tls_measure();
    return 0;
}

int ldso_tls_install(struct ldso_image *const *images, size_t count)
{
    if (ldso_tls_layout.pending == 0) return 0;
    /* No thread may be between asking for the size of the storage and being in the list. */
    __inhibit_ptc();
    int status = install(images, count);
    __release_ptc();
    return status == 0 ? 0 : ldso_fail(images[0]->path, status, "out of memory for its thread-local storage");
}
