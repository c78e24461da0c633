// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../util/index.ts';
import { SYSTEM_CALLS } from './syscalls-x86-64.ts';

test('SYSTEM_CALLS has the numbers that programs are compiled with', () => {
  assert.equal(SYSTEM_CALLS.get('read'), 0);
  assert.equal(SYSTEM_CALLS.get('rseq'), 334);
  assert.equal(SYSTEM_CALLS.get('pidfd_send_signal'), 424);
});

test('SYSTEM_CALLS agrees with the header of the host', (context) => {
  const header = readText('/usr/include/x86_64-linux-gnu/asm/unistd_64.h');
  if (!header.ok) return context.skip('linux-libc-dev is not installed');
  const found = [...header.value.matchAll(/#define __NR_(\w+) (\d+)/g)];
  assert.ok(found.length > 300);
  for (const [, name, number] of found) {
    // A newer header may have calls that are newer than the table.
    if (Number(number) <= 450) assert.equal(SYSTEM_CALLS.get(name ?? ''), Number(number), name);
  }
});
