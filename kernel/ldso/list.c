/* SPDX-License-Identifier: MIT */
#include "list.h"

/* What debuggers look for: by DT_DEBUG of the executable, or by this name. */
struct r_debug _r_debug = {.r_version = 1};

static struct ldso_image *last;
static unsigned long object_count;

/* Debuggers stop here to see the list change (r_brk). It must be a function that is called, and empty. */
__attribute__((noinline)) void _dl_debug_state(void)
{
    __asm__ volatile("");
}

static void tell_debugger(int state)
{
    _r_debug.r_state = state;
    _dl_debug_state();
}

struct ldso_image *ldso_first(void)
{
    return (struct ldso_image *)__atomic_load_n(&_r_debug.r_map, __ATOMIC_ACQUIRE);
}

struct ldso_image *ldso_next(const struct ldso_image *image)
{
    return (struct ldso_image *)__atomic_load_n(&image->map.l_next, __ATOMIC_ACQUIRE);
}

unsigned long ldso_list_count(void)
{
    return __atomic_load_n(&object_count, __ATOMIC_ACQUIRE);
}

void ldso_list_append(struct ldso_image *const *images, size_t count)
{
    _r_debug.r_brk = (Elf64_Addr)_dl_debug_state;
    tell_debugger(RT_ADD);
    for (size_t i = 0; i < count; i++) {
        images[i]->map.l_prev = last != NULL ? &last->map : NULL;
        /* The store that makes the object seen comes after all that fill it. */
        __atomic_store_n(last != NULL ? &last->map.l_next : &_r_debug.r_map, &images[i]->map,
                         __ATOMIC_RELEASE);
        last = images[i];
    }
    __atomic_fetch_add(&object_count, count, __ATOMIC_RELEASE);
    tell_debugger(RT_CONSISTENT);
}

struct ldso_image *ldso_find_by_address(uint64_t address)
{
    for (struct ldso_image *image = ldso_first(); image != NULL; image = ldso_next(image))
        if (ldso_contains(image, address)) return image;
    return NULL;
}
