// SPDX-License-Identifier: MIT
import type { Diagnostic } from '../diagnostic/index.ts';
import type { Switch } from '../graph/index.ts';
import { cpusUnused } from './messages.ts';
import type { ResolvedProfile } from './prepare-kernel.ts';

/** The component with which a kernel uses further CPUs. */
const SMP = 'smp';

/** A machine with several CPUs wants a kernel that uses them, unless the user says otherwise. */
export function cpuSwitches(cpus: number, given: readonly Switch[]): Switch[] {
  if (cpus === 1 || given.some(({ name, on }) => name === SMP && !on)) return [];
  return [{ name: SMP, on: true, by: `--cpus ${cpus}` }];
}

/** A warning about CPUs that will stand still. */
export function checkCpus(cpus: number, { selection }: ResolvedProfile): Diagnostic[] {
  const used = cpus === 1 || selection.selected.some(({ component }) => component.name === SMP);
  return used ? [] : [cpusUnused(cpus, SMP)];
}
