/* SPDX-License-Identifier: MIT */
/* Random numbers: a ChaCha20 generator, seeded from RDRAND or RDSEED, entropy devices, and timing. */
#pragma once

#include <core/types.h>

/** Never blocks; usable everywhere. */
void random_bytes(void *buffer, size_t size);
/** Mixes `size` bytes into the generator's key; `bits` is how much of it an attacker cannot know. */
void random_add(const void *data, size_t size, unsigned bits);
/** Whether at least 128 bits of entropy have come in. */
bool random_seeded(void);
