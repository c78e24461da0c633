// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastNotAbove, rangeIndexAt } from './last-not-above.ts';

test('lastNotAbove finds the last of equal values, and -1 where all are above', () => {
  const values = [1, 4, 4, 9];
  const find = (wanted: number) => lastNotAbove(values.length, (index) => values[index] ?? NaN, wanted);
  assert.deepEqual([0, 1, 3, 4, 8, 9, 99].map(find), [-1, 0, 0, 2, 2, 3, 3]);
  assert.equal(
    lastNotAbove(0, () => 0n, 5n),
    -1,
  );
});

test('rangeIndexAt finds the range with a number in it, and -1 between ranges', () => {
  const ranges = [
    { start: 2, end: 4 },
    { start: 4, end: 5 },
    { start: 8, end: 9 },
  ];
  const found = [1, 2, 3, 4, 5, 8, 9].map((wanted) => rangeIndexAt(ranges, wanted));
  assert.deepEqual(found, [-1, 0, 0, 1, -1, 2, -1]);
});
