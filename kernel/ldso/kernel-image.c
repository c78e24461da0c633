/* SPDX-License-Identifier: MIT */
/* The kernel as a shared object: its exported symbols are in a dynamic symbol table like anybody's. */
#include "scope.h"

#define HIDDEN __attribute__((visibility("hidden")))

extern const char __kernel_start[] HIDDEN, __kernel_end[] HIDDEN;
/* Weak: a kernel that exports nothing has no dynamic section. */
extern Elf64_Dyn _DYNAMIC[] HIDDEN __attribute__((weak));

/* What the ELF headers would say, which are not in memory: one segment with everything, at its own addresses.
 */
static Elf64_Phdr headers[2];

struct ldso_image ldso_kernel;

/* By code, which is less than what it fills would be in the kernel's file. */
void ldso_describe_kernel(void)
{
    ldso_kernel.map.l_name = (char *)"/lib/x86_64-linux-gnu/libc.so.6";
    ldso_kernel.map.l_ld = _DYNAMIC;
    ldso_kernel.path = "libc.so.6 (the kernel)";
    ldso_kernel.is_kernel = ldso_kernel.is_global = ldso_kernel.is_started = true;
    ldso_kernel.headers = headers;
    ldso_kernel.header_count = 2;
    headers[0].p_type = PT_LOAD;
    headers[0].p_flags = PF_R | PF_W | PF_X;
    headers[1].p_type = PT_DYNAMIC;
    headers[1].p_flags = PF_R;
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
