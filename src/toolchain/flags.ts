// SPDX-License-Identifier: MIT
// How every object of every kernel is compiled. Nothing here may depend on a profile, an app or a path: that is what
// lets all configurations share the objects, and two clones of the tree get the same bytes.

/** For C and assembly. Each flag that is not self-evident has its reason. */
export const TARGET_FLAGS: readonly string[] = [
  '--target=x86_64-unknown-none-elf',
  '-march=x86-64',
  // The kernel lives in the top 2 GiB, so symbols are sign-extended 32-bit numbers.
  '-mcmodel=kernel',
  // Interrupts and the program's system calls would overwrite a red zone.
  '-mno-red-zone',
  // A system call saves no vector registers, so the kernel must not touch them.
  '-mgeneral-regs-only',
  '-g',
  // Debug information names the sources relative to the tree's root, wherever that is.
  '-fdebug-compilation-dir=.',
];

/** For C only. */
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
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  // The crash report walks the kernel's frames by their pointers.
  '-fno-omit-frame-pointer',
  // Structures of devices and disks are read in place, as other types than they were stored as.
  '-fno-strict-aliasing',
  '-Wall',
  '-Wextra',
  '-Werror',
];

/** Where the kernel's physical address 0 is mapped; as KERNEL_BASE in kernel/arch/x86_64/include/arch/page.h. */
export const KERNEL_BASE = 0xffffffff80000000n;

/** Physical address of the kernel's first byte: above the first MiB, which belongs to firmware and loaders. */
export const KERNEL_PHYSICAL = 0x100000n;
