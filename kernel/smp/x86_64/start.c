/* SPDX-License-Identifier: MIT */
/* Starting a CPU (Intel SDM vol. 3, 8.4.4): it is reset, then told on which page to begin. */
#include <abi/errno.h>
#include <arch/cpu.h>
#include <arch/interrupt.h>
#include <arch/page.h>
#include <core/string.h>
#include <mm/frame.h>
#include <sched/thread.h>
#include <time/clock.h>

#include "../smp.h"

/* The startup interrupt is sent again when the CPU did not come within this time, as the specification of
 * Intel's has it; under a loaded host it may take long to get its turn. */
#define START_AGAIN_NS (20 * NS_PER_MS)
#define START_TRIES 100u

/* Real mode reaches what is below, and firmware keeps the end of it. */
#define REAL_MODE_END 0x90000u

extern const char trampoline_start[], trampoline_long_mode[], trampoline_end[], trampoline_gdt[],
    trampoline_gdt_base[], trampoline_target[], trampoline_tables[], trampoline_stack[], trampoline_cpu[];
extern pte_t kernel_pml4[];

static paddr_t place; /* of the trampoline's copy */

static void put(const char *field, uint64_t value, size_t size)
{
    memcpy((char *)phys_to_virt(place) + (field - trampoline_start), &value, size);
}

/* A frame that real mode reaches. The allocator begins with the lowest ones. 0: none is left. */
static paddr_t low_frame(void)
{
    paddr_t frame = frame_alloc(0);
    if (frame < REAL_MODE_END) return frame;
    frame_free(frame, 0);
    return 0;
}

int smp_start_prepare(void)
{
    place = low_frame();
    pte_t *entry = place != 0 ? page_table_entry(place, true) : NULL;
    if (entry == NULL) return -ENOMEM;
    *entry = place | PTE_PRESENT;
    memcpy(phys_to_virt(place), trampoline_start, (size_t)(trampoline_end - trampoline_start));
    put(trampoline_gdt_base, place + (uint64_t)(trampoline_gdt - trampoline_start), 4);
    put(trampoline_target, place + (uint64_t)(trampoline_long_mode - trampoline_start), 4);
    put(trampoline_tables, virt_to_phys(kernel_pml4), 8);
    return 0;
}

void smp_start_finish(void)
{
    *page_table_entry(place, false) = 0;
    tlb_flush_page(place);
    page_table_trim(0, USER_END);
    frame_free(place, 0);
}

bool smp_start_cpu(struct cpu *cpu, struct thread *idle)
{
    unsigned before = smp_cpu_count;
    put(trampoline_stack, idle->arch.kernel_stack_top, 8);
    put(trampoline_cpu, (uint64_t)cpu, 8);
    interrupt_send(cpu->apic_id, INTERRUPT_INIT);
    for (unsigned tries = 0; tries < START_TRIES; tries++) {
        interrupt_send(cpu->apic_id, INTERRUPT_STARTUP((uint32_t)(place >> PAGE_SHIFT)));
        uint64_t until = clock_monotonic_ns() + START_AGAIN_NS;
        do {
            if (__atomic_load_n(&smp_cpu_count, __ATOMIC_ACQUIRE) != before) return true;
            arch_pause();
        } while (clock_monotonic_ns() < until);
    }
    return false;
}
