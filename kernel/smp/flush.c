/* SPDX-License-Identifier: MIT */
/*
 * Translations that CPUs keep copies of. Whoever takes a right or a page away has the kernel lock. He counts
 * the change, tells those CPUs that use the program's memory, and waits until each of them has followed, or
 * idles or waits for the kernel lock, behind which it follows before it does anything else. Of changes of the
 * kernel's own addresses, where stacks come and go, nobody is told: a CPU learns of a stack at such an
 * address under a lock, with which it follows.
 */
#include <arch/cpu.h>
#include <arch/page.h>

#include "smp.h"

/* The last changes; a CPU that missed as many forgets everything, since the oldest may be being replaced. */
#define KEPT 16u
static struct {
    vaddr_t start, end;
} changes[KEPT];              /* written under the kernel lock, before the count; read by all */
static uint64_t change_count; /* likewise; atomic */

/* Interrupts off. */
static void follow(struct cpu *cpu)
{
    uint64_t seen = cpu->flushes_seen, count = __atomic_load_n(&change_count, __ATOMIC_ACQUIRE);
    if (count - seen < KEPT)
        for (uint64_t at = seen; at < count; at++)
            tlb_flush_range_here(changes[at % KEPT].start, changes[at % KEPT].end);
    /* The oldest may have been replaced while it was read. */
    if (__atomic_load_n(&change_count, __ATOMIC_ACQUIRE) - seen >= KEPT) tlb_flush_range_here(0, USER_END);
    /* Release: not before the copies are gone. Sequentially consistent: before the look at who sleeps. */
    __atomic_store_n(&cpu->flushes_seen, count, __ATOMIC_SEQ_CST);
}

void smp_follow_flushes(struct cpu *cpu)
{
    if (likely(cpu->flushes_seen == __atomic_load_n(&change_count, __ATOMIC_RELAXED))) return;
    uint64_t flags = arch_interrupts_save();
    follow(cpu);
    arch_interrupts_restore(flags);
}

void smp_flush_told(void)
{
    follow(arch_cpu());
    smp_tell_holder();
}

static bool followed(const struct cpu *cpu)
{
    return __atomic_load_n(&cpu->waiting, __ATOMIC_ACQUIRE) ||
           __atomic_load_n(&cpu->flushes_seen, __ATOMIC_ACQUIRE) == change_count;
}

static void tell_others(const struct cpu *self)
{
    for (unsigned i = 0; i < smp_cpu_count; i++)
        if (smp_cpus[i] != self && !followed(smp_cpus[i])) smp_send_urgent(smp_cpus[i]);
    for (unsigned i = 0; i < smp_cpu_count; i++)
        if (smp_cpus[i] != self) smp_wait(followed, smp_cpus[i], NULL);
}

static void tell(vaddr_t start, vaddr_t end)
{
    struct cpu *self = arch_cpu();
    changes[change_count % KEPT].start = start;
    changes[change_count % KEPT].end = end;
    /* Sequentially consistent: the change of the table and of the count come before the looks at who waits.
     */
    self->flushes_seen = __atomic_add_fetch(&change_count, 1, __ATOMIC_SEQ_CST);
    if (start < USER_END) tell_others(self);
}

void tlb_flush_range(vaddr_t start, vaddr_t end)
{
    /* Before the first flush: the thread must not move to a CPU that it then takes for one that was told. */
    uint64_t flags = arch_interrupts_save();
    tlb_flush_range_here(start, end);
    if (smp_cpu_count > 1) tell(start, end);
    arch_interrupts_restore(flags);
}

void tlb_flush_page(vaddr_t address)
{
    tlb_flush_range(address, address + PAGE_SIZE);
}
