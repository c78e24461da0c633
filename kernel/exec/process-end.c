/* SPDX-License-Identifier: MIT */
/* The end of the program is the end of the machine. */
#include <abi/signal.h>
#include <arch/cpu.h>
#include <core/console.h>
#include <core/log.h>
#include <core/power.h>
#include <exec/crash.h>
#include <exec/process.h>
#include <sched/thread.h>
#include <syscall/left-out.h>

/* The first thread that gets here tells the verdict; others that come stay. */
static void claim_end(void)
{
    static bool ended; /* atomic */
    if (!__atomic_exchange_n(&ended, true, __ATOMIC_RELAXED)) return;
    for (;;) thread_yield();
}

void process_exit(int status)
{
    claim_end();
    left_out_sum();
    /* A line among the program's own output is only worth it when it says something. */
    if (status != 0 || log_is_for_host()) log_line("exited %d", status);
    arch_interrupts_disable();
    power_stop(VERDICT_EXITED);
}

void process_killed(int signal, int code, uint64_t address, const struct trap_frame *frame)
{
    claim_end();
    left_out_sum();
    if (frame != NULL) crash_report(frame, signal, code, address, false);
    log_line("killed by signal %d", signal);
    arch_interrupts_disable();
    power_stop(VERDICT_SIGNALLED);
}
