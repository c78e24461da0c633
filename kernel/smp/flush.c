/* SPDX-License-Identifier: MIT */
/*
 * Translations that CPUs keep copies of. Whoever takes a right or a page away has the kernel lock. He counts
 * the change, tells those CPUs that run the program, and waits until each of them has followed, or waits for
 * the kernel lock, with which it follows before it does anything else. Kernel stacks are used only with the
 * lock, so for them nobody is told.
 */
#include <arch/cpu.h>
#include <arch/page.h>

#include "smp.h"

/* The last changes; a CPU that missed as many forgets everything, since the oldest may be being replaced. */
#define KEPT 16u
static struct {
    vaddr_t start, end;
} changes[KEPT];              /* under the kernel lock; read also by those whom its holder waits for */
static uint64_t change_count; /* likewise */

static void follow(struct cpu *cpu, uint64_t count)
{
    if (count - cpu->flushes_seen >= KEPT)
        tlb_flush_range_here(0, USER_END);
    else
        for (uint64_t at = cpu->flushes_seen; at < count; at++)
            tlb_flush_range_here(changes[at % KEPT].start, changes[at % KEPT].end);
    /* Release: not before the copies are gone. Sequentially consistent: before the look at who sleeps. */
    __atomic_store_n(&cpu->flushes_seen, count, __ATOMIC_SEQ_CST);
}

void smp_follow_flushes(struct cpu *cpu)
{
    if (unlikely(cpu->flushes_seen != change_count)) follow(cpu, change_count);
}

void smp_flush_told(void)
{
    follow(arch_cpu(), __atomic_load_n(&change_count, __ATOMIC_ACQUIRE));
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

void tlb_flush_range(vaddr_t start, vaddr_t end)
{
    tlb_flush_range_here(start, end);
    if (smp_cpu_count < 2) return;
    uint64_t flags = arch_interrupts_save();
    struct cpu *self = arch_cpu();
    changes[change_count % KEPT].start = start;
    changes[change_count % KEPT].end = end;
    /* Sequentially consistent: the change of the table and of the count come before the looks at who waits.
     */
    self->flushes_seen = __atomic_add_fetch(&change_count, 1, __ATOMIC_SEQ_CST);
    if (start < USER_END) tell_others(self);
    arch_interrupts_restore(flags);
}

void tlb_flush_page(vaddr_t address)
{
    tlb_flush_range(address, address + PAGE_SIZE);
}
