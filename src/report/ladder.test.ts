// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LADDER_HEADINGS, ladderRows } from './ladder.ts';

test('ladderRows puts the figures of others next to ours, in the same order', () => {
  const rows = ladderRows([
    { step: 'exported', bytes: 1234567 },
    { step: 'app', bytes: 98304 },
  ]);
  assert.deepEqual(rows, [
    ['everything exported, all drivers', '1,234,567', '6M', '6,351,416'],
    ['cut to the program, virtio-mmio', '98,304', '', '2,243,128'],
  ]);
  assert.ok(rows.every(({ length }) => length === LADDER_HEADINGS.length));
});
