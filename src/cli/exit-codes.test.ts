// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { EXIT, EXIT_CODE_TABLE, signalCode } from './exit-codes.ts';

test('EXIT_CODE_TABLE is the table of docs/exit-codes.md', () => {
  const page = readFileSync(new URL('../../../../docs/exit-codes.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| ([0-9][^|]*) \| ([^|]+) \|$/gm)].map(([, code, meaning]) => ({
    code,
    meaning,
  }));
  assert.deepEqual(rows, EXIT_CODE_TABLE);
});

test('EXIT has no code that the table does not explain', () => {
  const explained = new Set(EXIT_CODE_TABLE.map((row) => row.code));
  for (const code of Object.values(EXIT)) assert.ok(explained.has(String(code)), String(code));
});

test('signalCode gives the code that shells give', () => {
  assert.equal(signalCode(11), 139);
});
