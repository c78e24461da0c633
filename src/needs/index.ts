// SPDX-License-Identifier: MIT
// What a program needs of the host to run in the guest.
export {
  collectDependencies,
  collectProgram,
  type CollectOptions,
  type DependencyFiles,
  type ExtraFile,
  type ProgramFiles,
} from './collect.ts';
export type { GuestEntry } from './guest-tree.ts';
export { resolveGuestPath } from './resolve-guest-path.ts';
