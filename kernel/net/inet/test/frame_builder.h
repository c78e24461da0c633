/* SPDX-License-Identifier: MIT */
/* Frames that are put together piece by piece. */
#pragma once

#include "fake_host.h"

#define LARGE_SIZE 30000u

struct builder {
    struct card *card;
    uint8_t bytes[LARGE_SIZE];
    size_t size;
};

static void *add(struct builder *builder, size_t size)
{
    void *at = builder->bytes + builder->size;
    memset(at, 0, size);
    builder->size += size;
    return at;
}

/* As much of it as there is room for. */
static void add_bytes(struct builder *builder, const uint8_t *bytes, size_t size)
{
    size = MIN(size, sizeof(builder->bytes) - builder->size);
    memcpy(add(builder, size), bytes, size);
}
