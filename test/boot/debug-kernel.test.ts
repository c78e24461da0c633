// SPDX-License-Identifier: MIT
// Kernels that are compiled for a debugger: they boot, are cut as others are, and the tool can tell what is in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from '../../src/util/index.ts';
import { thimble } from '../cli/rig.ts';
import { root } from '../house/tree.ts';

const FOLDER = join(root, 'build/test/debug-kernel');

for (const machine of [['microvm'], ['q35', '--cpus', '2']]) {
  test(`run --debug boots a program on ${machine.join(' ')}`, async () => {
    const end = await thimble(['run', '--debug', '--machine', ...machine, 'native-example']);
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stdout, /^Hello from Thimble!$/m);
  });
}

test('build --debug cuts the kernel to the program, and size and why know it', async () => {
  const end = await thimble(['build', '--debug', '-o', FOLDER, '--json', 'native-example']);
  assert.equal(end.code, 0, end.stderr);
  const { kernel } = JSON.parse(end.stdout) as { kernel: { exports: readonly string[] } };
  assert.ok(kernel.exports.length > 0 && kernel.exports.length < 100, `${kernel.exports.length} exports`);
  const size = await thimble(['size', '--image', FOLDER, '--by', 'file', '--json']);
  const { rows } = JSON.parse(size.stdout) as { rows: readonly { readonly name: string }[] };
  const names = rows.map(({ name }) => name);
  assert.ok(names.includes('kernel/vfs/rw.c') && names.includes('kernel/core/undefined.debug.c'));
  const why = await thimble(['why', 'sys_read', '--image', FOLDER]);
  assert.deepEqual([why.code, why.stderr], [0, '']);
  assert.match(why.stdout, /sys_read +kernel\/vfs\/rw\.c/);
});
