// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, listDirectory, readBytes } from '../util/index.ts';
import { readObjectFacts } from './object-facts.ts';
import { buildTestKernel, makeTestKernel } from './test-kernel.ts';

test('readObjectFacts answers an error that names the object, wherever it is cut off', async (context) => {
  const root = makeTestKernel(context);
  assert.ok((await buildTestKernel(root)).result.ok);
  const folder = join(root, 'build/obj/core');
  const names = listDirectory(folder);
  const name = names.ok ? names.value.find((each) => each.endsWith('.o')) : undefined;
  assert.ok(name !== undefined);
  const bytes = readBytes(join(folder, name));
  assert.ok(bytes.ok && readObjectFacts(bytes.value, name).ok);
  for (let length = 0; length < bytes.value.length; length += 13) {
    const facts = readObjectFacts(bytes.value.subarray(0, length), name);
    assert.ok(!facts.ok, `${length} bytes`);
    const [{ message, place }] = facts.diagnostics;
    assert.ok(`${place?.file} ${message}`.includes(name), message);
  }
});
