/* SPDX-License-Identifier: MIT */
/* From the number in a register to the function. The tables are the tool's
 * (src/toolchain/generated-tables.ts). */
#include <abi/errno.h>
#include <arch/syscall.h>
#include <core/log.h>
#include <syscall/dispatch.h>
#include <syscall/left-out.h>
#include <syscall/missing.h>

#include "names.h"

extern const int32_t syscall_table[]; /* bytes from its own beginning to the function, or 0 */
extern const uint64_t syscall_table_size;
/* A bit for each call that Thimble has and this kernel has not. */
extern const uint8_t syscall_left_out[];
extern const uint64_t syscall_left_out_size; /* bytes */

#define NUMBERS 512
static uint64_t reported[NUMBERS / 64]; /* a bit per number; atomic */

static bool is_left_out(uint32_t number)
{
    return number / 8 < syscall_left_out_size && syscall_left_out[number / 8] >> number % 8 & 1;
}

long syscall_missing(uint32_t number)
{
    char name[SYSCALL_NAME_SIZE];
    *name = 0; /* A kernel whose program makes no call by number has no names. */
    /* Numbers that nobody uses are asked for by tests only; they share a bit. */
    uint32_t index = MIN(number, NUMBERS - 1);
    uint64_t bit = 1ull << index % 64;
    bool left_out = is_left_out(number);
    if (left_out) left_out_count();
    if (__atomic_fetch_or(&reported[index / 64], bit, __ATOMIC_RELAXED) & bit) return -ENOSYS;
    DO(call_names, syscall_name)(number, name, sizeof name);
    if (*name == 0) format_text(name, sizeof name, "%u", number);
    if (left_out)
        left_out_tell("system call", name, "--add-syscall", name);
    else
        log_warn("system call %s is not implemented", name);
    return -ENOSYS;
}

syscall_function syscall_find(uint32_t number)
{
    int32_t distance = number < syscall_table_size ? syscall_table[number] : 0;
    return distance != 0 ? (syscall_function)((uintptr_t)syscall_table + distance) : NULL;
}

void syscall_run(struct trap_frame *frame, syscall_function function)
{
    long result;
    thread_current()->refaults = 0; /* It gets on: vfs/refault.h. */
    if (likely(function != NULL))
        result = arch_syscall_invoke(frame, function);
    else
        result = syscall_missing(arch_syscall_number(frame));
    arch_syscall_set_result(frame, result);
    /* The program must never see these: signal_return_work makes it ask again, or turns them into EINTR. */
    if (unlikely(result == -ERESTARTSYS || result == -ERESTARTNOHAND)) thread_current()->return_work = true;
}

replaceable void syscall_dispatch(struct trap_frame *frame)
{
    syscall_run(frame, syscall_find(arch_syscall_number(frame)));
}
