/* SPDX-License-Identifier: MIT */
/* Bringing up a CPU: segments, interrupt table, system call entry, vector registers. */
#include <abi/errno.h>
#include <arch/cpu.h>
#include <arch/offsets.h>
#include <arch/page.h>
#include <arch/trap.h>
#include <core/log.h>
#include <core/string.h>
#include <sched/sched.h>
#include <sched/thread.h>

#define MSR_STAR 0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_SFMASK 0xc0000084
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101

#define RFLAGS_TF (1u << 8)
#define RFLAGS_DF (1u << 10)
#define RFLAGS_AC (1u << 18)

#define CR4_OSFXSR (1u << 9)
#define CR4_OSXMMEXCPT (1u << 10)
#define CR4_FSGSBASE (1u << 16)
#define CR4_OSXSAVE (1u << 18)

#define CPUID1_ECX_XSAVE (1u << 26)
#define CPUID1_ECX_RDRAND (1u << 30)
#define CPUID7_EBX_FSGSBASE (1u << 0)

/* x87, SSE, AVX and the three parts of AVX-512; protection keys and AMX are not offered. */
#define XCR0_OFFERED 0xe7u
#define FXSAVE_SIZE 512

#define GATE_INTERRUPT 0x8e
#define IST_TRAPS 1
#define IST_FATAL 2
#define TSS_AVAILABLE 0x89

/* Intel SDM vol. 3, 6.14.1 and 7.7. */
struct gate {
    uint16_t offset_low, selector;
    uint8_t ist, type;
    uint16_t offset_middle;
    uint32_t offset_high, reserved;
};
_Static_assert(sizeof(struct gate) == 16, "a gate is 16 bytes");

struct tss {
    uint32_t reserved0;
    uint64_t rsp[3], reserved1, ist[7], reserved2;
    uint16_t reserved3, io_map_base;
} __attribute__((packed));
_Static_assert(sizeof(struct tss) == 104, "a TSS is 104 bytes");

struct descriptor_pointer {
    uint16_t limit;
    uint64_t base;
} __attribute__((packed));

extern const uint64_t boot_gdt[3];
extern const char trap_stubs[], syscall_entry[], boot_stack_top[];
int fpu_save_raw(void *area, uint64_t features, bool xsave);
int fpu_restore_raw(const void *area, uint64_t features, bool xsave);

uint32_t arch_fpu_size = FXSAVE_SIZE;
uint64_t arch_fpu_features;

static bool has_fsgsbase;
static struct gate idt[VECTOR_COUNT];

/* What each CPU needs of its own; the boot CPU's is here, those of others are allocated when they start. */
struct cpu_tables {
    struct cpu cpu;
    struct tss tss;
    uint64_t gdt[5];
    char trap_stack[IST_STACK_SIZE] __attribute__((aligned(16)));
    char fatal_stack[FATAL_STACK_SIZE] __attribute__((aligned(16)));
};
static struct cpu_tables boot_cpu;

static void load_segments(struct cpu_tables *tables)
{
    struct tss *tss = &tables->tss;
    uint64_t base = (uint64_t)tss;
    tss->ist[IST_TRAPS - 1] = (uint64_t)(tables->trap_stack + IST_STACK_SIZE);
    tss->ist[IST_FATAL - 1] = (uint64_t)(tables->fatal_stack + FATAL_STACK_SIZE);
    tss->io_map_base = sizeof(*tss);
    memcpy(tables->gdt, boot_gdt, 3 * sizeof(uint64_t));
    tables->gdt[SELECTOR_TSS / 8] = (sizeof(*tss) - 1) | (base & 0xffffff) << 16 |
                                    (uint64_t)TSS_AVAILABLE << 40 | (base >> 24 & 0xff) << 56;
    tables->gdt[SELECTOR_TSS / 8 + 1] = base >> 32;
    struct descriptor_pointer pointer = {sizeof(tables->gdt) - 1, (uint64_t)tables->gdt};
    __asm__ volatile("lgdt %0; ltr %w1" : : "m"(pointer), "r"(SELECTOR_TSS) : "memory");
}

