// SPDX-License-Identifier: MIT
// Machines: what QEMU is started with, and a run from start to verdict.
export { isAskedForLine, readLeftOut, Recorder, type LeftOut, type Recorded } from './asked-for.ts';
export { isForHost } from './log-reader.ts';
export { findAccelerator, type Accelerator } from './accelerator.ts';
export type { InputStream } from './forward-input.ts';
export { prepareGdb, type GdbOptions, type GdbStub } from './gdb.ts';
export { keepGuest, keepLog } from './keep.ts';
export { joinCommandLine, splitCommandLine } from './kernel-command-line.ts';
export { describeMachine, MACHINE_NAMES, type MachineDescription, type MachineName } from './machines.ts';
export { listeningForwards, NETWORK_COMPONENTS, type GuestNetwork, type PortForward } from './network.ts';
export {
  planGuest,
  type GuestCommand,
  type GuestPlan,
  type GuestPorts,
  type GuestSpec,
} from './plan-guest.ts';
export { runGuest, type GuestRun, type GuestStreams, type RunOptions } from './run-guest.ts';
export type { GuestOutcome } from './verdict.ts';
