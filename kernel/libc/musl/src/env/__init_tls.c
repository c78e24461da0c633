/* SPDX-License-Identifier: MIT */
/*
 * Thread pointers and thread-local storage, instead of musl's own. How large the storage is and what is in it
 * is said by the dynamic linker (kernel/ldso/tls.c) in `libc`; until it does, there is none, and a main
 * thread that can have an errno.
 */
#include <string.h>

#include "libc.h"
#include "pthread_impl.h"
#include "syscall.h"

/* Of struct pthread: that of a cache line, so that threads do not share one. */
#define THREAD_ALIGN 64

volatile int __thread_list_lock;

/* The main thread at first. */
static struct {
    _Alignas(THREAD_ALIGN) struct pthread thread;
    uintptr_t modules[1];
} early;

int __init_tp(void *memory)
{
    pthread_t thread = memory;
    thread->self = thread;
    if (__set_thread_area(thread) != 0) return -1;
    libc.can_do_threads = 1;
    thread->detach_state = DT_JOINABLE;
    thread->tid = (int)__syscall(SYS_set_tid_address, &__thread_list_lock);
    thread->locale = &libc.global_locale;
    thread->robust_list.head = &thread->robust_list.head;
    thread->sysinfo = __sysinfo;
    thread->next = thread->prev = thread;
    return 0;
}

/* Called by __init_libc, which the dynamic linker calls first, and __libc_start_main again. */
void __init_tls(size_t *auxiliary)
{
    (void)auxiliary;
    if (early.thread.self != NULL) return;
    early.thread.dtv = early.modules;
    if (__init_tp(&early.thread) != 0) a_crash();
}

/* Fills libc.tls_size zeroed bytes: the table of modules, their storage, struct pthread (psABI, TLS variant
 * II). */
void *__copy_tls(unsigned char *memory)
{
    uintptr_t *modules = (uintptr_t *)memory;
    uintptr_t end = (uintptr_t)memory + libc.tls_size - sizeof(struct pthread);
    pthread_t thread = (pthread_t)(end & -libc.tls_align);
    size_t number = 0;
    for (const struct tls_module *module = libc.tls_head; module != NULL; module = module->next) {
        unsigned char *copy = (unsigned char *)thread - module->offset;
        modules[++number] = (uintptr_t)copy;
        memcpy(copy, module->image, module->len);
    }
    modules[0] = number;
    thread->dtv = modules;
    return thread;
}
