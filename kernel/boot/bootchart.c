/* SPDX-License-Identifier: MIT */
/* --bootchart: how long each stage of the boot took. */
#include <arch/cpu.h>
#include <core/log.h>
#include <core/option.h>

#include "boot.h"

#define STAGES_MAX 40

static struct {
    const char *name;
    uint64_t timestamp;
} stages[STAGES_MAX];
static unsigned stage_count;
extern uint64_t boot_entry_timestamp; /* start.S */
static bool wanted;

void boot_stage_done(const char *name)
{
    if (stage_count == STAGES_MAX)
        return;
    stages[stage_count].name = name;
    stages[stage_count++].timestamp = arch_timestamp();
}

/* Counts of the CPU's cycle counter; where the machine counts instructions with it (QEMU -icount shift=0), instructions. */
void bootchart_print(void)
{
    if (!wanted)
        return;
    uint64_t before = boot_entry_timestamp;
    for (unsigned i = 0; i < stage_count; i++) {
        log_line("bootchart: %-28s %lu", stages[i].name, stages[i].timestamp - before);
        before = stages[i].timestamp;
    }
    log_line("bootchart: %-28s %lu", "total", before - boot_entry_timestamp);
}

static int parse_bootchart(const char *value)
{
    (void)value;
    wanted = true;
    return 0;
}

BOOT_OPTION(bootchart, "--bootchart", parse_bootchart);
