// SPDX-License-Identifier: MIT
// sources:
/*
 * Spin locks among CPUs that are threads of the host, which stops them when it likes: one at a time has a
 * lock, and no turn is lost, whoever sleeps, is woken or is passed over meanwhile. A lost one is a test that
 * does not end.
 */
#include <arch/cpu.h>
#include <arch/interrupt.h>
#include <arch/irq.h>

static void host_sleep(void);
#define arch_interrupts_save() 0ul
#define arch_interrupts_restore(flags) ((void)(flags))
#define arch_interrupts_enabled() false
#define arch_interrupts_disable() ((void)0)
#define arch_wait_for_interrupt() host_sleep()

#include "../../sched/test/host_cpu.h"
#include "../interrupts.c"
#include "../spin.c"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

#define CPUS 6
#define ROUNDS 20000u

struct cpu *smp_cpus[CPUS_MAX];
unsigned smp_cpu_count;

static struct host_cpu {
    struct cpu cpu;
    pthread_t host;
    sem_t interrupts;
    unsigned random, sleeps;
} cpus[CPUS];

static struct host_cpu *here(void)
{
    return container_of(arch_cpu(), struct host_cpu, cpu);
}

static unsigned below(unsigned limit)
{
    unsigned *random = &here()->random;
    *random = *random * 1664525u + 1013904223u;
    return (*random >> 8) % limit;
}

static void host_sleep(void)
{
    here()->sleeps++;
    assert(sem_wait(&here()->interrupts) == 0);
}

void interrupt_send(uint32_t apic_id, uint32_t vector)
{
    assert(vector == VECTOR_URGENT);
    sem_post(&cpus[apic_id].interrupts);
}
void interrupt_only_urgent(bool only)
{
    (void)only;
}
void interrupt_end(void)
{
    abort();
}
int irq_attach_message(struct irq_handler *handler, uint64_t *address, uint32_t *data)
{
    (void)handler, (void)address, (void)data;
    abort();
}
void sched_kicked(void)
{
    abort();
}
void smp_flush_told(void)
{
    abort();
}
void smp_follow_flushes(struct cpu *cpu)
{
    (void)cpu;
}
void smp_send_kicks(struct cpu *cpu)
{
    (void)cpu;
}
_Noreturn void panic(const char *component, const char *format, ...)
{
    (void)component, (void)format;
    abort();
}

/* Two, so that who waits for one has a moment before waited for the other, perhaps with the same ticket. */
static struct guarded {
    struct spinlock lock;
    unsigned inside, entered;
} guarded[2];

static void *run(void *cpu)
{
    become_cpu(cpu);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct guarded *one = &guarded[below(2)];
        arch_cpu()->preempt_count++;
        spin_acquire(&one->lock);
        assert(one->inside++ == 0);
        one->entered++;
        if (below(8) == 0) sched_yield();
        if (below(200) == 0) usleep(20);
        assert(--one->inside == 0);
        spin_release(&one->lock);
        arch_cpu()->preempt_count--;
        if (below(4) == 0) sched_yield();
    }
    return NULL;
}

int main(void)
{
    for (unsigned i = 0; i < CPUS; i++) {
        cpus[i].cpu.id = cpus[i].cpu.apic_id = i;
        cpus[i].random = i;
        sem_init(&cpus[i].interrupts, 0, 0);
        smp_cpus[smp_cpu_count++] = &cpus[i].cpu;
    }
    /* Tickets of both begin anew on the way. */
    guarded[0].lock.next = guarded[0].lock.owner = guarded[1].lock.next = guarded[1].lock.owner = 65000;
    for (unsigned i = 0; i < CPUS; i++) assert(pthread_create(&cpus[i].host, NULL, run, &cpus[i].cpu) == 0);
    unsigned sleeps = 0;
    for (unsigned i = 0; i < CPUS; i++) {
        assert(pthread_join(cpus[i].host, NULL) == 0);
        sleeps += cpus[i].sleeps;
        assert(cpus[i].cpu.spin_turn == 0 && !cpus[i].cpu.halted);
    }
    assert(guarded[0].entered + guarded[1].entered == CPUS * ROUNDS && sleeps > 0);
    for (unsigned i = 0; i < 2; i++) assert(guarded[i].lock.next == guarded[i].lock.owner);
    return 0;
}
