/* SPDX-License-Identifier: MIT */
/* The kernel as a shared object: its exported symbols are in a dynamic symbol table like anybody's. */
#include "scope.h"

#define HIDDEN __attribute__((visibility("hidden")))

extern const char __kernel_start[] HIDDEN, __kernel_end[] HIDDEN;
/* Weak: a kernel that exports nothing has no dynamic section. */
extern Elf64_Dyn _DYNAMIC[] HIDDEN __attribute__((weak));

/* What the ELF headers would say, which are not in memory: one segment with everything, at its own addresses.
 */
static Elf64_Phdr headers[2] = {
    {.p_type = PT_LOAD, .p_flags = PF_R | PF_W | PF_X},
    {.p_type = PT_DYNAMIC, .p_flags = PF_R},
};

struct ldso_image ldso_kernel = {
    .map = {.l_name = (char *)"/lib/x86_64-linux-gnu/libc.so.6", .l_ld = _DYNAMIC},
    .path = "libc.so.6 (the kernel)",
    .is_kernel = true,
    .is_global = true,
    .is_started = true,
    .headers = headers,
    .header_count = 2,
};

void ldso_describe_kernel(void)
{
    headers[0].p_vaddr = ldso_kernel.low = (uint64_t)__kernel_start;
    headers[0].p_memsz = (uint64_t)__kernel_end - (uint64_t)__kernel_start;
    ldso_kernel.high = (uint64_t)__kernel_end;
    if (_DYNAMIC == NULL) {
        ldso_kernel.header_count = 1;
        return;
    }
    headers[1].p_vaddr = (uint64_t)_DYNAMIC;
    headers[1].p_memsz = (uint64_t)__kernel_end - (uint64_t)_DYNAMIC;
    headers[1].p_memsz -= headers[1].p_memsz % sizeof(Elf64_Dyn);
}
