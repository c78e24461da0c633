// SPDX-License-Identifier: MIT
// What `why` computes is what the linker did: for the kernel of every profile, and for every other kernel that the tests
// before this one have left behind (files of tests run in the order of their names).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadComponents, loadProfile, profileNames } from '../../src/component/index.ts';
import { resolveComponents } from '../../src/graph/index.ts';
import { compareWithMap, computeLiveness } from '../../src/liveness/index.ts';
import { linkedSections, makeKernel, openKernel, readLinkInputs } from '../../src/toolchain/index.ts';
import { fileStatus, isFile, join, listDirectory } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';

const KERNELS = join(root, 'build/kernel');

function check(folder: string): void {
  const kernel = openKernel(folder);
  assert.ok(kernel.ok, JSON.stringify(kernel));
  const inputs = readLinkInputs(root, kernel.value);
  assert.ok(inputs.ok, JSON.stringify(inputs));
  const live = computeLiveness(inputs.value);
  const differences = compareWithMap(live, inputs.value.script, linkedSections(kernel.value));
  const lines = differences.map(
    ({ object, section, size, linked, computed }) =>
      `${object}:(${section}), ${size} bytes: the linker kept ${linked}, we say ${computed}`,
  );
  if (lines.length > 0) assert.fail(lines.join('\n'));
}

for (const name of profileNames(root)) {
  test(`computeLiveness agrees with the linker on every section of the kernel of profile ${name}`, async () => {
    const set = await loadComponents(root);
    const profile = await loadProfile(root, name);
    assert.ok(set.ok && profile.ok);
    const selection = resolveComponents(set.value, profile.value);
    assert.ok(selection.ok);
    const selected = selection.value.selected.map(({ component }) => component);
    const built = await makeKernel({ set: set.value, selected, folder: `build/kernel/${name}` });
    assert.ok(built.ok, JSON.stringify(built));
    check(join(KERNELS, name));
  });
}

function modifiedMs(path: string): number {
  const status = fileStatus(path);
  assert.ok(status.ok, path);
  return status.value.mtimeMs;
}

/** A kernel that an earlier run left, of objects that have been compiled again since, says nothing. */
function isStale(folder: string): boolean {
  const kernel = openKernel(folder);
  if (!kernel.ok) return true;
  const { link } = kernel.value.stamp;
  const linked = modifiedMs(join(folder, 'kernel.map'));
  const objects = link.objects.map((object) => join(root, link.folder, object));
  return objects.some((object) => !isFile(object) || modifiedMs(object) > linked);
}

test('computeLiveness agrees with the linker on every section of the other kernels of the tests', () => {
  const names = listDirectory(KERNELS);
  assert.ok(names.ok);
  const profiles = profileNames(root);
  const others = names.value.filter((name) => !profiles.includes(name)).map((name) => join(KERNELS, name));
  for (const folder of others) if (!isStale(folder)) check(folder);
});
