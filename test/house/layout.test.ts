// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laySources } from '../../src/cli/source-layout.ts';
import { lint } from './lint.ts';
import { root } from './tree.ts';

test('the sources have the layout of prettier and clang-format', async () => {
  const outcome = await laySources(root, undefined, true);
  const files = outcome.kind === 'differs' ? outcome.files.join('\n') : '';
  if (files !== '') assert.fail(`./thimble format gives these files their layout:\n${files}`);
  assert.equal(outcome.kind, 'clean', outcome.kind === 'failed' ? outcome.output : '');
});

test('the TypeScript has nothing that eslint complains about', async () => {
  const complaints = await lint();
  if (complaints !== '') assert.fail(complaints);
});
