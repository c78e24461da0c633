/* SPDX-License-Identifier: MIT */
/*
 * The frame that a signal handler finds on its stack, as Linux lays it out on x86-64 (asm/sigcontext.h,
 * asm/ucontext.h), since debuggers, unwinders and language runtimes read and change it. From high to low
 * addresses:
 *
 *   128 bytes of the interrupted function (the red zone; psABI 3.2.2), on its own stack only
 *   vector registers: XSAVE area, 64-byte aligned, then MAGIC2
 *   struct signal_frame: siginfo, ucontext, return address; 8 below a multiple of 16, as behind a call
 *
 * All runs on the thread that gets or ends the handler.
 */
#include <abi/errno.h>
#include <arch/page.h>
#include <arch/signal.h>
#include <arch/syscall.h>
#include <arch/thread.h>
#include <core/string.h>
#include <mm/kmalloc.h>
#include <mm/user.h>

#define RED_ZONE 128
#define FXSAVE_SIZE 512
#define XSAVE_HEADER_SIZE 64
/* Where the legacy area has room for software (asm/sigcontext.h: sw_reserved). */
#define SOFTWARE_OFFSET 464
#define MXCSR_OFFSET 24
#define FCW_DEFAULT 0x37f    /* as after FNINIT (Intel SDM vol. 1, 8.1.5) */
#define MXCSR_DEFAULT 0x1f80 /* as after a reset (Intel SDM vol. 1, 10.2.3) */
#define MAGIC1 0x46505853u
#define MAGIC2 0x46505845u

/* uc_flags */
#define UC_FP_XSTATE 1u
#define UC_SIGCONTEXT_SS 2u
#define UC_STRICT_RESTORE_SS 4u

/* Selectors as programs know them from Linux; ours are not for them to see, and what they write here is not
 * used. */
#define PROGRAM_CS 0x33
#define PROGRAM_SS 0x2b
/* In the page fault error code: caused by code that is not the kernel's. Ours runs in ring 0, so the CPU does
 * not say so. */
#define FAULT_USER 4u

/* CF PF AF ZF SF TF DF OF AC: the flags that programs own. */
#define FLAGS_OF_PROGRAM 0x40dd5ull
#define FLAGS_ALWAYS 0x202ull /* IF, and the bit that is always set */
#define FLAG_TRAP 0x100ull
#define FLAG_DIRECTION 0x400ull

struct software_bytes {
    uint32_t magic1, extended_size;
    uint64_t features;
    uint32_t state_size, padding[7];
};
_Static_assert(sizeof(struct software_bytes) == FXSAVE_SIZE - SOFTWARE_OFFSET, "struct _fpx_sw_bytes");

struct signal_context {
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
    uint16_t cs, gs, fs, ss;
    uint64_t err, trapno, oldmask, cr2;
    uint64_t fpstate;
    uint64_t reserved[8];
};
_Static_assert(sizeof(struct signal_context) == 256, "struct sigcontext_64");

struct user_context {
    uint64_t flags, link;
    struct stack stack;
    struct signal_context registers;
    uint64_t mask;
};
_Static_assert(sizeof(struct user_context) == 304, "struct ucontext");

struct signal_frame {
    uint64_t return_address;
    struct user_context context;
    struct siginfo info;
    uint8_t rest_of_info[SIGINFO_SIZE - sizeof(struct siginfo)];
};
_Static_assert(sizeof(struct signal_frame) == 440, "struct rt_sigframe");

static void fill_context(struct signal_context *to, const struct trap_frame *from, uint64_t fault_address)
{
    *to = (struct signal_context){
        .r8 = from->r8,
        .r9 = from->r9,
        .r10 = from->r10,
        .r11 = from->r11,
        .r12 = from->r12,
        .r13 = from->r13,
        .r14 = from->r14,
        .r15 = from->r15,
        .rdi = from->rdi,
        .rsi = from->rsi,
        .rbp = from->rbp,
        .rbx = from->rbx,
        .rdx = from->rdx,
        .rax = from->rax,
        .rcx = from->rcx,
        .rsp = from->rsp,
        .rip = from->rip,
        .rflags = from->rflags,
        .cs = PROGRAM_CS,
        .ss = PROGRAM_SS,
    };
    if (from->vector < TRAP_SYSCALL) {
        to->trapno = from->vector;
        to->err = from->error;
    }
    if (from->vector == TRAP_PAGE_FAULT) {
        to->err |= FAULT_USER;
        to->cr2 = fault_address;
    }
}

static uint32_t vector_size(void)
{
    return arch_fpu_features != 0 ? arch_fpu_size : FXSAVE_SIZE;
}

/* Writes the vector registers to `area`, and MAGIC2 behind. */
static int push_vector_registers(vaddr_t area)
{
    bool extended = arch_fpu_features != 0;
    uint32_t size = vector_size();
    struct software_bytes software = {0};
    if (extended)
        software =
            (struct software_bytes){MAGIC1, size + (uint32_t)sizeof(uint32_t), arch_fpu_features, size, {0}};
    if (!user_range_ok((void *)area, size + sizeof(uint32_t))) return -EFAULT;
    /* XSAVE leaves reserved bytes of its header as they are, and XRSTOR demands that they are zero. */
    if (extended && clear_user((void *)(area + FXSAVE_SIZE), XSAVE_HEADER_SIZE) != 0) return -EFAULT;
    if (arch_fpu_save((void *)area) != 0) return -EFAULT;
    if (extended && put_user32(MAGIC2, (uint32_t *)(area + size)) != 0) return -EFAULT;
    return copy_to_user((void *)(area + SOFTWARE_OFFSET), &software, sizeof(software));
}

