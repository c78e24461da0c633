/* SPDX-License-Identifier: MIT */
/* Characters: reading them from text, and sets of them. */
#include "regex-parse.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A code point of `length` bytes behind the first byte, or -1 (RFC 3629). */
static int32_t decode_rest(uint32_t first, const unsigned char *rest, unsigned length, uint32_t least)
{
    uint32_t c = first;
    for (unsigned i = 0; i < length; i++) {
        if ((rest[i] & 0xc0) != 0x80) return -1;
        c = c << 6 | (rest[i] & 0x3f);
    }
    return c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? -1 : (int32_t)c;
}

hidden uint32_t regex_decode(const struct regex_reading *reading, const unsigned char *at,
                             const unsigned char *end, unsigned *length)
{
    uint32_t c = reading->translate != NULL ? reading->translate[*at] : *at;
    *length = 1;
    if (c >= 0x80 && reading->utf8) {
        unsigned rest = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc2 ? 1 : 0;
        static const uint32_t least[] = {0, 0x80, 0x800, 0x10000}, mask[] = {0, 0x1f, 0x0f, 0x07};
        int32_t decoded = -1;
        if (rest != 0 && c < 0xf8 && (size_t)(end - at) > rest)
            decoded = decode_rest(c & mask[rest], at + 1, rest, least[rest]);
        if (decoded < 0) return REGEX_STRAY + c;
        c = (uint32_t)decoded;
        *length = rest + 1;
        return reading->icase ? (uint32_t)towupper(c) : c;
    }
    return reading->icase && c < 0x80 ? (uint32_t)toupper((int)c) : c;
}

hidden bool regex_set_has(const struct regex_set *set, uint32_t c)
{
    bool has = false;
    if (c < 256) return ((set->bits[c / 8] >> (c % 8)) & 1) != set->negated;
    /* A byte that is no character is in no set, whether it names others or not. */
    if (c >= REGEX_STRAY) return false;
    for (uint32_t i = 0; i < set->range_count && !has; i++)
        has = c >= set->ranges[i][0] && c <= set->ranges[i][1];
    for (unsigned i = 0; i < set->class_count && !has; i++) has = iswctype(c, set->classes[i]) != 0;
    return has != set->negated;
}

hidden struct regex_set *regex_new_set(struct regex_parser *parser)
{
    struct regex_program *program = parser->program;
    struct regex_set *grown = reallocarray(program->sets, program->set_count + 1, sizeof *grown);
    if (grown == NULL) {
        parser->error = REGEX_ESPACE;
        return NULL;
    }
    program->sets = grown;
    grown += program->set_count++;
    memset(grown, 0, sizeof *grown);
    return grown;
}

hidden void regex_set_add(struct regex_set *set, uint32_t c)
{
    set->bits[c / 8] |= (uint8_t)(1 << (c % 8));
}

hidden int regex_set_add_range(struct regex_set *set, uint32_t from, uint32_t to)
{
    for (; from <= to && from < 256; from++) regex_set_add(set, from);
    if (from > to) return REGEX_OK;
    if (set->range_count == set->range_room) {
        uint32_t room = set->range_room * 2 + 4;
        uint32_t(*grown)[2] = reallocarray(set->ranges, room, sizeof *grown);
        if (grown == NULL) return REGEX_ESPACE;
        set->ranges = grown;
        set->range_room = room;
    }
    set->ranges[set->range_count][0] = from;
    set->ranges[set->range_count++][1] = to;
    return REGEX_OK;
}

hidden int regex_set_add_class(struct regex_set *set, const char *name, size_t length, bool icase)
{
    char copy[16];
    if (length >= sizeof copy) return REGEX_ECTYPE;
    memcpy(copy, name, length);
    copy[length] = '\0';
    /* Text and pattern are in capital letters then. */
    if (icase && (strcmp(copy, "upper") == 0 || strcmp(copy, "lower") == 0)) strcpy(copy, "alpha");
    wctype_t class = wctype(copy);
    if (class == 0) return REGEX_ECTYPE;
    for (unsigned c = 0; c < 128; c++)
        if (iswctype(c, class)) regex_set_add(set, c);
    /* Characters up to 255 are bits, if they are characters of the locale at all. */
    for (unsigned c = 128; MB_CUR_MAX > 1 && c < 256; c++)
        if (iswctype(c, class)) regex_set_add(set, c);
    if (set->class_count == REGEX_SET_CLASSES) return REGEX_OK; /* twelve different ones are all there are */
    for (unsigned i = 0; i < set->class_count; i++)
        if (set->classes[i] == class) return REGEX_OK;
    set->classes[set->class_count++] = class;
    return REGEX_OK;
}
