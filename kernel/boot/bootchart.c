/* SPDX-License-Identifier: MIT */
/* --bootchart: how much each stage of the boot did, and how long devices were waited for in all. */
#include <arch/cpu.h>
#include <core/log.h>
#include <core/option.h>
#include <sched/sched.h>

#include "boot.h"

#define STAGES_MAX 40

static struct {
    const char *name;
    uint64_t timestamp;
} stages[STAGES_MAX];
static unsigned stage_count;
static uint64_t idle_before = UINT64_MAX;
extern uint64_t boot_entry_timestamp; /* start.S */
static bool wanted;

/* What the machine waited for devices is not the boot's work. The idle thread begins as the boot stack's, so
 * it counts from when the first other thread took over. */
static uint64_t idle_counts(void)
{
    if (arch_thread_current() == arch_cpu()->idle) return 0;
    if (idle_before == UINT64_MAX) idle_before = sched_idle_counts();
    return sched_idle_counts() - idle_before;
}

void boot_stage_done(const char *name)
{
    if (stage_count == STAGES_MAX) return;
    stages[stage_count].name = name;
    stages[stage_count++].timestamp = arch_timestamp() - idle_counts();
}

/* Counts of the CPU's cycle counter; where the machine counts instructions with it (QEMU -icount shift=0),
 * instructions. */
void bootchart_print(void)
{
    if (!wanted) return;
    uint64_t before = boot_entry_timestamp;
    for (unsigned i = 0; i < stage_count; i++) {
        log_line("bootchart: %-28s %lu", stages[i].name, stages[i].timestamp - before);
        before = stages[i].timestamp;
    }
    log_line("bootchart: %-28s %lu", "total", before - boot_entry_timestamp);
    log_line("bootchart: %-28s %lu", "waiting", sched_idle_counts() - idle_before);
}

static int parse_bootchart(const char *value)
{
    (void)value;
    wanted = true;
    return 0;
}

BOOT_OPTION(bootchart, "--bootchart", parse_bootchart);
