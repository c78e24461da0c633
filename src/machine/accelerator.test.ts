// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { join, makeTemporaryDirectory, readText, removeTree, writeWhole } from '../util/index.ts';
import { findAccelerator } from './accelerator.ts';

/** A folder with a device that can be opened and a VMM that notes each start and ends with `code`. */
function stage(t: TestContext, code: number) {
  const folder = makeTemporaryDirectory('/tmp', 'thimble-accelerator-');
  assert.ok(folder.ok);
  t.after(() => removeTree(folder.value));
  const [device, vmm, starts] = ['kvm', 'vmm', 'starts'].map((name) => join(folder.value, name)) as [
    string,
    string,
    string,
  ];
  writeWhole(device, '');
  writeWhole(vmm, `#!/bin/sh\necho start >>${starts}\ncat >/dev/null\nexit ${code}\n`);
  chmodSync(vmm, 0o755);
  const started = () => {
    const text = readText(starts);
    return text.ok ? text.value.split('\n').length - 1 : 0;
  };
  return { device, vmm, started, cacheFile: join(folder.value, 'cache') };
}

test('findAccelerator takes emulation where there is no device, and starts nothing', async (t) => {
  const { vmm, started } = stage(t, 0);
  assert.equal(await findAccelerator({ device: '/nonexistent/kvm', vmm }), 'tcg');
  assert.equal(started(), 0);
});

test('findAccelerator takes KVM where a trial succeeds, and tries once', async (t) => {
  const { started, ...options } = stage(t, 0);
  assert.equal(await findAccelerator(options), 'kvm');
  assert.equal(await findAccelerator(options), 'kvm');
  assert.equal(started(), 1);
});

test('findAccelerator takes emulation where the device is there and does not work', async (t) => {
  const { started, ...options } = stage(t, 134);
  assert.equal(await findAccelerator(options), 'tcg');
  assert.equal(started(), 1);
  const kept = readText(options.cacheFile);
  assert.ok(kept.ok && kept.value.startsWith('tcg '));
});

test('findAccelerator trusts a kept answer only for the same VMM', async (t) => {
  const { started, ...options } = stage(t, 0);
  writeWhole(options.cacheFile, 'tcg of something else');
  assert.equal(await findAccelerator(options), 'kvm');
  assert.equal(started(), 1);
});
