// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorDiagnostic } from '../diagnostic/index.ts';
import { guestPathOf } from './resolve-program.ts';
import { exitCodeOf } from './run-program.ts';

test('exitCodeOf gives each kind of end a code of its own', () => {
  const diagnostic = errorDiagnostic('machine/vmm-failed', 'failed');
  assert.equal(exitCodeOf({ kind: 'exited', exitCode: 7 }, 130), 7);
  assert.equal(exitCodeOf({ kind: 'signalled', signal: 11 }, 130), 139);
  assert.equal(exitCodeOf({ kind: 'panicked', cause: 'panic', message: '' }, 130), 120);
  assert.equal(exitCodeOf({ kind: 'panicked', cause: 'boot-failed', message: '' }, 130), 120);
  assert.equal(exitCodeOf({ kind: 'vmm-failed', diagnostic }, 130), 121);
  assert.equal(exitCodeOf({ kind: 'timed-out', timeoutMs: 1 }, 130), 124);
  assert.equal(exitCodeOf({ kind: 'interrupted', by: 'ctrl-c' }, 130), 130);
  assert.equal(exitCodeOf({ kind: 'interrupted', by: 'signal' }, 143), 143);
  assert.equal(exitCodeOf({ kind: 'interrupted', by: 'output-closed' }, 130), 141);
});

test('guestPathOf leaves installed programs where they are and puts others at the top', () => {
  for (const path of [
    '/bin/ls',
    '/sbin/init',
    '/usr/bin/lua5.4',
    '/opt/app/bin/app',
    '/lib/x',
    '/lib64/ld.so',
  ]) {
    assert.equal(guestPathOf(path), path);
  }
  assert.equal(guestPathOf('/home/me/server'), '/server');
  assert.equal(guestPathOf('/binaries/x'), '/x');
  assert.equal(guestPathOf('/tmp/usr/x'), '/x');
});
