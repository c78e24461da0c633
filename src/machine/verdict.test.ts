// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StreamingEnd } from '../util/index.ts';
import type { LogVerdict } from './log-reader.ts';
import { decideOutcome, type StopReason } from './verdict.ts';

const VMM = 'qemu-system-x86_64';

function decide(end: StreamingEnd, verdict?: LogVerdict, stopped?: StopReason) {
  return decideOutcome({ vmm: VMM, end, verdict, stopped });
}

const status = (code: number, stderr = ''): StreamingEnd => ({ kind: 'exited', code, stderr });
const killed = (signal: NodeJS.Signals): StreamingEnd => ({ kind: 'signalled', signal, stderr: '' });
const exited3: LogVerdict = { kind: 'exited', exitCode: 3 };
const timedOut: StopReason = { kind: 'timed-out', timeoutMs: 5 };

function failure(end: StreamingEnd, verdict?: LogVerdict) {
  const outcome = decide(end, verdict);
  if (outcome.kind !== 'vmm-failed') assert.fail(JSON.stringify(outcome));
  return outcome.diagnostic;
}

test('decideOutcome takes the details from the log and the kind from the debug exit', () => {
  assert.deepEqual(decide(status(33), exited3), { kind: 'exited', exitCode: 3 });
  assert.deepEqual(decide(status(33)), { kind: 'exited', exitCode: 0 });
  assert.deepEqual(decide(status(35), { kind: 'signalled', signal: 9 }), { kind: 'signalled', signal: 9 });
  const panic = { kind: 'panicked', cause: 'panic' };
  assert.deepEqual(decide(status(37), { kind: 'panicked', message: 'x' }), { ...panic, message: 'x' });
  assert.deepEqual(decide(status(37), exited3), { ...panic, message: 'the log does not say why' });
  const boot = { kind: 'panicked', cause: 'boot-failed', message: 'y' };
  assert.deepEqual(decide(status(39), { kind: 'boot-failed', message: 'y' }), boot);
});

test('decideOutcome believes the log of a machine that powered off', () => {
  assert.deepEqual(decide(status(0), exited3), { kind: 'exited', exitCode: 3 });
});

test('decideOutcome explains a machine that stopped without a verdict', () => {
  assert.match(failure(status(0)).message, /reset or powered off without a verdict/);
  assert.match(failure(status(35)).message, /its log has no such line/);
  const terminated = 'qemu-system-x86_64: terminating on signal 15 from pid 1 (init)\n';
  assert.match(failure(status(0, terminated)).message, /told to stop from outside.*\n.*signal 15/);
});

test('decideOutcome shows what a VMM that failed said', () => {
  const { message } = failure(status(1, 'qemu: no such option\n'), exited3);
  assert.equal(message, 'qemu-system-x86_64 failed with status 1. It said:\nqemu: no such option');
  assert.match(failure(killed('SIGSEGV')).message, /killed by SIGSEGV, and said nothing/);
  assert.match(failure({ kind: 'not-started', command: VMM, code: 'ENOENT' }).message, /there is no qemu/);
  assert.match(
    failure({ kind: 'not-started', command: VMM, code: 'EACCES' }).message,
    /not be started: EACCES/,
  );
});

test('decideOutcome says why we ended the VMM, unless the guest was faster', () => {
  assert.deepEqual(decide(killed('SIGKILL'), undefined, timedOut), timedOut);
  assert.deepEqual(decide(killed('SIGKILL'), exited3, timedOut), timedOut);
  assert.deepEqual(decide(status(33), exited3, timedOut), { kind: 'exited', exitCode: 3 });
  const interrupted: StopReason = { kind: 'interrupted', by: 'signal' };
  // Ctrl-C reaches every process of the terminal, and QEMU ends with status 0 on it.
  assert.deepEqual(decide(status(0, 'terminating on signal 2'), undefined, interrupted), interrupted);
  assert.deepEqual(decide(killed('SIGKILL'), exited3, { kind: 'verdict-said' }), exited3);
});
