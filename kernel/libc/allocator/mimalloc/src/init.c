/* SPDX-License-Identifier: MIT */
/*
 * mimalloc's, but that the main heap is the main thread's. mimalloc gives it to the thread that asks first,
 * which its constructor sees to. Here the first block sets all up, and several threads may ask for it at
 * once, when they all would get that heap.
 */
#include "settings.h"

#include <unistd.h>

#include "pthread_impl.h"

bool is_first_void(void);
void start_process_void(void) mi_attr_noexcept;

static bool is_first_(void)
{
    return __pthread_self()->tid == getpid();
}

/* Other threads need nothing of what there is to be set up. */
static void start_process_(void)
{
    if (is_first_()) start_process_void();
}

/* mimalloc's definitions, which have `void` in the parentheses, get other names; its calls go to the
 * functions above. */
#define _mi_is_main_thread(nothing) is_first_##nothing(nothing)
#define mi_process_init(nothing) start_process_##nothing(nothing)
#include <../src/init.c>
#undef _mi_is_main_thread

bool _mi_is_main_thread(void)
{
    return is_first_();
}
