// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseRows, type Sample } from './rows.ts';

function samples(side: Sample['side'], rates: readonly number[], processorUs: number): Sample[] {
  return rates.map((perSecond) => ({ what: 'get', side, perSecond, processorUs }));
}

test('caseRows compares medians of what was asked, and of nothing else', () => {
  const all: Sample[] = [
    ...samples('Thimble', [10, 30, 900], 20),
    ...samples('Linux', [20, 1, 90], 40),
    { what: 'set', side: 'Linux', perSecond: 5000, processorUs: 1 },
    { what: undefined, side: 'Linux', startMs: 7 },
  ];
  const rows = caseRows('get', 2, all);
  assert.deepEqual(
    rows.map(({ what, value }) => [what, value]),
    [
      ['get, 2 CPUs, Thimble', 30],
      ['get, 2 CPUs, Linux', 20],
      ['get, 2 CPUs, to Linux', 1.5],
      ['get, 2 CPUs, processor time to Linux', 0.5],
    ],
  );
  assert.match(rows[3]?.note ?? '', / 20 us .* 40$/);
});
