// SPDX-License-Identifier: MIT
// What a program needs of the host to run in the guest.
export {
  collectDependencies,
  collectProgram,
  type CollectOptions,
  type DependencyFiles,
  type ExtraFile,
  type KernelLibc,
  type ProgramFiles,
} from './collect.ts';
export type { GuestEntry } from './guest-tree.ts';
export type { LoadedFile } from './load-needs.ts';
export { checkWorld, type World, type WorldFault } from './closed-world.ts';
export { worldDiagnostics, type WorldContext, type WorldDiagnostics } from './world-diagnostics.ts';
export { resolveGuestPath } from './resolve-guest-path.ts';
export { importedNames } from './imported-names.ts';
