/* SPDX-License-Identifier: MIT */
/* What the CPU keeps of a thread, and of itself. */
#pragma once

#include <core/list.h>

struct thread;

struct arch_thread {
    uint64_t rsp;              /* kernel stack pointer while switched out; offset 0, see entry.S */
    uint64_t kernel_stack_top; /* offset 8; 16-byte aligned */
    uint64_t fs_base;          /* the program's TLS */
    void *fpu; /* XSAVE area, arch_fpu_size bytes, 64-byte aligned; NULL for the kernel's own threads */
};

/** One per CPU, at %gs:0. */
struct cpu {
    struct cpu *self;           /* offset 0 */
    struct thread *current;     /* offset 8 */
    uint64_t kernel_stack_top;  /* offset 16: of the current thread, for entry.S */
    uint64_t scratch;           /* offset 24: entry.S */
    uint32_t preempt_count;     /* offset 32 */
    volatile bool need_resched; /* offset 36 */
    uint32_t id;                /* offset 40 */
    uint32_t apic_id;           /* by which other CPUs call it; set when it starts */
    struct thread *idle;
    struct thread *fpu_owner; /* whose vector registers the CPU holds */
    /* Under the scheduler's lock: */
    struct list_node run_queue;
    uint64_t slice_end_ns; /* UINT64_MAX: nobody waits for the running thread to stop */
    /* Under the timer lock: when this CPU's timer interrupt will come. */
    uint64_t timer_ns;
    /* Of the component smp, and of no meaning in kernels without it: see smp/smp.h. */
    uint32_t queued, ticket;
    bool in_kernel;
    volatile bool waiting, halted, looking;
    bool woken;
    uint64_t spin_turn;
    uint64_t look_counts, kick_counts, kicks;
    volatile uint64_t flushes_seen;
};

static inline struct thread *arch_thread_current(void)
{
    struct thread *thread;
    __asm__("movq %%gs:8, %0" : "=r"(thread));
    return thread;
}

static inline struct cpu *arch_cpu(void)
{
    struct cpu *cpu;
    __asm__ volatile("movq %%gs:0, %0" : "=r"(cpu));
    return cpu;
}

/** Of the CPU that runs the calling thread. One instruction, so that it is not another CPU's. */
static inline uint32_t arch_preempt_count(void)
{
    uint32_t count;
    __asm__ volatile("movl %%gs:32, %0" : "=r"(count));
    return count;
}

/** Bytes of an XSAVE area for the features that are enabled (CPUID leaf 0xd), and the feature mask (XCR0). */
extern uint32_t arch_fpu_size;
extern uint64_t arch_fpu_features;

/** Writes the calling thread's vector registers to `area` (64-byte aligned, arch_fpu_size bytes, header
 * zeroed) / loads them. `area` may be the program's memory: -EFAULT, or -EINVAL when its contents would
 * fault. */
int arch_fpu_save(void *area);
int arch_fpu_restore(const void *area);

uint64_t arch_fs_base(void);
void arch_set_fs_base(uint64_t base);

static inline bool arch_interrupts_enabled(void)
{
    uint64_t flags;
    __asm__ volatile("pushfq; popq %0" : "=r"(flags));
    return flags & 0x200;
}

static inline uint64_t arch_interrupts_save(void)
{
    uint64_t flags;
    __asm__ volatile("pushfq; popq %0; cli" : "=r"(flags) : : "memory");
    return flags;
}

static inline void arch_interrupts_restore(uint64_t flags)
{
    if (flags & 0x200) __asm__ volatile("sti" : : : "memory");
}

static inline void arch_pause(void)
{
    __asm__ volatile("pause");
}

/** Sets up a thread that was never switched in: a kernel thread that calls entry(argument), or (entry NULL)
 * one of the program whose frame is on top of its kernel stack. */
void arch_thread_prepare(struct thread *thread, void (*entry)(void *), void *argument);
/** Allocates and fills the FPU area of a thread of the program: as the calling thread's, or as after reset.
 * -ENOMEM. */
int arch_thread_fpu_create(struct thread *thread);
void arch_thread_fpu_free(struct thread *thread);
struct trap_frame;
/** Leaves the kernel for the registers in `frame`, with the vector registers in the calling thread's FPU
 * area. The kernel stack is empty from then on. */
_Noreturn void arch_thread_enter_user(const struct trap_frame *frame);
/** Switches stacks, vector registers and TLS; returns when `from` is switched in again. Interrupts off. */
void arch_thread_switch(struct thread *from, struct thread *to);
/** Brings the boot CPU's structures to life: GDT, TSS, IDT, system calls, FPU. `idle` is the boot thread. */
void arch_cpu_init(struct thread *idle);
/** What a further CPU needs in memory, zeroed, 16-byte aligned, in bytes; `struct cpu` is at its beginning.
 */
extern const size_t arch_cpu_size;
/** As arch_cpu_init, on that CPU; `idle` has its kernel stack. */
void arch_cpu_load(struct cpu *cpu, struct thread *idle);
