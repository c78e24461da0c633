/* SPDX-License-Identifier: MIT */
/* The CPUs of the Multiple APIC Description Table (ACPI 6.3, 5.2.12). */
#include <core/string.h>

#include "find.h"

#define HEADER_SIZE 44 /* with the address of the local APIC and flags */
#define FLAG_ENABLED 1u

struct entry {
    uint8_t type, length;
} __attribute__((packed));

struct local_apic { /* 5.2.12.2 */
    struct entry entry;
    uint8_t processor, apic_id;
    uint32_t flags;
} __attribute__((packed));
_Static_assert(sizeof(struct local_apic) == 8, "ACPI 6.3, 5.2.12.2");
#define TYPE_LOCAL_APIC 0

struct local_x2apic { /* 5.2.12.12 */
    struct entry entry;
    uint16_t reserved;
    uint32_t apic_id, flags, processor;
} __attribute__((packed));
_Static_assert(sizeof(struct local_x2apic) == 16, "ACPI 6.3, 5.2.12.12");
#define TYPE_LOCAL_X2APIC 9

void madt_cpus(const void *table, size_t length, struct cpu_list *list)
{
    const uint8_t *bytes = table;
    for (size_t at = HEADER_SIZE; at + sizeof(struct entry) <= length;) {
        const struct entry *entry = (const struct entry *)(bytes + at);
        if (entry->length < sizeof(*entry) || entry->length > length - at) return;
        const struct local_apic *apic = (const struct local_apic *)entry;
        const struct local_x2apic *x2apic = (const struct local_x2apic *)entry;
        if (entry->type == TYPE_LOCAL_APIC && entry->length >= sizeof(*apic) && apic->flags & FLAG_ENABLED)
            cpu_list_add(list, apic->apic_id);
        if (entry->type == TYPE_LOCAL_X2APIC && entry->length >= sizeof(*x2apic) &&
            x2apic->flags & FLAG_ENABLED)
            cpu_list_add(list, x2apic->apic_id);
        at += entry->length;
    }
}
