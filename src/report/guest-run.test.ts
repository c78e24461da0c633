// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GuestOutcome, GuestRun } from '../machine/index.ts';
import {
  guestEndDiagnostic,
  guestRunJson,
  leftOutDiagnostic,
  renderCrash,
  renderKernelLog,
} from './guest-run.ts';

function runOf(outcome: GuestOutcome): GuestRun {
  const seconds = { boot: 0.1, total: 0.2 };
  return { outcome, log: [], crash: [], seconds, bootInstructions: null, vmmStderr: '' };
}

test('guestRunJson keeps to the five outcomes, whatever ended the run', () => {
  const seconds = { boot: 0.1, total: 0.2 };
  assert.deepEqual(guestRunJson(runOf({ kind: 'exited', exitCode: 3 }), 3, 'kernel'), {
    exitCode: 3,
    outcome: 'exited',
    signal: null,
    libc: 'kernel',
    seconds,
    leftOut: null,
  });
  assert.deepEqual(guestRunJson(runOf({ kind: 'signalled', signal: 11 }), 139, 'image'), {
    exitCode: 139,
    outcome: 'signalled',
    signal: 11,
    libc: 'image',
    seconds,
    leftOut: null,
  });
  assert.deepEqual(guestRunJson(runOf({ kind: 'interrupted', by: 'ctrl-c' }), 130, 'none'), {
    exitCode: 130,
    outcome: 'signalled',
    signal: 2,
    libc: 'none',
    seconds,
    leftOut: null,
  });
});

test('leftOutDiagnostic names what the kernel was cut from, and the options that add it', () => {
  assert.equal(leftOutDiagnostic(['thimble: warning: system call fork is not implemented']), undefined);
  const told = leftOutDiagnostic([
    'thimble: warning: left out of this kernel: system call getcpu (add it: --add-syscall getcpu)',
    'thimble: warning: left out of this kernel: symbol qsort_r (add it: --add-symbol qsort_r)',
    'thimble: warning: left out of this kernel: file system /proc (add it: --component procfs=on)',
    'thimble: warning: left out of this kernel: file system /sys (add it: --component procfs=on)',
    'thimble: left out: 3 requests',
  ]);
  assert.match(
    told?.message ?? '',
    /system call getcpu; symbol qsort_r; file system \/proc, \/sys, 3 times in all$/,
  );
  assert.match(
    told?.help ?? '',
    /--add-syscall getcpu --add-symbol qsort_r --component procfs=on; or do not cut/,
  );
});

test('guestEndDiagnostic says nothing about a program that just exited or was interrupted', () => {
  assert.equal(guestEndDiagnostic({ kind: 'exited', exitCode: 1 }), undefined);
  assert.equal(guestEndDiagnostic({ kind: 'interrupted', by: 'signal' }), undefined);
});

test('guestEndDiagnostic tells a panic from a boot that failed', () => {
  const panic = guestEndDiagnostic({ kind: 'panicked', cause: 'panic', message: 'mm: x' });
  assert.deepEqual([panic?.code, panic?.message], ['run/kernel-panic', 'the kernel panicked: mm: x']);
  const boot = guestEndDiagnostic({ kind: 'panicked', cause: 'boot-failed', message: 'no disk' });
  assert.deepEqual(
    [boot?.code, boot?.message],
    ['run/boot-failed', 'the kernel could not start the program: no disk'],
  );
});

test('renderKernelLog leaves out the verdict and the crash report, which are told better', () => {
  const log = [
    'thimble: warning: w',
    'thimble: crash: rip 1',
    'thimble: killed by signal 11',
    'thimble: exited 1',
  ];
  assert.equal(renderKernelLog(log), 'thimble: warning: w\n');
});

test('renderCrash gives the lines of a report that cannot be read as they are', () => {
  assert.equal(
    renderCrash([], () => undefined),
    '',
  );
  assert.equal(
    renderCrash(['thimble: crash: ?'], () => undefined),
    'thimble: crash: ?\n',
  );
});
