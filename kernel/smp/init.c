/* SPDX-License-Identifier: MIT */
/* Finds the machine's other CPUs and starts them. */
#include <abi/errno.h>
#include <arch/cpu.h>
#include <arch/interrupt.h>
#include <arch/page.h>
#include <core/init.h>
#include <core/log.h>
#include <mm/kmalloc.h>
#include <mm/vmap.h>
#include <sched/sched.h>
#include <sched/thread.h>
#include <time/clock.h>

#include "find.h"
#include "schedule.h"
#include "smp.h"

struct cpu *smp_cpus[CPUS_MAX];
unsigned smp_cpu_count;

struct acpi_header {
    char signature[4];
    uint32_t length;
};
/* Of the component acpi, in kernels that have it. */
__attribute__((weak)) const struct acpi_header *acpi_find_table(const char *signature);

static unsigned find_cpus(uint32_t *apic_ids)
{
    struct cpu_list list = {.apic_ids = apic_ids, .room = CPUS_MAX};
    const struct acpi_header *madt = acpi_find_table != NULL ? acpi_find_table("APIC") : NULL;
    if (madt != NULL) madt_cpus(madt, madt->length, &list);
    if (list.count == 0) mp_table_cpus(phys_to_virt(0), &list);
    return list.count;
}

_Noreturn void smp_enter(struct cpu *cpu)
{
    arch_cpu_load(cpu, cpu->idle);
    interrupt_init_cpu();
    /* Sees all changes until now: the count comes before the translations that are loaded from now on. */
    __atomic_store_n(&smp_cpu_count, smp_cpu_count + 1, __ATOMIC_RELEASE);
    sched_idle();
}

/* Its areas are allocated only now, so that kernels on one CPU do without. */
static int start(uint32_t apic_id)
{
    struct cpu *cpu = kzalloc(arch_cpu_size);
    struct thread *idle = kzalloc(sizeof(*idle));
    vaddr_t stack = cpu != NULL && idle != NULL ? kernel_stack_alloc() : 0;
    if (stack == 0) {
        kfree(cpu);
        kfree(idle);
        return -ENOMEM;
    }
    *idle = (struct thread){.name = "idle", .running = true, .cpu = cpu, .arch.kernel_stack_top = stack};
    list_init(&idle->run_node);
    list_init(&idle->all_node);
    cpu->id = smp_cpu_count;
    cpu->apic_id = apic_id;
    cpu->idle = idle;
    smp_cpus[smp_cpu_count] = cpu;
    if (smp_start_cpu(cpu, idle)) return 0;
    /* What it has is left alone: it may still come. */
    log_warn("the CPU with the number %u does not start", apic_id);
    return -EIO;
}

static int smp_init(void)
{
    static uint32_t apic_ids[CPUS_MAX];
    struct cpu *self = arch_cpu();
    unsigned count = find_cpus(apic_ids);
    self->apic_id = interrupt_cpu_id();
    smp_cpus[0] = self;
    smp_cpu_count = 1;
    if (count < 2) return 0;
    /* The clock is measured with this CPU's timer, and the date read by one CPU. */
    clock_realtime_ns();
    schedule_init();
    int status = smp_interrupts_init();
    if (status == 0) status = smp_start_prepare();
    if (status != 0) return status;
    for (unsigned i = 0; i < count && status == 0; i++)
        if (apic_ids[i] != self->apic_id) status = start(apic_ids[i]);
    smp_start_finish();
    log_info("%u CPUs", smp_cpu_count);
    return status == -EIO ? 0 : status;
}
INIT_CALL(bus, smp_init);
