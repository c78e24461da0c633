/* SPDX-License-Identifier: MIT */
/* Finding tables: root pointer, root table, table (ACPI 6.3, 5.2.5 to 5.2.8). At boot only, on one CPU. */
#include <acpi/acpi.h>
#include <boot/bootinfo.h>
#include <core/byte-sum.h>
#include <core/log.h>
#include <core/string.h>

/* Longer ones are not believed; the DSDT of QEMU has some 10 KiB, of big servers some 500. */
#define TABLE_SIZE_MAX (1u << 20)
#define BIOS_START 0xe0000ul
#define BIOS_END 0x100000ul

struct root_pointer {
    char signature[8]; /* "RSD PTR " */
    uint8_t checksum;  /* over the first 20 bytes */
    char oem_id[6];
    uint8_t revision; /* from 2 on the rest is there */
    uint32_t rsdt;
    uint32_t length;
    uint64_t xsdt;
    uint8_t extended_checksum; /* over all */
    uint8_t reserved[3];
} __attribute__((packed));
_Static_assert(sizeof(struct root_pointer) == 36, "ACPI 6.3, 5.2.5.3");
#define ROOT_POINTER_SIZE_1 20

static bool root_pointer_ok(const struct root_pointer *pointer)
{
    return memcmp(pointer->signature, "RSD PTR ", 8) == 0 && byte_sum(pointer, ROOT_POINTER_SIZE_1) == 0 &&
           (pointer->revision < 2 || byte_sum(pointer, sizeof(*pointer)) == 0);
}

static const struct root_pointer *find_root_pointer(void)
{
    if (bootinfo.acpi_rsdp != 0) {
        const struct root_pointer *told = acpi_map(bootinfo.acpi_rsdp, sizeof(*told));
        if (told != NULL && root_pointer_ok(told)) return told;
        log_warn("acpi: there is no root pointer at %lx, where the loader says it is", bootinfo.acpi_rsdp);
        return NULL;
    }
    /* A PVH loader that tells of none has none; others may not know. */
    if (strcmp(bootinfo.protocol, "PVH") == 0) return NULL;
    const char *bios = acpi_map(BIOS_START, BIOS_END - BIOS_START);
    for (size_t at = 0; bios != NULL && at < BIOS_END - BIOS_START - sizeof(struct root_pointer); at += 16) {
        const struct root_pointer *pointer = (const struct root_pointer *)(bios + at);
        if (root_pointer_ok(pointer)) return pointer;
    }
    return NULL;
}

const struct acpi_header *acpi_table_at(paddr_t address, const char *signature)
{
    const struct acpi_header *header = address != 0 ? acpi_map(address, sizeof(*header)) : NULL;
    if (header == NULL || memcmp(header->signature, signature, 4) != 0) return NULL;
    uint32_t length = header->length;
    if (length < sizeof(*header) || length > TABLE_SIZE_MAX) {
        log_warn("acpi: table %.4s at %lx has a length of %u", signature, address, length);
        return NULL;
    }
    return acpi_map(address, length);
}

bool acpi_table_ok(const struct acpi_header *table)
{
    return byte_sum(table, table->length) == 0;
}

/* As acpi_table_at, with the sum checked. */
static const struct acpi_header *right_table_at(paddr_t address, const char *signature)
{
    const struct acpi_header *table = acpi_table_at(address, signature);
    if (table == NULL || acpi_table_ok(table)) return table;
    log_warn("acpi: table %.4s at %lx has a wrong checksum", signature, address);
    return NULL;
}

/* The root table: the extended one where there is one. */
static const struct acpi_header *find_root_table(void)
{
    const struct root_pointer *pointer = find_root_pointer();
    if (pointer == NULL) return NULL;
    const struct acpi_header *root = NULL;
    if (pointer->revision >= 2) root = right_table_at(pointer->xsdt, "XSDT");
    return root != NULL ? root : right_table_at(pointer->rsdt, "RSDT");
}

const struct acpi_header *acpi_find_table(const char *signature)
{
    static const struct acpi_header *root;
    static bool searched;
    if (!searched) {
        searched = true;
        root = find_root_table();
    }
    if (root == NULL) return NULL;
    size_t entry_size = root->signature[0] == 'X' ? 8 : 4;
    const char *entry = (const char *)(root + 1), *end = (const char *)root + root->length;
    for (; (size_t)(end - entry) >= entry_size; entry += entry_size) {
        paddr_t address = 0;
        memcpy(&address, entry, entry_size);
        const struct acpi_header *table = right_table_at(address, signature);
        if (table != NULL) return table;
    }
    return NULL;
}
