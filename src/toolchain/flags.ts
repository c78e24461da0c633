// SPDX-License-Identifier: MIT
// How every object of every kernel is compiled. Nothing here may depend on a profile, an app or a path: that is what
// lets all configurations share the objects, and two clones of the tree get the same bytes.

/** Of all code, C and assembly. Each flag that is not self-evident has its reason. */
const COMMON_FLAGS: readonly string[] = [
  '--target=x86_64-unknown-none-elf',
  '-march=x86-64',
  // Interrupts and system calls would overwrite a red zone.
  '-mno-red-zone',
  '-g',
  // Debug information names the sources relative to the tree's root, wherever that is.
  '-fdebug-compilation-dir=.',
];

/** Of the kernel's side, for C and assembly. */
export const TARGET_FLAGS: readonly string[] = [
  ...COMMON_FLAGS,
  // The kernel lives in the top 2 GiB, so symbols are sign-extended 32-bit numbers.
  '-mcmodel=kernel',
  // A system call saves no vector registers, so the kernel must not touch them.
  '-mgeneral-regs-only',
  // So nothing on its stacks needs more than the 8 bytes that a call keeps, and no function has to align them.
  '-mstack-alignment=8',
];

/**
 * Of the program's side: code that runs as part of a program, for C and assembly. Data that programs may copy into themselves (ELF
 * COPY relocations), and that is default-visibility data, is reached through the global offset table, whose entries the dynamic
 * linker then changes; so the linker must not turn such loads into addresses.
 */
export const PROGRAM_TARGET_FLAGS: readonly string[] = [
  ...COMMON_FLAGS,
  '-fPIC',
  '-Wa,-mrelax-relocations=no',
];

/** Of the program's side, for C only. */
export const PROGRAM_C_FLAGS: readonly string[] = [
  '-std=gnu17',
  '-ffreestanding',
  '-nostdlibinc',
  '-Oz',
  '-ffunction-sections',
  '-fdata-sections',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  // Crash reports follow .debug_frame here, as in the rest of the program.
  '-fomit-frame-pointer',
  // As musl is compiled by its own makefile.
  '-frounding-math',
  '-fno-strict-aliasing',
];

/** Of our own code on either side. Third parties' has its own style. */
export const WARNING_FLAGS: readonly string[] = ['-Wall', '-Wextra', '-Werror'];

/** Of the kernel's side, for C only. */
export const C_FLAGS: readonly string[] = [
  '-std=c17',
  '-ffreestanding',
  // Of the headers that are not the kernel's, only those of the compiler itself (stdint.h, stdarg.h, ...).
  '-nostdlibinc',
  '-Oz',
  // What no root reaches is left out function by function, object by object.
  '-ffunction-sections',
  '-fdata-sections',
  '-fvisibility=hidden',
  '-fno-pic',
  // A switch takes less room as comparisons than as a table of addresses.
  '-fno-jump-tables',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  '-fomit-frame-pointer',
  // Structures of devices and disks are read in place, as other types than they were stored as.
  '-fno-strict-aliasing',
];

/** Of the kernel's side in kernels for a debugger, for C only: after C_FLAGS, some of which they undo. */
export const DEBUG_C_FLAGS: readonly string[] = [
  '-Og',
  '-fno-omit-frame-pointer',
  // Whoever ends with a call is in the call chain as well.
  '-fno-optimize-sibling-calls',
  // What C leaves undefined stops the kernel there and then (kernel/core/undefined.debug.c). Pointers are left out: those of programs may
  // be null or odd, and structures of devices and disks are read where they are.
  '-fsanitize=bool,bounds,builtin,integer-divide-by-zero,shift,signed-integer-overflow,unreachable,vla-bound',
  '-fno-sanitize-recover=all',
];

/** Where the kernel's physical address 0 is mapped; as KERNEL_BASE in kernel/arch/x86_64/include/arch/page.h. */
export const KERNEL_BASE = 0xffffffff80000000n;

/** Physical address of the kernel's first byte: above the first MiB, which belongs to firmware and loaders. */
export const KERNEL_PHYSICAL = 0x100000n;
