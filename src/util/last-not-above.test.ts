// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastNotAbove } from './last-not-above.ts';

test('lastNotAbove finds the last of equal values, and -1 where all are above', () => {
  const values = [1, 4, 4, 9];
  const find = (wanted: number) => lastNotAbove(values.length, (index) => values[index] ?? NaN, wanted);
  assert.deepEqual([0, 1, 3, 4, 8, 9, 99].map(find), [-1, 0, 0, 2, 2, 3, 3]);
  assert.equal(
    lastNotAbove(0, () => 0n, 5n),
    -1,
  );
});
