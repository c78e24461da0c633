// SPDX-License-Identifier: MIT
// sources: ../mp-table.c ../madt.c
/* The CPUs of tables as firmware writes them, and of damaged ones, which must not be read beyond their ends.
 */
#include "../find.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define EBDA 0x9fc00u
#define TABLE (EBDA + 16)
#define HEADER 44u
#define PROCESSOR 20u

static uint32_t ids[4];

static struct cpu_list empty(void)
{
    return (struct cpu_list){.apic_ids = ids, .room = 4};
}

static void fix_sum(uint8_t *memory, uint32_t size, uint32_t at)
{
    uint8_t sum = 0;
    memory[at] = 0;
    for (uint32_t i = 0; i < size; i++) sum = (uint8_t)(sum + memory[i]);
    memory[at] = (uint8_t)-sum;
}

/* As qboot has it: no count of entries; then a bus. The CPU with the number 2 is not enabled. */
static uint8_t *low_memory(unsigned processors)
{
    uint8_t *memory = calloc(1, LOW_MEMORY_SIZE), *table = memory + TABLE;
    uint32_t address = TABLE;
    uint16_t length = (uint16_t)(HEADER + processors * PROCESSOR + 8);
    memcpy(memory + EBDA, "_MP_", 4);
    memcpy(memory + EBDA + 4, &address, 4);
    memory[EBDA + 8] = 1;
    fix_sum(memory + EBDA, 16, 10);
    memcpy(table, "PCMP", 4);
    memcpy(table + 4, &length, 2);
    for (unsigned i = 0; i < processors; i++) {
        table[HEADER + i * PROCESSOR + 1] = (uint8_t)i;
        table[HEADER + i * PROCESSOR + 3] = i != 2;
    }
    table[HEADER + processors * PROCESSOR] = 1;
    fix_sum(table, length, 7);
    return memory;
}

static void test_mp_table(void)
{
    struct cpu_list list = empty();
    uint8_t *memory = low_memory(4);
    mp_table_cpus(memory, &list);
    assert(list.count == 3 && ids[0] == 0 && ids[1] == 1 && ids[2] == 3);
    /* No more than there is room for. */
    free(memory);
    memory = low_memory(9);
    list = empty();
    mp_table_cpus(memory, &list);
    assert(list.count == 4);
    free(memory);
    memory = calloc(1, LOW_MEMORY_SIZE);
    list = empty();
    mp_table_cpus(memory, &list);
    assert(list.count == 0);
    free(memory);
}

/* Every byte of the table wrong, one after the other: nothing but the sum tells, and it does. */
static void test_damaged_mp_table(void)
{
    uint8_t *memory = low_memory(4);
    for (uint32_t at = EBDA; at < TABLE + HEADER + 4 * PROCESSOR + 8; at++) {
        struct cpu_list list = empty();
        memory[at] ^= 0x55;
        mp_table_cpus(memory, &list);
        assert(list.count == 0);
        memory[at] ^= 0x55;
    }
    /* A table that lies at the end of low memory, or is told to lie beyond. */
    for (uint32_t address = LOW_MEMORY_SIZE - 64; address < LOW_MEMORY_SIZE + 64; address++) {
        struct cpu_list list = empty();
        memcpy(memory + EBDA + 4, &address, 4);
        fix_sum(memory + EBDA, 16, 10);
        mp_table_cpus(memory, &list);
        assert(list.count == 0);
    }
    free(memory);
}

static const uint8_t madt[] = {
    [43] = 0,
    /* local APICs: 0, enabled; 5, enabled; 6, not */
    0,
    8,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    8,
    1,
    5,
    1,
    0,
    0,
    0,
    0,
    8,
    2,
    6,
    0,
    0,
    0,
    0,
    /* an I/O APIC */
    1,
    12,
    0,
    0,
    0,
    0,
    0xc0,
    0xfe,
    0,
    0,
    0,
    0,
    /* local x2APICs: 5 once more; 7; 300, which is out of reach */
    9,
    16,
    0,
    0,
    5,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    9,
    16,
    0,
    0,
    7,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    9,
    16,
    0,
    0,
    0x2c,
    1,
    0,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
};

static void test_madt(void)
{
    struct cpu_list list = empty();
    madt_cpus(madt, sizeof(madt), &list);
    assert(list.count == 3 && ids[0] == 0 && ids[1] == 5 && ids[2] == 7);
    /* Cut off everywhere, in memory of just that size. */
    for (size_t length = 0; length < sizeof(madt); length++) {
        uint8_t *cut = malloc(length + 1);
        memcpy(cut, madt, length);
        cut = realloc(cut, length == 0 ? 1 : length);
        list = empty();
        madt_cpus(cut, length, &list);
        assert(list.count <= 3);
        free(cut);
    }
    /* An entry without a length has no next one. */
    uint8_t endless[sizeof(madt)];
    memcpy(endless, madt, sizeof(madt));
    endless[45 + 8] = 0;
    list = empty();
    madt_cpus(endless, sizeof(endless), &list);
    assert(list.count == 1);
}

int main(void)
{
    test_mp_table();
    test_damaged_mp_table();
    test_madt();
    return 0;
}
