/* SPDX-License-Identifier: MIT */
/* What CPUs send each other: one interrupt that makes a CPU look at its threads, another one that is handled
 * at once, also where interrupts are held back. */
#include <arch/cpu.h>
#include <arch/interrupt.h>
#include <arch/irq.h>
#include <arch/offsets.h>
#include <core/power.h>
#include <sched/sched.h>

#include "smp.h"

/* So many looks are worth more than going to sleep and waking up. No more, since where the host has fewer
 * CPUs than this guest, who looks takes the time of who is waited for: with 500, four pairs of threads on
 * four CPUs of two cores were five times slower. */
#define LOOKS 100u

static uint32_t kick_vector;
static const struct cpu *last; /* atomic: all others are to stop for ever */

static bool handle_kick(struct irq_handler *handler)
{
    (void)handler;
    sched_kicked();
    return true;
}

int smp_interrupts_init(void)
{
    static struct irq_handler kick = {.handle = handle_kick};
    uint64_t address;
    return irq_attach_message(&kick, &address, &kick_vector);
}

void smp_kick(const struct cpu *cpu)
{
    interrupt_send(cpu->apic_id, kick_vector);
}

bool smp_is_kick(uint64_t vector)
{
    return vector == kick_vector;
}

bool smp_is_last(const struct cpu *cpu)
{
    return __atomic_load_n(&last, __ATOMIC_ACQUIRE) == cpu;
}

void smp_send_urgent(const struct cpu *cpu)
{
    interrupt_send(cpu->apic_id, VECTOR_URGENT);
}

void smp_urgent(void)
{
    if (!smp_is_last(NULL)) arch_halt();
    smp_flush_told();
    interrupt_end();
}

static bool look(bool (*done)(const struct cpu *cpu), const struct cpu *cpu)
{
    for (unsigned looks = 0; looks < LOOKS; looks++) {
        if (done(cpu)) return true;
        arch_pause();
    }
    return false;
}

void smp_wait(bool (*done)(const struct cpu *cpu), const struct cpu *cpu, void (*impatient)(void))
{
    if (look(done, cpu)) return;
    if (impatient != NULL) impatient();
    struct cpu *self = arch_cpu();
    interrupt_only_urgent(true);
    do {
        self->halted = true;
        /* The marks before the look: who makes it true looks at the marks behind that. */
        __atomic_store_n(&self->woken, false, __ATOMIC_SEQ_CST);
        bool ready = done(cpu);
        if (!ready) {
            arch_wait_for_interrupt();
            arch_interrupts_disable();
        }
        self->halted = false;
        if (ready) break;
    } while (!look(done, cpu));
    interrupt_only_urgent(false);
}

/* What `cpu` waits for was stored sequentially consistent before. */
void smp_wake(struct cpu *cpu)
{
    if (cpu->halted && !__atomic_exchange_n(&cpu->woken, true, __ATOMIC_SEQ_CST)) smp_send_urgent(cpu);
}

/* The first of the ways to stop: no other CPU goes on while this one does. */
static void stop_others(enum verdict verdict)
{
    (void)verdict;
    __atomic_store_n(&last, arch_cpu(), __ATOMIC_RELEASE);
    for (unsigned i = 0; i < smp_cpu_count; i++)
        if (smp_cpus[i] != arch_cpu()) smp_send_urgent(smp_cpus[i]);
}

static const struct power_method smp_power = {.name = "smp", .stop = stop_others};
SET_ADD_ORDERED(power, 0, struct power_method, smp_power);
