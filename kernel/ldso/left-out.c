/* SPDX-License-Identifier: MIT */
#include "left-out.h"

#include "syscall.h"

#define HIDDEN __attribute__((visibility("hidden")))

/* The tool's (src/toolchain/generated-tables.ts): 24 bits of the hashes of all names that kernels can export
 * and this one does not. By the first eight, the index tells where the others begin in the list of hashes. No
 * buckets: nothing was left out. */
extern const uint32_t ldso_left_out_buckets HIDDEN;
extern const uint16_t ldso_left_out_index[] HIDDEN;
extern const uint16_t ldso_left_out_hashes[] HIDDEN;

/* A function of the kernel (kernel/syscall/left-out.c), as system calls are called. */
extern const char left_out_symbol[] HIDDEN;

bool ldso_is_left_out(const struct ldso_reference *reference)
{
    uint32_t hash = reference->gnu_hash;
    uint32_t bucket = hash >> 24;
    if (bucket >= ldso_left_out_buckets) return false;
    for (uint32_t i = ldso_left_out_index[bucket]; i < ldso_left_out_index[bucket + 1]; i++)
        if (ldso_left_out_hashes[i] == (uint16_t)(hash >> 8)) return true;
    return false;
}

void ldso_tell_left_out(const struct ldso_reference *reference)
{
    if (!ldso_is_left_out(reference)) return;
    __syscall2((long)left_out_symbol, (long)reference->name, (long)reference->gnu_hash);
}
