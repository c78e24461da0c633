// SPDX-License-Identifier: MIT
// What became of the guest, from what its log says, how the VMM ended and what we did to it.
import type { Diagnostic } from '../diagnostic/index.ts';
import type { StreamingEnd } from '../util/index.ts';
import type { LogVerdict } from './log-reader.ts';
import { noVerdict, verdictWithoutLine, vmmFailed, vmmKilled, vmmNotStarted } from './messages.ts';

export type GuestOutcome =
  | { readonly kind: 'exited'; readonly exitCode: number }
  /** The program was ended by a signal of the guest. */
  | { readonly kind: 'signalled'; readonly signal: number }
  /** The kernel gave up: it found its own state broken, or could not start the program. */
  | { readonly kind: 'panicked'; readonly cause: 'panic' | 'boot-failed'; readonly message: string }
  | { readonly kind: 'timed-out'; readonly timeoutMs: number }
  | { readonly kind: 'vmm-failed'; readonly diagnostic: Diagnostic }
  /** We were told to stop: Ctrl-C or a signal, or nobody reads the output any more. */
  | { readonly kind: 'interrupted'; readonly by: 'ctrl-c' | 'signal' | 'output-closed' };

/** Why we ended the VMM ourselves. */
export type StopReason =
  | { readonly kind: 'timed-out'; readonly timeoutMs: number }
  | { readonly kind: 'interrupted'; readonly by: 'ctrl-c' | 'signal' | 'output-closed' }
  /** The guest had said its verdict, but the machine went on. */
  | { readonly kind: 'verdict-said' };

/** Statuses that isa-debug-exit gives QEMU: `(v << 1) | 1` for v as docs/guest-interface.md lists them. */
const DEBUG_EXIT: ReadonlyMap<number, LogVerdict['kind']> = new Map([
  [(0x10 << 1) | 1, 'exited'],
  [(0x11 << 1) | 1, 'signalled'],
  [(0x12 << 1) | 1, 'panicked'],
  [(0x13 << 1) | 1, 'boot-failed'],
]);

function fromLog(verdict: LogVerdict): GuestOutcome {
  switch (verdict.kind) {
    case 'exited':
    case 'signalled':
      return verdict;
    case 'panicked':
      return { kind: 'panicked', cause: 'panic', message: verdict.message };
    case 'boot-failed':
      return { kind: 'panicked', cause: 'boot-failed', message: verdict.message };
  }
}

/** The debug exit told `kind`; the log may not have said it, or something else. */
function fromDebugExit(kind: LogVerdict['kind'], verdict: LogVerdict | undefined): GuestOutcome {
  if (verdict?.kind === kind) return fromLog(verdict);
  switch (kind) {
    case 'exited':
      // `exited 0` need not be written.
      if (verdict === undefined) return { kind: 'exited', exitCode: 0 };
      return fromLog(verdict);
    case 'signalled':
      return { kind: 'vmm-failed', diagnostic: verdictWithoutLine('killed by signal N') };
    case 'panicked':
      return { kind: 'panicked', cause: 'panic', message: 'the log does not say why' };
    case 'boot-failed':
      // Before it has read its command line, the kernel knows of no port but the first.
      return { kind: 'panicked', cause: 'boot-failed', message: 'why is in the output above' };
  }
}

export interface GuestEnd {
  readonly vmm: string;
  readonly end: StreamingEnd;
  readonly verdict: LogVerdict | undefined;
  readonly stopped: StopReason | undefined;
}

export function decideOutcome({ vmm, end, verdict, stopped }: GuestEnd): GuestOutcome {
  if (end.kind === 'not-started') return { kind: 'vmm-failed', diagnostic: vmmNotStarted(vmm, end.code) };
  // The guest may have ended by itself in the very moment in which we wanted to end it.
  const told = end.kind === 'exited' ? DEBUG_EXIT.get(end.code) : undefined;
  if (told !== undefined) return fromDebugExit(told, verdict);
  if (stopped !== undefined && stopped.kind !== 'verdict-said') return stopped;
  if (end.kind === 'signalled') {
    if (stopped !== undefined && verdict !== undefined) return fromLog(verdict);
    return { kind: 'vmm-failed', diagnostic: vmmKilled(vmm, end.signal, end.stderr) };
  }
  if (end.code !== 0) return { kind: 'vmm-failed', diagnostic: vmmFailed(vmm, end.code, end.stderr) };
  return verdict === undefined
    ? { kind: 'vmm-failed', diagnostic: noVerdict(vmm, end.stderr) }
    : fromLog(verdict);
}
