/* SPDX-License-Identifier: MIT */
/* The MultiProcessor table (Intel MultiProcessor Specification 1.4, chapter 4), which small firmware has
 * where it has no ACPI tables, such as that of QEMU's microvm. */
#include <core/byte-sum.h>
#include <core/string.h>

#include "find.h"

#define EBDA_SEGMENT 0x40e /* the BIOS data area's word with the extended data area's segment */
#define BASE_MEMORY_TOP 0xa0000u
#define BIOS_START 0xf0000u
#define KIB 1024u

struct floating_pointer {
    char signature[4]; /* "_MP_" */
    uint32_t table;
    uint8_t length; /* in units of 16 bytes */
    uint8_t revision;
    uint8_t checksum;
    uint8_t features[5];
} __attribute__((packed));
_Static_assert(sizeof(struct floating_pointer) == 16, "MP 1.4, 4.1");

struct table_header {
    char signature[4]; /* "PCMP" */
    uint16_t length;
    uint8_t revision;
    uint8_t checksum;
    char oem_id[8];
    char product_id[12];
    uint32_t oem_table;
    uint16_t oem_table_size;
    uint16_t entry_count; /* not filled in by qboot, hence not looked at */
    uint32_t lapic;
    uint16_t extended_length;
    uint8_t extended_checksum;
    uint8_t reserved;
} __attribute__((packed));
_Static_assert(sizeof(struct table_header) == 44, "MP 1.4, 4.2");

struct processor_entry {
    uint8_t type; /* 0 */
    uint8_t apic_id;
    uint8_t apic_version;
    uint8_t flags;
    uint32_t signature;
    uint32_t features;
    uint32_t reserved[2];
} __attribute__((packed));
_Static_assert(sizeof(struct processor_entry) == 20, "MP 1.4, 4.3.1");

#define ENTRY_PROCESSOR 0
#define ENTRY_LAST 4 /* the base table has no others */
#define ENTRY_SIZE 8 /* of all but processors */
#define PROCESSOR_ENABLED 1

static uint32_t find_in(const uint8_t *memory, uint32_t start, uint32_t size)
{
    for (uint32_t at = start; at < start + size; at += sizeof(struct floating_pointer)) {
        const struct floating_pointer *pointer = (const struct floating_pointer *)(memory + at);
        if (memcmp(pointer->signature, "_MP_", 4) == 0 && pointer->length == 1 &&
            byte_sum(memory + at, sizeof(*pointer)) == 0)
            return pointer->table;
    }
    return 0;
}

static uint32_t find_table(const uint8_t *memory)
{
    uint16_t segment;
    memcpy(&segment, memory + EBDA_SEGMENT, sizeof(segment));
    uint32_t ebda = (uint32_t)segment << 4, table = 0;
    if (ebda != 0 && ebda <= BASE_MEMORY_TOP - KIB) table = find_in(memory, ebda, KIB);
    if (table == 0) table = find_in(memory, BASE_MEMORY_TOP - KIB, KIB);
    return table != 0 ? table : find_in(memory, BIOS_START, LOW_MEMORY_SIZE - BIOS_START);
}

void mp_table_cpus(const uint8_t *low_memory, struct cpu_list *list)
{
    uint32_t at = find_table(low_memory);
    if (at == 0 || at > LOW_MEMORY_SIZE - sizeof(struct table_header)) return;
    const struct table_header *header = (const struct table_header *)(low_memory + at);
    if (memcmp(header->signature, "PCMP", 4) != 0 || header->length < sizeof(*header) ||
        header->length > LOW_MEMORY_SIZE - at || byte_sum(low_memory + at, header->length) != 0)
        return;
    uint32_t end = at + header->length;
    at += (uint32_t)sizeof(*header);
    while (at < end && low_memory[at] <= ENTRY_LAST) {
        const struct processor_entry *entry = (const struct processor_entry *)(low_memory + at);
        uint32_t size = entry->type == ENTRY_PROCESSOR ? (uint32_t)sizeof(*entry) : ENTRY_SIZE;
        if (size > end - at) return;
        if (entry->type == ENTRY_PROCESSOR && entry->flags & PROCESSOR_ENABLED)
            cpu_list_add(list, entry->apic_id);
        at += size;
    }
}
