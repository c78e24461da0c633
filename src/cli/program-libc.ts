// SPDX-License-Identifier: MIT
// Where a program's libc is: the kernel has one of its own, and any image can bring another.
import { ADVERTISED_LIBRARIES, GLIBC_INTERPRETER, type ComponentSet } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { Switch } from '../graph/index.ts';
import type { KernelLibc } from '../needs/index.ts';
import { libcNotUsed, noLibcComponents } from './messages.ts';

export const LIBC_CHOICES = ['kernel', 'image'] as const;
export type LibcChoice = (typeof LIBC_CHOICES)[number];

/** What a program binds to; `none` for one that brings all of it in its own file. */
export type ProgramLibc = LibcChoice | 'none';

/** For dynamic programs that were made for glibc, unless an option or an app says otherwise. */
export const DEFAULT_LIBC: LibcChoice = 'image';

/** What the kernel stands for with its libc. */
export const KERNEL_LIBC: KernelLibc = { interpreter: GLIBC_INTERPRETER, libraries: ADVERTISED_LIBRARIES };

/** The components that make the kernel's libc, as far as the tree has them. */
const LIBC_COMPONENTS = ['ldso', 'libc-charsets', 'libc-glibc', 'libc-musl'];

/** Puts the kernel's libc into a kernel. */
export function libcSwitches(set: ComponentSet): Result<Switch[]> {
  const names = LIBC_COMPONENTS.filter((name) => set.components.has(name));
  if (!names.includes('ldso')) return err(noLibcComponents());
  return ok(names.map((name) => ({ name, on: true, by: '--libc=kernel' })));
}

/** A warning when somebody asked for the kernel's libc in vain. */
export function checkLibcUse(asked: LibcChoice | undefined, used: ProgramLibc): Diagnostic[] {
  return asked === 'kernel' && used !== 'kernel' ? [libcNotUsed(used, GLIBC_INTERPRETER)] : [];
}
