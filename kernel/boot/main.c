/* SPDX-License-Identifier: MIT */
/* From the first C code to the program: the stages, in order. */
#include <arch/cpu.h>
#include <arch/interrupt.h>
#include <arch/page.h>
#include <core/init.h>
#include <core/log.h>
#include <exec/process.h>
#include <mm/frame-boot.h>
#include <sched/sched.h>
#include <sched/thread.h>
#include <time/tick.h>
#include <vfs/vfs.h>

#include "boot.h"

SET_DECLARE(init, struct init_call);

static struct process_request request;

void boot_main(paddr_t pvh_info, paddr_t linux_params);

/* The stages that may sleep run in a thread of their own, which ends when the program starts. */
static void boot_thread(void *unused)
{
    (void)unused;
    SET_FOREACH(init, struct init_call, call)
    {
        int status = (*call)->run();
        if (status != 0) log_warn("%s: error %d", (*call)->name, -status);
        boot_stage_done((*call)->name);
    }
    if (process_files_init(boot_cwd()) != 0)
        boot_failed("--cwd=%s: there is no such directory in the image", boot_cwd());
    boot_stage_done("files");
    process_start(&request);
}

/* `entry`: from start.S, on the boot stack, which becomes the idle thread's. Interrupts are off until the
 * idle loop. */
void boot_main(paddr_t pvh_info, paddr_t linux_params)
{
    sched_init(); /* per-CPU data and traps: locks work, faults are reported */
    boot_stage_done("entry");
    if (pvh_info != 0)
        boot_from_pvh(boot_physical(pvh_info, PAGE_SIZE, "start info"));
    else
        boot_from_linux(boot_physical(linux_params, PAGE_SIZE, "zero page"));
    boot_finish_ram();
    memory_init();
    boot_stage_done("memory");
    interrupt_init();
    clock_init();
    boot_stage_done("interrupts");
    boot_parse_command_line(&request);
    boot_stage_done("command line");
    if (thread_create_kernel("boot", boot_thread, NULL) == NULL)
        boot_failed("too little memory for a thread; give the guest more memory");
    sched_idle();
}
