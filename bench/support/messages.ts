// SPDX-License-Identifier: MIT
// What can go wrong while measuring, as messages.
import { errorDiagnostic, type Diagnostic } from '../../src/diagnostic/index.ts';
import type { FsFailure, SpawnOutcome } from '../../src/util/index.ts';

function ending(text: string): string {
  const lines = text.trimEnd().split('\n').slice(-20).join('\n');
  return lines === '' ? 'it said nothing' : `it said:\n${lines}`;
}

export function guestFailed(what: string, outcome: string, output: string): Diagnostic {
  return errorDiagnostic('bench/guest-failed', `${what}: ${outcome}; ${ending(output)}`, {
    help: 'without a working guest there is nothing to measure; try it with ./thimble run',
  });
}

export function commandFailed(what: string, outcome: SpawnOutcome): Diagnostic {
  const output = outcome.kind === 'not-found' ? '' : outcome.stdout + outcome.stderr;
  const how = outcome.kind === 'exited' ? `ended with status ${outcome.code}` : outcome.kind;
  return errorDiagnostic('bench/command-failed', `${what} ${how}; ${ending(output)}`);
}

export function fileFailed(failure: FsFailure): Diagnostic {
  return errorDiagnostic('bench/file-failed', `${failure.path}: ${failure.code}`);
}

export function unexpectedOutput(what: string, expected: string, found: string): Diagnostic {
  return errorDiagnostic('bench/unexpected-output', `${what}: expected ${expected}; ${ending(found)}`);
}

export function noSuchModule(name: string): Diagnostic {
  return errorDiagnostic('bench/no-such-module', `the package of the Linux kernel has no module ${name}`);
}
