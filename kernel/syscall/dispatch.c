/* SPDX-License-Identifier: MIT */
/* From the number in a register to the function. The tables are the tool's
 * (src/toolchain/generated-tables.ts). */
#include <abi/errno.h>
#include <arch/syscall.h>
#include <core/log.h>
#include <syscall/missing.h>

extern const syscall_function syscall_table[];
extern const uint64_t syscall_table_size;
extern const char syscall_names[];
extern const uint16_t syscall_name_offsets[];
extern const uint64_t syscall_name_count;

void syscall_dispatch(struct trap_frame *frame);

#define NUMBERS 512
static uint64_t reported[NUMBERS / 64]; /* a bit per number; atomic */

long syscall_missing(uint32_t number)
{
    const char *name = number < syscall_name_count ? &syscall_names[syscall_name_offsets[number]] : "";
    /* Numbers that nobody uses are asked for by tests only; they share a bit. */
    uint32_t index = MIN(number, NUMBERS - 1);
    uint64_t bit = 1ull << index % 64;
    if (__atomic_fetch_or(&reported[index / 64], bit, __ATOMIC_RELAXED) & bit) return -ENOSYS;
    if (*name != 0)
        log_warn("system call %s is not implemented", name);
    else
        log_warn("system call %u is not implemented", number);
    return -ENOSYS;
}

/* Called by entry.S, interrupts enabled. */
void syscall_dispatch(struct trap_frame *frame)
{
    uint32_t number = arch_syscall_number(frame);
    long result;
    thread_current()->refaults = 0; /* It gets on: vfs/refault.h. */
    if (likely(number < syscall_table_size && syscall_table[number] != NULL))
        result = arch_syscall_invoke(frame, syscall_table[number]);
    else
        result = syscall_missing(number);
    arch_syscall_set_result(frame, result);
    /* The program must never see these: signal_return_work makes it ask again, or turns them into EINTR. */
    if (unlikely(result == -ERESTARTSYS || result == -ERESTARTNOHAND)) thread_current()->return_work = true;
}
