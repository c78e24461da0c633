// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok } from '../../src/diagnostic/index.ts';
import { leastWorking } from './least-working.ts';

test('leastWorking finds every threshold of a range, its ends included', async () => {
  for (let threshold = 3; threshold <= 20; threshold++) {
    const found = await leastWorking((amount) => Promise.resolve(ok(amount >= threshold)), 3, 20);
    assert.deepEqual(found, ok(threshold));
  }
});

test('leastWorking tells when nothing works', async () => {
  const found = await leastWorking(() => Promise.resolve(ok(false)), 1, 8);
  assert.deepEqual(found, ok(undefined));
});
