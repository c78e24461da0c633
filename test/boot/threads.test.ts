// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testChecks } from './checks.ts';
import { THREAD_CHECKS } from './thread-checks.ts';
import { compileStatic, runGuest } from './rig.ts';

testChecks('threads', THREAD_CHECKS);

void test('threads exit: any thread ends the process, after the main thread has ended', async () => {
  const end = await runGuest([], await compileStatic('threads'), ['exit']);
  assert.equal(end.code, 5, end.stderr);
});

void test('threads fork: calls that would make a process are logged once, by name', async () => {
  const end = await runGuest(['--verbose'], await compileStatic('threads'), ['fork']);
  assert.equal(end.stderr.split('system call fork is not implemented').length, 2, end.stderr);
});
