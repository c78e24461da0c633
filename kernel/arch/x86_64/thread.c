/* SPDX-License-Identifier: MIT */
#include <abi/errno.h>
#include <arch/cpu.h>
#include <arch/page.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <sched/thread.h>

#define FPU_ALIGNMENT 64

/* The values after FNINIT and of a reset MXCSR (Intel SDM vol. 1, 8.1.5 and 10.2.3), at their places in the
 * FXSAVE area. */
#define FCW_OFFSET 0
#define FCW_DEFAULT 0x37f
#define MXCSR_OFFSET 24
#define MXCSR_DEFAULT 0x1f80

extern const char thread_user_start[], thread_kernel_start[];
void arch_switch_stacks(struct thread *from, struct thread *to);
_Noreturn void enter_user(const struct trap_frame *frame);

/* What arch_switch_stacks pops, lowest address first. */
struct switch_frame {
    uint64_t r15, r14, r13, r12, rbx, rbp, rip;
};

void arch_thread_prepare(struct thread *thread, void (*entry)(void *), void *argument)
{
    /* The program's thread starts with rsp at the top, above its trap frame; a kernel function with rsp as
     * after a call. */
    uint64_t top = thread->arch.kernel_stack_top;
    uint64_t start = entry == NULL ? top - sizeof(struct trap_frame) : top;
    struct switch_frame *frame = (struct switch_frame *)start - 1;
    *frame = (struct switch_frame){
        .r12 = (uint64_t)entry,
        .r13 = (uint64_t)argument,
        .rip = (uint64_t)(entry == NULL ? thread_user_start : thread_kernel_start),
    };
    thread->arch.rsp = (uint64_t)frame;
}

int arch_thread_fpu_create(struct thread *thread)
{
    /* The allocator promises 16 bytes; the pointer to free stands in front. */
    char *memory = kzalloc(arch_fpu_size + FPU_ALIGNMENT + sizeof(void *));
    if (memory == NULL) return -ENOMEM;
    char *area = (char *)ALIGN_UP((uintptr_t)memory + sizeof(void *), FPU_ALIGNMENT);
    ((void **)area)[-1] = memory;
    bool inherits = thread_current()->arch.fpu != NULL;
    thread->arch.fpu = area;
    if (inherits) return arch_fpu_save(area);
    *(uint16_t *)(area + FCW_OFFSET) = FCW_DEFAULT;
    *(uint32_t *)(area + MXCSR_OFFSET) = MXCSR_DEFAULT;
    return 0;
}

void arch_thread_fpu_free(struct thread *thread)
{
    struct cpu *cpu = arch_cpu();
    if (cpu->fpu_owner == thread) cpu->fpu_owner = NULL;
    if (thread->arch.fpu != NULL) kfree(((void **)thread->arch.fpu)[-1]);
    thread->arch.fpu = NULL;
}

/* The vector registers and the TLS of a thread that the CPU has not held last. */
static void load_program_state(struct cpu *cpu, struct thread *thread)
{
    /* Through the idle thread and back, the registers are still there. */
    if (cpu->fpu_owner != thread) (void)!arch_fpu_restore(thread->arch.fpu);
    cpu->fpu_owner = thread;
    arch_set_fs_base(thread->arch.fs_base);
}

void arch_thread_enter_user(const struct trap_frame *frame)
{
    arch_interrupts_disable();
    load_program_state(arch_cpu(), thread_current());
    enter_user(frame);
}

void arch_thread_switch(struct thread *from, struct thread *to)
{
    struct cpu *cpu = arch_cpu();
    if (from->arch.fpu != NULL) {
        /* The area is ours and aligned; this cannot fault. */
        (void)!arch_fpu_save(from->arch.fpu);
        from->arch.fs_base = arch_fs_base();
        cpu->fpu_owner = from;
    }
    if (to->arch.fpu != NULL) load_program_state(cpu, to);
    cpu->kernel_stack_top = to->arch.kernel_stack_top;
    arch_switch_stacks(from, to);
}
