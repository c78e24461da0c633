/* SPDX-License-Identifier: MIT */
/* How many CPUs the machine has, and by which numbers they are called. Pure: the tables may say anything. */
#pragma once

#include <core/types.h>

/** Physical memory below 1 MiB, where firmware keeps the first table. */
#define LOW_MEMORY_SIZE 0x100000u

/** Numbers of local APICs of CPUs that may be started. */
struct cpu_list {
    uint32_t *apic_ids;
    unsigned count, room;
};

/** Of the MultiProcessor table in low memory, if there is one. */
void mp_table_cpus(const uint8_t *low_memory, struct cpu_list *list);

/** Of ACPI's MADT, `length` bytes with its header. */
void madt_cpus(const void *table, size_t length, struct cpu_list *list);

static inline void cpu_list_add(struct cpu_list *list, uint32_t apic_id)
{
    /* 255 means all CPUs; higher numbers are for another mode of the local APIC. */
    if (apic_id >= 255 || list->count == list->room) return;
    for (unsigned i = 0; i < list->count; i++)
        if (list->apic_ids[i] == apic_id) return;
    list->apic_ids[list->count++] = apic_id;
}