/* A handler starts with the vector registers of a new program, so that neither pending exceptions nor an odd
 * rounding mode of the interrupted code get into its way. */
static void reset_vector_registers(void)
{
    /* The components that the header does not list are initialized without being read; MXCSR always is. */
    static uint8_t initial[FXSAVE_SIZE + XSAVE_HEADER_SIZE] __attribute__((aligned(64)));
    *(uint16_t *)initial = FCW_DEFAULT;
    *(uint32_t *)(initial + MXCSR_OFFSET) = MXCSR_DEFAULT;
    (void)!arch_fpu_restore(initial);
}

int arch_signal_push(struct trap_frame *frame, const struct arch_signal *signal)
{
    vaddr_t top = signal->stack_top != 0 ? signal->stack_top : frame->rsp - RED_ZONE;
    vaddr_t vectors = ALIGN_DOWN(top - vector_size() - sizeof(uint32_t), 64ul);
    vaddr_t stack = ALIGN_DOWN(vectors - sizeof(struct signal_frame), 16ul) - 8;
    /* Nothing may be written below the alternate stack; where the subtraction wrapped, the copies notice. */
    if (stack < signal->stack_low || push_vector_registers(vectors) != 0) return -EFAULT;
    struct signal_frame new = {
        .return_address = signal->action->sa_restorer,
        .context.flags =
            UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS | (arch_fpu_features != 0 ? UC_FP_XSTATE : 0),
        .context.stack = *signal->alternate,
        .context.mask = signal->mask,
        .info = *signal->info,
    };
    fill_context(&new.context.registers, frame, signal->fault_address);
    new.context.registers.fpstate = vectors;
    if (copy_to_user((void *)stack, &new, sizeof(new)) != 0) return -EFAULT;
    reset_vector_registers();
    frame->rdi = (uint64_t)signal->info->si_signo;
    frame->rsi = stack + offsetof(struct signal_frame, info);
    frame->rdx = stack + offsetof(struct signal_frame, context);
    frame->rax = 0; /* a handler may be declared without parameters: no vector registers are used */
    frame->rsp = stack;
    frame->rip = signal->action->sa_handler;
    frame->rflags &= ~(FLAG_DIRECTION | FLAG_TRAP);
    arch_frame_replaced(frame);
    return 0;
}

/* Loads vector registers from an area that is not just what push_vector_registers wrote: moved, or without
 * extended state. */
static int load_moved(vaddr_t area, uint32_t size)
{
    uint8_t *memory = kzalloc(arch_fpu_size + 63);
    if (memory == NULL) return -ENOMEM;
    uint8_t *copy = (uint8_t *)ALIGN_UP((uintptr_t)memory, 64ul);
    int status = copy_from_user(copy, (void *)area, size);
    if (status == 0 && size == FXSAVE_SIZE && arch_fpu_features != 0)
        copy[FXSAVE_SIZE] = 3; /* XSTATE_BV: x87 and SSE are there, the rest is as after reset */
    if (status == 0) status = arch_fpu_restore(copy);
    kfree(memory);
    return status;
}

static int load_vector_registers(vaddr_t area)
{
    struct software_bytes software;
    uint32_t magic2 = 0;
    if (!user_range_ok((void *)area, FXSAVE_SIZE) ||
        copy_from_user(&software, (void *)(area + SOFTWARE_OFFSET), sizeof(software)) != 0)
        return -EFAULT;
    bool extended =
        arch_fpu_features != 0 && software.magic1 == MAGIC1 && software.state_size == arch_fpu_size;
    if (extended && copy_from_user(&magic2, (void *)(area + arch_fpu_size), sizeof(magic2)) != 0)
        return -EFAULT;
    extended = extended && magic2 == MAGIC2;
    if (extended && area % 64 == 0) return arch_fpu_restore((void *)area);
    return load_moved(area, extended ? arch_fpu_size : FXSAVE_SIZE);
}

static void load_context(struct trap_frame *to, const struct signal_context *from)
{
    to->r8 = from->r8, to->r9 = from->r9, to->r10 = from->r10, to->r11 = from->r11;
    to->r12 = from->r12, to->r13 = from->r13, to->r14 = from->r14, to->r15 = from->r15;
    to->rdi = from->rdi, to->rsi = from->rsi, to->rbp = from->rbp, to->rbx = from->rbx;
    to->rdx = from->rdx, to->rax = from->rax, to->rcx = from->rcx, to->rsp = from->rsp;
    to->rip = from->rip;
    to->rflags = (from->rflags & FLAGS_OF_PROGRAM) | FLAGS_ALWAYS;
}

int arch_signal_pop(struct trap_frame *frame, uint64_t *mask, struct stack *alternate)
{
    struct user_context context;
    /* The handler's `ret` took the return address off. */
    if (copy_from_user(&context, (void *)frame->rsp, sizeof(context)) != 0) return -EFAULT;
    /* An address that the CPU does not take would fault inside of the kernel on the way out. */
    const struct signal_context *registers = &context.registers;
    bool rip_ok = registers->rip < USER_END || trap_program_text(registers->rip);
    if (!rip_ok || registers->rsp > USER_END) return -EFAULT;
    if (registers->fpstate == 0)
        reset_vector_registers();
    else if (load_vector_registers(registers->fpstate) != 0)
        return -EFAULT;
    load_context(frame, registers);
    arch_frame_replaced(frame);
    *mask = context.mask;
    *alternate = context.stack;
    return 0;
}
