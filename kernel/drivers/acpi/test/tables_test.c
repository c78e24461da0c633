// SPDX-License-Identifier: MIT
// sources: ../tables.c
/* A small firmware whose tables are found, and damaged ones, which must be refused without reading outside of
 * what is mapped. */
#include <acpi/acpi.h>
#include <assert.h>
#include <boot/bootinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRMWARE 0x7ff00000ul
#define FIRMWARE_SIZE 0x400u

static uint8_t firmware[FIRMWARE_SIZE];
struct bootinfo bootinfo = {.protocol = "PVH", .acpi_rsdp = FIRMWARE};

void log_warn(const char *format, ...)
{
    (void)format;
}

const void *acpi_map(paddr_t address, size_t size)
{
    if (address < FIRMWARE || address > FIRMWARE + FIRMWARE_SIZE || size > FIRMWARE + FIRMWARE_SIZE - address)
        return NULL;
    /* A copy of exactly that size, so that the sanitizer sees what goes beyond. Kept: tables stay mapped. */
    return memcpy(malloc(size), firmware + (address - FIRMWARE), size);
}

static void fix_sum(uint32_t at, uint32_t size, uint32_t checksum_at)
{
    firmware[checksum_at] = 0;
    uint8_t sum = 0;
    for (uint32_t i = 0; i < size; i++) sum += firmware[at + i];
    firmware[checksum_at] = (uint8_t)-sum;
}

static void put_table(uint32_t at, const char *signature, uint32_t length)
{
    struct acpi_header header = {.length = length};
    memcpy(header.signature, signature, 4);
    memcpy(firmware + at, &header, sizeof(header));
}

static void build(bool extended)
{
    memset(firmware, 0, sizeof(firmware));
    uint64_t xsdt = extended ? FIRMWARE + 0x100 : 0;
    uint32_t rsdt = FIRMWARE + 0x80, length = 36;
    memcpy(firmware, "RSD PTR ", 8);
    firmware[15] = extended ? 2 : 0;
    memcpy(firmware + 16, &rsdt, 4);
    memcpy(firmware + 20, &length, 4);
    memcpy(firmware + 24, &xsdt, 8);
    fix_sum(0, 20, 8);
    fix_sum(0, 36, 32);
    const uint64_t entries[] = {FIRMWARE + 0x200, 0, FIRMWARE + 0x300, 0xffffffff0000};
    put_table(0x80, "RSDT", 36 + 4 * 4);
    put_table(0x100, "XSDT", 36 + 4 * 8);
    for (unsigned i = 0; i < 4; i++) {
        memcpy(firmware + 0x80 + 36 + 4 * i, &entries[i], 4);
        memcpy(firmware + 0x100 + 36 + 8 * i, &entries[i], 8);
    }
    fix_sum(0x80, 36 + 16, 0x80 + 9);
    fix_sum(0x100, 36 + 32, 0x100 + 9);
    put_table(0x200, "APIC", 44);
    fix_sum(0x200, 44, 0x200 + 9);
    put_table(0x300, "FACP", 0x100);
    fix_sum(0x300, 0x100, 0x300 + 9);
}

/* The root table is looked for once, so each firmware needs a process of its own; `check` says what must hold
 * there. */
static void in_child(void (*check)(void))
{
    int child = fork(), status = 1;
    if (child == 0) {
        check();
        _exit(0);
    }
    assert(waitpid(child, &status, 0) == child && status == 0);
}

static void finds_tables(void)
{
    const struct acpi_header *table = acpi_find_table("FACP");
    assert(table != NULL && table->length == 0x100);
    assert(acpi_find_table("APIC") != NULL);
    assert(acpi_find_table("HPET") == NULL);
}

static void finds_nothing(void)
{
    assert(acpi_find_table("FACP") == NULL && acpi_find_table("APIC") == NULL);
}

static void finds_apic_only(void)
{
    assert(acpi_find_table("FACP") == NULL && acpi_find_table("APIC") != NULL);
}

/* Anything may be found, as long as it is right. */
static void survives(void)
{
    static const char *const names[] = {"FACP", "APIC", "XSDT", "\0\0\0\0"};
    for (unsigned i = 0; i < 4; i++) {
        const struct acpi_header *table = acpi_find_table(names[i]);
        assert(table == NULL || (table->length >= sizeof(*table) && table->length <= FIRMWARE_SIZE));
    }
}

int main(void)
{
    for (int extended = 0; extended < 2; extended++) {
        build(extended);
        in_child(finds_tables);
        firmware[8]++;
        in_child(finds_nothing);
    }
    build(true);
    firmware[0x100 + 40]++; /* the extended root's sum is wrong: the old one serves */
    in_child(finds_tables);
    firmware[0x80 + 40]++;
    in_child(finds_nothing);
    build(true);
    firmware[0x300 + 50]++;
    in_child(finds_apic_only);
    build(true);
    uint32_t length = 35;
    memcpy(firmware + 0x300 + 4, &length, 4);
    in_child(finds_apic_only);
    length = UINT32_MAX;
    memcpy(firmware + 0x300 + 4, &length, 4);
    in_child(finds_apic_only);
    srand(1);
    for (unsigned round = 0; round < 300; round++) {
        build(round % 2);
        for (unsigned change = 0; change < 4; change++)
            firmware[(unsigned)rand() % FIRMWARE_SIZE] = (uint8_t)rand();
        if (round % 3 != 0) {
            memcpy(&length, firmware + 0x104, 4);
            fix_sum(0, 20, 8);
            fix_sum(0, 36, 32);
            if (length <= FIRMWARE_SIZE - 0x100) fix_sum(0x100, length, 0x109);
        }
        in_child(survives);
    }
    return 0;
}
