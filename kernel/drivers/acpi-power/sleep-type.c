/* SPDX-License-Identifier: MIT */
/* \_S5 is Name(_S5, Package(){a, b, 0, 0}); in AML (ACPI 6.3, 20.2): NameOp, NameString, PackageOp,
 * PkgLength, NumElements, then constants. An interpreter is not needed for that. */
#include <core/string.h>

#include "sleep-type.h"

#define AML_ZERO 0x00
#define AML_ONE 0x01
#define AML_NAME 0x08
#define AML_BYTE 0x0a
#define AML_WORD 0x0b
#define AML_DWORD 0x0c
#define AML_PACKAGE 0x12
#define AML_ROOT '\\'

struct cursor {
    const uint8_t *at, *end;
};

static bool next(struct cursor *cursor, uint8_t *byte)
{
    if (cursor->at == cursor->end) return false;
    *byte = *cursor->at++;
    return true;
}

/* A constant; only its low byte matters, as the fields have three bits. */
static bool read_constant(struct cursor *cursor, uint8_t *value)
{
    uint8_t prefix;
    if (!next(cursor, &prefix)) return false;
    if (prefix == AML_ZERO || prefix == AML_ONE) {
        *value = prefix;
        return true;
    }
    size_t size = prefix == AML_BYTE ? 1 : prefix == AML_WORD ? 2 : prefix == AML_DWORD ? 4 : 0;
    if (size == 0 || (size_t)(cursor->end - cursor->at) < size) return false;
    *value = *cursor->at;
    cursor->at += size;
    return true;
}

/* What follows the name. */
static bool read_package(struct cursor cursor, struct sleep_types *types)
{
    uint8_t byte, count;
    if (!next(&cursor, &byte) || byte != AML_PACKAGE) return false;
    /* PkgLength: the two high bits of its first byte tell how many more there are. How long the package is
     * does not matter. */
    if (!next(&cursor, &byte) || (size_t)(cursor.end - cursor.at) < byte >> 6) return false;
    cursor.at += byte >> 6;
    if (!next(&cursor, &count) || count == 0 || !read_constant(&cursor, &types->a)) return false;
    types->b = types->a;
    return count == 1 || read_constant(&cursor, &types->b);
}

bool find_sleep_types(const uint8_t *code, size_t size, struct sleep_types *types)
{
    static const char name[] = {'_', 'S', '5', '_'};
    const uint8_t *end = code + size;
    for (const uint8_t *at = code; (size_t)(end - at) > sizeof(name);) {
        at = memchr(at, name[0], (size_t)(end - at));
        if (at == NULL || (size_t)(end - at) < sizeof(name)) return false;
        bool named =
            at > code && (at[-1] == AML_NAME || (at[-1] == AML_ROOT && at - 1 > code && at[-2] == AML_NAME));
        if (named && memcmp(at, name, sizeof(name)) == 0 &&
            read_package((struct cursor){at + sizeof(name), end}, types))
            return true;
        at++;
    }
    return false;
}
