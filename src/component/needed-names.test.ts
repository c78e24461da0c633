// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dirname, fileURLToPath, join, readText } from '../util/index.ts';
import { readSymbolLists } from './symbol-list.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

test('exported-symbols has every name of glibc that any of 102 Debian programs imports', () => {
  const lists = readSymbolLists(root);
  assert.ok(lists.ok);
  const exported = new Set(lists.value.flatMap(({ names }) => names));
  const file = readText(join(root, 'test/fixtures/glibc-names-of-102-programs.tsv'));
  assert.ok(file.ok);
  const lines = file.value.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.ok(lines.length > 1400);
  const missing = lines.filter((line) => !exported.has(line.split('\t')[1] ?? ''));
  assert.deepEqual(missing, []);
});