static void fill_interrupt_table(void)
{
    for (unsigned vector = 0; vector < VECTOR_COUNT; vector++) {
        uint64_t stub = (uint64_t)trap_stubs + vector * TRAP_STUB_SIZE;
        bool fatal = vector == TRAP_NMI || vector == TRAP_DOUBLE_FAULT;
        idt[vector] = (struct gate){(uint16_t)stub,
                                    SELECTOR_CODE,
                                    fatal ? IST_FATAL : IST_TRAPS,
                                    GATE_INTERRUPT,
                                    (uint16_t)(stub >> 16),
                                    (uint32_t)(stub >> 32),
                                    0};
    }
}

static void load_interrupt_table(void)
{
    struct descriptor_pointer pointer = {sizeof(idt) - 1, (uint64_t)idt};
    __asm__ volatile("lidt %0" : : "m"(pointer) : "memory");
}

static void enable_vectors(void)
{
    uint32_t features = arch_cpuid(1, 0).ecx;
    has_fsgsbase = arch_cpuid(7, 0).ebx & CPUID7_EBX_FSGSBASE;
    uint64_t cr4;
    __asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
    cr4 |= CR4_OSFXSR | CR4_OSXMMEXCPT | (features & CPUID1_ECX_XSAVE ? CR4_OSXSAVE : 0) |
           (has_fsgsbase ? CR4_FSGSBASE : 0);
    __asm__ volatile("movq %0, %%cr4" : : "r"(cr4));
    if (!(features & CPUID1_ECX_XSAVE)) return;
    arch_fpu_features = arch_cpuid(0xd, 0).eax & XCR0_OFFERED;
    __asm__ volatile("xsetbv" : : "c"(0), "a"((uint32_t)arch_fpu_features), "d"(0));
    arch_fpu_size = arch_cpuid(0xd, 0).ebx; /* for what is enabled now */
}

const size_t arch_cpu_size = sizeof(struct cpu_tables);

void arch_cpu_load(struct cpu *cpu, struct thread *idle)
{
    cpu->self = cpu;
    cpu->current = cpu->idle = idle;
    cpu->kernel_stack_top = idle->arch.kernel_stack_top;
    sched_cpu_init(cpu);
    arch_write_msr(MSR_GS_BASE, (uint64_t)cpu);
    load_segments(container_of(cpu, struct cpu_tables, cpu));
    load_interrupt_table();
    enable_vectors();
    arch_write_msr(MSR_STAR, (uint64_t)SELECTOR_CODE << 32);
    arch_write_msr(MSR_LSTAR, (uint64_t)syscall_entry);
    arch_write_msr(MSR_SFMASK, RFLAGS_TF | RFLAGS_IF | RFLAGS_DF | RFLAGS_AC);
}

void arch_cpu_init(struct thread *idle)
{
    idle->arch.kernel_stack_top = (uint64_t)boot_stack_top;
    fill_interrupt_table();
    arch_cpu_load(&boot_cpu.cpu, idle);
}

int arch_fpu_save(void *area)
{
    return fpu_save_raw(area, arch_fpu_features, arch_fpu_features != 0) ? -EFAULT : 0;
}

int arch_fpu_restore(const void *area)
{
    return fpu_restore_raw(area, arch_fpu_features, arch_fpu_features != 0) ? -EFAULT : 0;
}

uint64_t arch_fs_base(void)
{
    if (!has_fsgsbase) return arch_read_msr(MSR_FS_BASE);
    uint64_t base;
    __asm__ volatile("rdfsbase %0" : "=r"(base));
    return base;
}

void arch_set_fs_base(uint64_t base)
{
    if (has_fsgsbase)
        __asm__ volatile("wrfsbase %0" : : "r"(base) : "memory");
    else
        arch_write_msr(MSR_FS_BASE, base);
}

/* Intel SDM vol. 1, 7.3.17: an underflow is possible; ten tries are what Intel recommends. */
bool arch_random64(uint64_t *value)
{
    if (!(arch_cpuid(1, 0).ecx & CPUID1_ECX_RDRAND)) return false;
    for (int tries = 0; tries < 10; tries++) {
        uint64_t random;
        bool valid;
        __asm__ volatile("rdrand %0" : "=r"(random), "=@ccc"(valid));
        if (valid) {
            *value ^= random;
            return true;
        }
    }
    return false;
}
