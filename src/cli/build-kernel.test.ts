// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileNames } from '../component/index.ts';
import { dirname, fileURLToPath, join } from '../util/index.ts';
import { buildKernel, selectKernel } from './build-kernel.ts';

// This file runs as build/js/src/cli/build-kernel.test.js.
const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

test('buildKernel links a kernel for every profile', async () => {
  const names = profileNames(root);
  for (const name of ['all', 'base', 'microvm', 'q35', 'virtio-mmio', 'virtio-pci'])
    assert.ok(names.includes(name), name);
  for (const profile of names) {
    const build = await buildKernel({ root, profile });
    assert.ok(build.ok, `${profile}: ${JSON.stringify(build, null, 1)}`);
  }
});

test('buildKernel links the universal kernel, stripped, into 256 KiB', async () => {
  const build = await buildKernel({ root, profile: 'all' });
  assert.ok(build.ok);
  assert.ok(build.value.strippedBytes <= 256 * 1024, `${build.value.strippedBytes} bytes`);
});

test('buildKernel does nothing, and quickly, when nothing has changed', async () => {
  await buildKernel({ root, profile: 'all' });
  const steps: string[] = [];
  const start = performance.now();
  const build = await buildKernel({ root, profile: 'all', onProgress: (step) => steps.push(step) });
  assert.ok(build.ok);
  assert.deepEqual(steps, []);
  assert.ok(performance.now() - start < 300);
});

test('selectKernel says: the command line names "virtio-bkl", which is not a component', async () => {
  const chosen = await selectKernel({ root, profile: 'base', components: ['virtio-bkl'] });
  assert.ok(!chosen.ok);
  assert.equal(chosen.diagnostics[0].help, 'did you mean "virtio-blk"?');
});
