/* SPDX-License-Identifier: MIT */
#include <abi/mman.h>
#include <core/log.h>
#include <exec/crash.h>
#include <mm/area.h>
#include <mm/user.h>
#include <mm/vmap.h>
#include <sched/thread.h>
#include <vfs/vfs.h>

#define STACK_BYTES_MAX 8192u
#define OVERRUN_BYTES_MAX (2ul << 20)
#define LINE_WORDS 4u

extern const char __kernel_start[], __kernel_end[];

static bool log_map(const struct area *area, void *context)
{
    (void)context;
    if (area->file == NULL || !(area->prot & PROT_EXEC)) return true;
    char path[256];
    file_path(area->file, path, sizeof(path));
    log_line("crash: map %lx %lx %lx %c%cx %s", area->start, area->end, area->offset,
             area->prot & PROT_READ ? 'r' : '-', area->prot & PROT_WRITE ? 'w' : '-', path);
    return true;
}

/* The lowest byte of the current thread's kernel stack; 0: it has none. What is below is a guard page. */
static uint64_t kernel_stack_low(void)
{
    const struct thread *thread = thread_current();
    uint64_t top = thread != NULL ? thread->arch.kernel_stack_top : 0;
    return top != 0 ? ALIGN_UP(top, PAGE_SIZE) - KERNEL_STACK_SIZE : 0;
}

/* Whether `size` bytes at `address` are on the current thread's kernel stack, or in the kernel's image, where
 * the boot stack is: what a broken kernel may read without a further fault. */
static bool kernel_readable(uint64_t address, size_t size)
{
    uint64_t low = kernel_stack_low(), high = low + KERNEL_STACK_SIZE;
    if (low != 0 && address >= low && address < high && size <= high - address) return true;
    uint64_t start = (uint64_t)__kernel_start, end = (uint64_t)__kernel_end;
    return address >= start && address < end && size <= end - address;
}

static bool read_words(uint64_t *words, uint64_t address, bool kernel)
{
    const size_t size = LINE_WORDS * sizeof(*words);
    if (!kernel) return copy_from_user(words, (const void *)address, size) == 0;
    if (!kernel_readable(address, size)) return false;
    for (unsigned i = 0; i < LINE_WORDS; i++) words[i] = ((const uint64_t *)address)[i];
    return true;
}

/* Where the stack begins that the stack pointer has run out of: the frame that did not fit may begin well
 * below. */
static uint64_t first_readable(uint64_t stack, bool kernel)
{
    uint64_t words[LINE_WORDS], low = kernel_stack_low();
    if (kernel) return stack < low && low - stack < PAGE_SIZE ? low : stack;
    for (uint64_t at = stack; at - stack < OVERRUN_BYTES_MAX; at = ALIGN_DOWN(at, PAGE_SIZE) + PAGE_SIZE)
        if (read_words(words, at, false)) return at;
    return stack;
}

/* Upwards from the stack pointer, as far as there is something to read. */
static void log_stack(uint64_t stack, bool kernel)
{
    uint64_t address = first_readable(ALIGN_DOWN(stack, 8ul), kernel), words[LINE_WORDS];
    for (uint64_t end = address + STACK_BYTES_MAX; address < end; address += sizeof(words)) {
        if (!read_words(words, address, kernel)) return;
        log_line("crash: stack %lx %lx %lx %lx %lx", address, words[0], words[1], words[2], words[3]);
    }
}

void crash_report(const struct trap_frame *frame, int signal, int code, uint64_t address, bool kernel)
{
    const struct thread *thread = thread_current();
    log_line("crash: signal %d code %d address %lx thread %d in %s", signal, code, address,
             thread != NULL ? thread->tid : 0, kernel ? "kernel" : "program");
    log_line("crash: rip %lx rsp %lx rflags %lx rax %lx rbx %lx rcx %lx rdx %lx rsi %lx rdi %lx rbp %lx r8 "
             "%lx r9 %lx r10 %lx "
             "r11 %lx r12 %lx r13 %lx r14 %lx r15 %lx cr2 %lx",
             frame->rip, frame->rsp, frame->rflags, frame->rax, frame->rbx, frame->rcx, frame->rdx,
             frame->rsi, frame->rdi, frame->rbp, frame->r8, frame->r9, frame->r10, frame->r11, frame->r12,
             frame->r13, frame->r14, frame->r15, address);
    if (!kernel) area_each(log_map, NULL);
    log_stack(frame->rsp, kernel);
}
