// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadComponents, type BuildMode } from '../component/index.ts';
import { removeTree, join } from '../util/index.ts';
import { writeFiles } from '../util/test-tree.ts';
import { buildKey } from './build-key.ts';
import type { ExportRequest } from './plan-exports.ts';
import { makeTestKernel } from './test-kernel.ts';

async function keyOf(
  root: string,
  without: readonly string[] = [],
  request?: ExportRequest,
  mode?: BuildMode,
): Promise<string> {
  const set = await loadComponents(root, mode);
  assert.ok(set.ok);
  const selected = [...set.value.components.values()].filter(({ name }) => !without.includes(name));
  const key = buildKey(set.value, selected, request === undefined ? {} : { exports: request });
  assert.ok(key.ok);
  return key.value;
}

test('buildKey stays as long as nothing changes that a kernel is made from', async (context) => {
  const root = makeTestKernel(context);
  const key = await keyOf(root);
  writeFiles(root, { 'docs/page.md': 'Of no kernel.\n', 'build/obj/file': 'A result.\n' });
  assert.equal(await keyOf(root), key);
});

test('buildKey changes with sources, lists, version, selection, wish and mode', async (context) => {
  const root = makeTestKernel(context);
  const keys = [
    await keyOf(root),
    await keyOf(root, ['disk']),
    await keyOf(root, [], { kind: 'only', names: [] }),
    await keyOf(root, [], { kind: 'only', names: ['core_main'] }),
    await keyOf(root, [], undefined, 'debug'),
  ];
  const changes = {
    'kernel/core/core.c': 'void core_main(void) {}\n',
    'kernel/core/more.h': '#pragma once\n',
    'kernel/drivers/bus/component.ts': `export default { summary: 'Another bus', kind: 'driver' };\n`,
    'exported-symbols/libc.so.6.symbols': 'core_main\n',
    'package.json': '{ "version": "99.0.0" }\n',
  };
  for (const [path, text] of Object.entries(changes)) {
    writeFiles(root, { [path]: text });
    keys.push(await keyOf(root));
  }
  removeTree(join(root, 'kernel/core/more.h'));
  keys.push(await keyOf(root));
  assert.equal(new Set(keys).size, keys.length);
});
