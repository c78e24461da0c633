// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFunctions, readCounts } from './counts.ts';

const KERNEL = 0xffffffff80001000n;

function records(...blocks: readonly (readonly bigint[])[]): Uint8Array {
  return new Uint8Array(new BigUint64Array(blocks.flat()).buffer);
}

test('readCounts adds up what a block has executed however often it was translated', () => {
  const counts = readCounts(records([0x1000n, 3n, 10n], [KERNEL, 5n, 0n], [0x1000n, 2n, 100n]));
  assert.deepEqual(
    [...counts],
    [
      [0x1000n, 230],
      [KERNEL, 0],
    ],
  );
});

test('countFunctions tells the program from the kernel, and counts only what came after', () => {
  const before = readCounts(records([0x1000n, 1n, 10n]));
  const after = readCounts(records([0x1000n, 1n, 14n], [KERNEL, 2n, 3n], [0x2000n, 1n, 1n]));
  assert.deepEqual(
    [...countFunctions(before, after, undefined)],
    [
      ['the program', 5],
      ['the kernel', 6],
    ],
  );
});
