/* SPDX-License-Identifier: MIT */
/* Faults and interrupts, from entry.S: on the thread's kernel stack, interrupts off. */
#include <abi/errno.h>
#include <abi/signal.h>
#include <arch/cpu.h>
#include <arch/offsets.h>
#include <arch/page.h>
#include <arch/trap.h>
#include <core/log.h>
#include <core/power.h>
#include <core/string.h>
#include <exec/crash.h>
#include <exec/process.h>
#include <mm/area.h>
#include <mm/frame.h>
#include <mm/user.h>
#include <mm/vmap.h>
#include <sched/sched.h>
#include <sched/thread.h>

#include "fpu-fault.h"
#include "interrupt.h"

#define ACCESS_BITS (FAULT_WRITE | FAULT_FETCH)

SET_DECLARE(extable, struct extable_entry);

/* In entry.S: the two instructions behind the one that turns interrupts on. */
extern const char syscall_leaving[], syscall_left[];

/* What entry.S calls. The component smp puts functions around them. */
replaceable void trap_handler(struct trap_frame *frame) __attribute__((alias("trap_handle")));
replaceable void trap_return_work(struct trap_frame *frame) __attribute__((alias("trap_work")));
replaceable void trap_first_return(struct trap_frame *frame) __attribute__((alias("trap_work")));

static uint64_t fault_address(void)
{
    uint64_t address;
    __asm__ volatile("movq %%cr2, %0" : "=r"(address));
    return address;
}

/* Goes on where the faulting instruction's table entry says. False: it has none. */
static bool recover(struct trap_frame *frame)
{
    SET_FOREACH(extable, struct extable_entry, entry)
    {
        if ((*entry)->fault == frame->rip) {
            frame->rip = (*entry)->resume;
            return true;
        }
    }
    return false;
}

static const struct {
    uint8_t vector, signal, code;
    const char *what;
} faults[] = {
    {TRAP_DIVIDE, SIGFPE, FPE_INTDIV, "division error"},
    {TRAP_DEBUG, SIGTRAP, TRAP_TRACE, "debug exception"},
    {TRAP_BREAKPOINT, SIGTRAP, TRAP_BRKPT, "breakpoint"},
    {TRAP_OVERFLOW, SIGSEGV, SI_KERNEL, "overflow"},
    {TRAP_BOUND, SIGSEGV, SI_KERNEL, "bound exceeded"},
    {TRAP_INVALID_OPCODE, SIGILL, ILL_ILLOPN, "invalid instruction"},
    {TRAP_GENERAL_PROTECTION, SIGSEGV, SI_KERNEL, "general protection fault"},
    {TRAP_X87, SIGFPE, FPE_FLTINV, "x87 exception"},
    {TRAP_ALIGNMENT, SIGBUS, BUS_ADRALN, "misaligned access"},
    {TRAP_SIMD, SIGFPE, FPE_FLTINV, "SIMD exception"},
};

static void handle_fault(struct trap_frame *frame)
{
    for (unsigned i = 0; i < ARRAY_SIZE(faults); i++) {
        if (faults[i].vector != frame->vector) continue;
        if (trap_from_user(frame)) {
            arch_interrupts_enable();
            int code = frame->vector == TRAP_X87    ? x87_fault_code()
                       : frame->vector == TRAP_SIMD ? simd_fault_code()
                                                    : faults[i].code;
            signal_from_fault(frame, faults[i].signal, code, frame->rip);
            return;
        }
        if (recover(frame)) return;
        trap_panic(frame, 0, faults[i].what);
    }
    trap_panic(frame, 0, frame->vector == TRAP_NMI ? "non-maskable interrupt" : "unexpected exception");
}

/* Memory was promised that is not there: as on Linux, the program ends as if killed. */
static _Noreturn void out_of_memory(uint64_t address)
{
    log_warn("out of memory: %lu of %lu KiB are free; give the guest more memory", frame_count_free() << 2,
             frame_count_total() << 2);
    /* If the kernel noticed it, in a system call: where that was made. */
    process_killed(SIGKILL, 0, address, thread_user_frame(thread_current()));
}

static void handle_page_fault(struct trap_frame *frame)
{
    uint64_t address = fault_address();
    bool user = trap_from_user(frame), sleepable = trap_preemptible(frame);
    int status = -EFAULT;
    if (address < USER_END && sleepable) {
        arch_interrupts_enable();
        status = area_fault(address, (uint32_t)frame->error & ACCESS_BITS);
        if (status == 0) return;
    }
    /* The kernel's own threads report what they cannot copy; a program that lacks memory cannot go on,
     * wherever it notices. */
    if (status == -ENOMEM && thread_current()->user) out_of_memory(address);
    if (user) {
        bool accessible = status == -EACCES || (frame->error & FAULT_PRESENT);
        if (status == -EIO)
            signal_from_fault(frame, SIGBUS, BUS_ADRERR, address);
        else
            signal_from_fault(frame, SIGSEGV, accessible ? SEGV_ACCERR : SEGV_MAPERR, address);
    } else if (!recover(frame)) {
        trap_panic(frame, address, kernel_stack_guard(address) ? "kernel stack overflow" : "page fault");
    }
}

void trap_finish_leaving(struct trap_frame *frame)
{
    if (frame->rip == (uint64_t)syscall_leaving)
        frame->rsp = *(uint64_t *)(frame->rsp + offsetof(struct trap_frame, rsp) -
                                   offsetof(struct trap_frame, vector));
    else if (frame->rip != (uint64_t)syscall_left)
        return;
    frame->rip = frame->rcx;
}

void trap_handle(struct trap_frame *frame)
{
    trap_finish_leaving(frame);
    if (frame->vector >= VECTOR_IRQ_FIRST)
        interrupt_handle((unsigned)frame->vector);
    else if (frame->vector == TRAP_PAGE_FAULT)
        handle_page_fault(frame);
    else
        handle_fault(frame);
    /* Back to where it came from. Not preemptible there: not preempted here. */
    if (!(frame->rflags & RFLAGS_IF)) return;
    arch_interrupts_disable();
    sched_preempt();
    if (trap_from_user(frame) && thread_current()->return_work) trap_work(frame);
}

/* Also from entry.S, behind system calls. Interrupts are off on the way out, so that no work is missed. */
void trap_work(struct trap_frame *frame)
{
    while (thread_current()->return_work) {
        arch_interrupts_enable();
        signal_return_work(frame);
        arch_interrupts_disable();
    }
}

void trap_panic(const struct trap_frame *frame, uint64_t address, const char *what)
{
    arch_interrupts_disable();
    crash_report(frame, 0, (int)frame->error, address, true);
    log_line("panic: arch: %s at %lx, address %lx, error %lx", what, frame->rip, address, frame->error);
    power_stop(VERDICT_PANIC);
}

void arch_panic(const char *component, const char *text)
{
    /* The caller's, as they are behind its call (whose last byte counts, since what follows may be another
     * function); this function has a frame pointer because of this. */
    struct trap_frame frame = {.rip = (uint64_t)__builtin_return_address(0) - 1,
                               .rbp = *(uint64_t *)__builtin_frame_address(0),
                               .rsp = (uint64_t)__builtin_frame_address(0) + 16};
    crash_report(&frame, 0, 0, 0, true);
    log_line("panic: %s: %s", component, text);
    power_stop(VERDICT_PANIC);
}
