// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definedSymbols, readElf } from '../elf/index.ts';
import { join, readBytes } from '../util/index.ts';
import { withoutHiding } from './make-visible.ts';
import { buildTestKernel, makeTestKernel } from './test-kernel.ts';

test('makeKernel exports all that is global in its components when nothing is to be hidden', async (context) => {
  const root = makeTestKernel(context);
  const hidden = await buildTestKernel(root);
  assert.ok(hidden.result.ok, JSON.stringify(hidden.result));
  assert.deepEqual(hidden.result.value.exports, []);
  const visible = await buildTestKernel(root, undefined, { kind: 'all-global' });
  assert.ok(visible.result.ok, JSON.stringify(visible.result));
  const { exports, path } = visible.result.value;
  const bytes = readBytes(path);
  assert.ok(bytes.ok);
  const file = readElf(bytes.value, path);
  assert.ok(file.ok);
  const symbols = file.value.symbols();
  assert.ok(symbols.ok);
  const functions = symbols.value.filter(({ type, binding }) => type === 'func' && binding === 'global');
  assert.ok(functions.length > 1);
  for (const { name } of functions) assert.ok(exports.includes(name), name);
  // And back again, though the folder is the same.
  const again = await buildTestKernel(root);
  assert.ok(again.result.ok);
  assert.deepEqual(again.result.value.exports, []);
});

test('withoutHiding changes the visibility of symbols and nothing else', async (context) => {
  const root = makeTestKernel(context);
  await buildTestKernel(root);
  const bytes = readBytes(join(root, 'build/obj/core/core.c.o'));
  assert.ok(bytes.ok);
  const visibilities = (of: Uint8Array): Set<string> => {
    const file = readElf(of, 'core.c.o');
    assert.ok(file.ok);
    const symbols = definedSymbols(file.value);
    assert.ok(symbols.ok);
    return new Set(symbols.value.map(({ visibility }) => visibility));
  };
  assert.deepEqual(visibilities(bytes.value), new Set(['hidden']));
  const visible = withoutHiding(bytes.value, 'core.c.o');
  assert.ok(visible.ok);
  assert.deepEqual(visibilities(visible.value), new Set(['default']));
  assert.equal(visible.value.length, bytes.value.length);
  const changed = bytes.value.filter((byte, index) => byte !== visible.value[index]);
  assert.ok(changed.every((byte) => (byte & ~3) === 0));
});
