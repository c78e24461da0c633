// SPDX-License-Identifier: MIT
// Where a program's libc is: the kernel has one of its own, and any image can bring another.
import { ADVERTISED_LIBRARIES, GLIBC_INTERPRETER, type ComponentSet } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { posix } from '../util/index.ts';
import { chooseFiller, defaultFiller, type Switch } from '../graph/index.ts';
import type { KernelLibc } from '../needs/index.ts';
import { allocatorNotUsed, libcNotUsed, noLibcComponents } from './messages.ts';

export const LIBC_CHOICES = ['kernel', 'image'] as const;
export type LibcChoice = (typeof LIBC_CHOICES)[number];

/** What a program binds to; `none` for one that brings all of it in its own file. */
export type ProgramLibc = LibcChoice | 'none';

/**
 * For dynamic programs that were made for glibc, unless an option or an app says otherwise, or the image brings a libc of its own
 * (`libcBrought`).
 */
export const DEFAULT_LIBC: LibcChoice = 'kernel';

/** What the kernel stands for with its libc. */
export const KERNEL_LIBC: KernelLibc = { interpreter: GLIBC_INTERPRETER, libraries: ADVERTISED_LIBRARIES };

/** What the kernel stands for in an image for which somebody has asked for a libc, or for none. */
export function kernelLibcFor(asked: LibcChoice | undefined): KernelLibc | undefined {
  return (asked ?? DEFAULT_LIBC) === 'kernel' ? KERNEL_LIBC : undefined;
}

/** The files by which an image shows that it brings glibc: what is one of these is glibc, wherever it is. */
const GLIBC_FILES = [posix.basename(GLIBC_INTERPRETER), 'libc.so.6'];

/** The guest path of a file of `paths` that is glibc. */
export function libcBrought(paths: Iterable<string>): string | undefined {
  for (const path of paths) if (GLIBC_FILES.includes(posix.basename(path))) return path;
  return undefined;
}

/** The components that make the kernel's libc, as far as the tree has them. */
const LIBC_COMPONENTS = ['ldso', 'libc-charsets', 'libc-glibc', 'libc-musl'];

/** The role of the component that has malloc; the names of its folders are what --allocator takes. */
export const ALLOCATOR_ROLE = 'allocator';

/** The component that is malloc unless somebody chooses. */
export function usualAllocator(set: ComponentSet): string | undefined {
  return defaultFiller(set, ALLOCATOR_ROLE);
}

/** Puts the kernel's libc into a kernel, with this allocator or with the usual one. */
export function libcSwitches(
  set: ComponentSet,
  allocator: string | undefined,
  others: readonly Switch[],
): Result<Switch[]> {
  const names = LIBC_COMPONENTS.filter((name) => set.components.has(name));
  if (!names.includes('ldso')) return err(noLibcComponents());
  const switches = names.map((name) => ({ name, on: true, by: '--libc=kernel' }));
  if (allocator !== undefined) {
    const chosen = chooseFiller(set, ALLOCATOR_ROLE, allocator, '--allocator');
    return chosen.ok ? ok([...switches, chosen.value]) : chosen;
  }
  const usual = usualAllocator(set);
  const isOpen = others.every(({ name }) => set.components.get(name)?.fills !== ALLOCATOR_ROLE);
  return ok(
    usual !== undefined && isOpen ? [...switches, { name: usual, on: true, by: '--libc=kernel' }] : switches,
  );
}

/** A warning when somebody chose an allocator in vain. */
export function checkAllocatorUse(asked: string | undefined, used: ProgramLibc): Diagnostic[] {
  return asked !== undefined && used !== 'kernel' ? [allocatorNotUsed(used)] : [];
}

/** A warning when somebody asked for the kernel's libc in vain. */
export function checkLibcUse(asked: LibcChoice | undefined, used: ProgramLibc): Diagnostic[] {
  return asked === 'kernel' && used !== 'kernel' ? [libcNotUsed(used, GLIBC_INTERPRETER)] : [];
}
