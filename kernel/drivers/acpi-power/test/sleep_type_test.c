// SPDX-License-Identifier: MIT
// sources: ../sleep-type.c
/* The forms in which compilers write \_S5, and code in which it is cut or looks alike. */
#include "../sleep-type.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool find(const void *code, size_t size, struct sleep_types *types)
{
    /* A copy of exactly that size, so that reading beyond is seen. */
    uint8_t *copy = malloc(size);
    memcpy(copy, code, size);
    bool found = find_sleep_types(copy, size, types);
    free(copy);
    return found;
}

#define EXPECT(code, value_a, value_b)                                                                       \
    do {                                                                                                     \
        struct sleep_types types;                                                                            \
        static const char text[] = code;                                                                     \
        assert(find(text, sizeof(text) - 1, &types) && types.a == (value_a) && types.b == (value_b));        \
        for (size_t cut = 0; cut < sizeof(text) - 1; cut++) (void)find(text, cut, &types);                   \
    } while (0)

#define EXPECT_NONE(code)                                                                                    \
    do {                                                                                                     \
        struct sleep_types types;                                                                            \
        static const char text[] = code;                                                                     \
        assert(!find(text, sizeof(text) - 1, &types));                                                       \
    } while (0)

int main(void)
{
    EXPECT("\x08_S5_\x12\x06\x04\x00\x00\x00\x00", 0, 0);
    EXPECT("junk\x08_S5_\x12\x0a\x04\x0a\x05\x0a\x07\x00\x00", 5, 7);
    EXPECT("\x08\\_S5_\x12\x08\x04\x01\x0a\x02\x00\x00", 1, 2);
    EXPECT("\x08_S5_\x12\x4a\x00\x02\x0b\x05\x00\x0c\x06\x00\x00\x00", 5, 6);
    /* One value serves for both registers. */
    EXPECT("\x08_S5_\x12\x04\x01\x0a\x05", 5, 5);
    /* A use of the name is no definition of it. */
    EXPECT("__S5_\x12\x70_S5_\x08_S5_\x12\x08\x04\x0a\x03\x0a\x04\x00\x00", 3, 4);
    EXPECT_NONE("");
    EXPECT_NONE("_S5_\x12\x06\x04\x00\x00\x00\x00");
    EXPECT_NONE("\x08_S4_\x12\x06\x04\x00\x00\x00\x00");
    EXPECT_NONE("\x08_S5_\x12\x06\x00\x00\x00\x00\x00");
    EXPECT_NONE("\x08_S5_\x12\xc6\x04\x00");
    EXPECT_NONE("\x08_S5_\x12\x06\x04\x0a");
    EXPECT_NONE("\x08_S5_\x12\x06\x04\x5b\x30");
    EXPECT_NONE("\x08_S5_\x70");
    return 0;
}
