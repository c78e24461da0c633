/* SPDX-License-Identifier: MIT */
#include <core/log.h>
#include <syscall/left-out.h>

static uint32_t requests; /* atomic */

void left_out_count(void)
{
    __atomic_fetch_add(&requests, 1, __ATOMIC_RELAXED);
}

void left_out_tell(const char *kind, const char *name, const char *option, const char *argument)
{
    log_warn("left out of this kernel: %s %s (add it: %s %s)", kind, name, option, argument);
}

/* Programs look up few names in vain, but some of them again and again. */
#define MOST_TOLD 64

/* Whether it was seen for the first time. Two threads that look up the same name at the same time may both
 * have it told. */
static bool is_new(uint32_t hash)
{
    static uint32_t told[MOST_TOLD];
    static uint32_t count; /* atomic */
    uint32_t used = MIN(__atomic_load_n(&count, __ATOMIC_RELAXED), MOST_TOLD);
    for (uint32_t i = 0; i < used; i++)
        if (__atomic_load_n(&told[i], __ATOMIC_RELAXED) == hash) return false;
    uint32_t slot = __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
    if (slot >= MOST_TOLD) {
        __atomic_store_n(&count, MOST_TOLD, __ATOMIC_RELAXED);
        return false;
    }
    __atomic_store_n(&told[slot], hash, __ATOMIC_RELAXED);
    return true;
}

long left_out_symbol(const char *name, uint32_t hash)
{
    left_out_count();
    if (is_new(hash)) left_out_tell("symbol", name, "--add-symbol", name);
    return 0;
}

void left_out_sum(void)
{
    uint32_t count = __atomic_load_n(&requests, __ATOMIC_RELAXED);
    if (count != 0) log_line("left out: %u requests", count);
}
