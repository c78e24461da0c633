// SPDX-License-Identifier: MIT
/* Names of system calls, which take half of their room as codes: src/toolchain/name-codes.ts makes them. */
#include "names.h"

extern const uint64_t syscall_name_count;
extern const uint8_t syscall_name_codes[];
extern const uint8_t syscall_name_pairs[][2];

/* Set in the last code of a name. */
#define LAST 0x80

/* Where the pair of a code stands; below 0 for a character, and for 0, which is no character at all. */
static int pair_index(uint8_t code)
{
    if (code == 0 || code > '_' - 1) return -1;
    if (code < '0') return code - 1;
    return code > '9' ? code - ('9' + 1) + ('0' - 1) : -1;
}

/* A pair is made of characters and of pairs that come before it, so this ends. */
static char *expand(uint8_t code, char *to, const char *end)
{
    int index = pair_index(code);
    if (index >= 0)
        return expand(syscall_name_pairs[index][1], expand(syscall_name_pairs[index][0], to, end), end);
    if (code != 0 && to < end) *to++ = (char)code;
    return to;
}

void syscall_name(uint32_t number, char *name, size_t size)
{
    const char *end = name + size - 1;
    const uint8_t *code = syscall_name_codes;
    *name = 0;
    if (number >= syscall_name_count) return;
    for (uint32_t before = 0; before < number; before++)
        while ((*code++ & LAST) == 0) {
        }
    do name = expand(*code & (uint8_t)~LAST, name, end);
    while ((*code++ & LAST) == 0);
    *name = 0;
}
DO_FOR_USE(call_names, syscall_name);
