/* SPDX-License-Identifier: MIT */
/* What CPUs send each other: one interrupt that makes a CPU enter the kernel, another one that is handled at
 * once, without the kernel lock. */
#include <arch/cpu.h>
#include <arch/interrupt.h>
#include <arch/irq.h>
#include <core/power.h>
#include <sched/sched.h>

#include "smp.h"

static uint32_t kick_vector, urgent_vector;
static bool stopped; /* atomic: the CPUs are to stop for ever */

static bool handle_kick(struct irq_handler *handler)
{
    (void)handler;
    sched_kicked();
    return true;
}

static bool handle_urgent(struct irq_handler *handler)
{
    (void)handler; /* smp_urgent does it */
    return true;
}

int smp_interrupts_init(void)
{
    static struct irq_handler kick = {.handle = handle_kick}, urgent = {.handle = handle_urgent};
    uint64_t address;
    int status = irq_attach_message(&kick, &address, &kick_vector);
    return status != 0 ? status : irq_attach_message(&urgent, &address, &urgent_vector);
}

void smp_kick(const struct cpu *cpu)
{
    interrupt_send(cpu->apic_id, kick_vector);
}

void smp_send_urgent(const struct cpu *cpu)
{
    interrupt_send(cpu->apic_id, urgent_vector);
}

bool smp_is_urgent(uint64_t vector)
{
    return vector == urgent_vector;
}

void smp_urgent(void)
{
    if (__atomic_load_n(&stopped, __ATOMIC_ACQUIRE)) arch_halt();
    smp_flush_told();
    interrupt_end();
}

/* The first of the ways to stop: no other CPU goes on while this one does. */
static void stop_others(enum verdict verdict)
{
    (void)verdict;
    __atomic_store_n(&stopped, true, __ATOMIC_RELEASE);
    for (unsigned i = 0; i < smp_cpu_count; i++)
        if (smp_cpus[i] != arch_cpu()) smp_send_urgent(smp_cpus[i]);
}

static const struct power_method smp_power = {.name = "smp", .stop = stop_others};
SET_ADD_ORDERED(power, 0, struct power_method, smp_power);
