// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laySources } from '../../src/cli/source-layout.ts';
import { lint } from './lint.ts';
import { root } from './tree.ts';

test('the sources have the layout of prettier and clang-format', async () => {
  const outcome = await laySources(root, undefined, true);
  assert.deepEqual(outcome, { kind: 'clean' }, './thimble format repairs it');
});

test('the TypeScript has nothing that eslint complains about', async () => {
  assert.equal(await lint(), '');
});
