// SPDX-License-Identifier: MIT
// sources: ../names.c
/* Names of system calls from codes that were written down by hand: 1 is "re", 2 is "ad", 3 is 1 and 2,
 * "read". */
#include "../names.h"

#include <assert.h>
#include <string.h>

extern const uint64_t syscall_name_count;
extern const uint8_t syscall_name_codes[];
extern const uint8_t syscall_name_pairs[][2];

/* "read", "", "pread64", "_", and the pair whose code comes behind the digits: "zz". */
const uint8_t syscall_name_codes[] = {3 | 0x80, 0 | 0x80, 'p', 3, '6', '4' | 0x80, '_' | 0x80, 0x3a | 0x80};
const uint64_t syscall_name_count = 5;
const uint8_t syscall_name_pairs[0x30][2] = {{'r', 'e'}, {'a', 'd'}, {1, 2}, [0x2f] = {'z', 'z'}};

static void expect(uint32_t number, const char *expected)
{
    char name[SYSCALL_NAME_SIZE];
    memset(name, 'x', sizeof name);
    syscall_name(number, name, sizeof name);
    assert(strcmp(name, expected) == 0);
}

int main(void)
{
    expect(0, "read");
    expect(1, "");
    expect(2, "pread64");
    expect(3, "_");
    expect(4, "zz");
    /* No number of Linux. */
    expect(5, "");
    expect(UINT32_MAX, "");

    /* A name that has no room is cut off, and nothing is written behind it. */
    char little[5] = "xxxxx";
    syscall_name(2, little, 4);
    assert(strcmp(little, "pre") == 0 && little[4] == 'x');
    syscall_name(2, little, 1);
    assert(little[0] == 0);
    return 0;
}
