// SPDX-License-Identifier: MIT
// The kernel of this very tree, in every configuration that a profile describes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadComponents, loadProfile, profileNames } from '../component/index.ts';
import { resolveComponents } from '../graph/index.ts';
import { makeKernel, type BuildStep, type KernelBuild } from '../toolchain/index.ts';
import { dirname, fileURLToPath, join } from '../util/index.ts';

// This file runs as build/js/src/cli/kernel-profiles.test.js.
const root = join(dirname(fileURLToPath(import.meta.url)), '../../../..');

async function build(
  name: string,
): Promise<{ readonly kernel: KernelBuild; readonly steps: readonly BuildStep[] }> {
  const [set, profile] = await Promise.all([loadComponents(root), loadProfile(root, name)]);
  assert.ok(set.ok && profile.ok, JSON.stringify([set, profile]));
  const selection = resolveComponents(set.value, profile.value);
  assert.ok(selection.ok, JSON.stringify(selection));
  const steps: BuildStep[] = [];
  const kernel = await makeKernel({
    set: set.value,
    selected: selection.value.selected.map(({ component }) => component),
    folder: `build/kernel/${name}`,
    onStep: (step) => steps.push(step),
  });
  assert.ok(kernel.ok, `${name}: ${JSON.stringify(kernel, null, 1)}`);
  return { kernel: kernel.value, steps };
}

test('makeKernel links a kernel for every profile of the tree', async () => {
  const names = profileNames(root);
  for (const name of [
    'all',
    'base',
    'cloud-hypervisor',
    'firecracker',
    'microvm',
    'q35',
    'virtio-mmio',
    'virtio-pci',
  ]) {
    assert.ok(names.includes(name), name);
  }
  for (const name of names) await build(name);
});

test('makeKernel links the universal kernel, stripped, into 1 MiB', async () => {
  const { kernel } = await build('all');
  assert.ok(kernel.strippedBytes <= 1024 * 1024, `${kernel.strippedBytes} bytes`);
  const counted = kernel.components.reduce((sum, { bytes }) => sum + bytes, kernel.sharedBytes);
  // What is not counted is padding, section names and headers: segments of whole pages.
  assert.ok(
    kernel.strippedBytes - counted < 4 * 4096,
    `${kernel.strippedBytes - counted} bytes belong to nobody`,
  );
});

test('makeKernel does nothing for the tree when nothing has changed', async () => {
  await build('all');
  const { steps } = await build('all');
  assert.deepEqual(steps, []);
});
