// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { profileNames } from '../../src/component/index.ts';
import { join } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { inTemporaryFolder, thimble } from './rig.ts';

interface Listed {
  readonly profiles: readonly {
    readonly name: string;
    readonly summary: string;
    readonly components: readonly string[];
    readonly strippedBytes?: number;
  }[];
}

test('profiles lists every profile with what it is for; --sizes tells the bytes of the kernel', async () => {
  const { code, stdout } = await thimble(['profiles']);
  assert.equal(code, 0);
  for (const name of profileNames(root)) assert.match(stdout, new RegExp(`^${name} +\\d+ +\\w`, 'm'));
  const sized = await thimble(['profiles', '--sizes', '--json', 'virtio-mmio', 'all']);
  const { profiles } = JSON.parse(sized.stdout) as Listed;
  assert.deepEqual(
    profiles.map(({ name }) => name),
    ['virtio-mmio', 'all'],
  );
  for (const { name, strippedBytes, components } of profiles) {
    assert.equal(strippedBytes, statSync(join(root, `build/kernel/${name}/kernel-stripped.elf`)).size);
    assert.ok(components.includes('virtio-mmio'));
  }
});

test("--profile takes a file: TypeScript that imports thimble, or one of OSv's", async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(
      join(folder, 'mine.ts'),
      "import { defineProfile } from 'thimble';\nexport default defineProfile({ summary: 'Mine', components: ['serial-16550', 'virtio-pci'] });\n",
    );
    writeFileSync(join(folder, 'osv.mk'), 'conf_drivers_mmio?=1\nconf_drivers_virtio_blk?=1\n');
    const { code, stdout, stderr } = await thimble(['profiles', '--json', './mine.ts', 'osv.mk'], {
      cwd: folder,
    });
    assert.equal(code, 0, stderr);
    const [mine, osv] = (JSON.parse(stdout) as Listed).profiles;
    assert.equal(mine?.summary, 'Mine');
    assert.ok(mine.components.includes('pci') && !mine.components.includes('virtio-blk'));
    assert.ok(osv?.components.includes('virtio-mmio') === true && !osv.components.includes('pci'));
    const wrong = await thimble(['build', '--profile', 'osv.mkk', '/bin/true'], { cwd: folder });
    assert.match(wrong.stderr, /there is no profile "osv\.mkk"/);
  });
});

test('--component puts a component in with what it requires, and refuses contradictions with the place', async () => {
  const added = await thimble(['components', '--json', '--component', 'acpi-power=on']);
  assert.match(added.stderr, /note: --component acpi-power=on brings along what it requires: acpi/);
  const off = await thimble(['components', '--component', 'virtio=off']);
  assert.equal(off.code, 1);
  assert.match(off.stderr, /--component virtio=off switches "virtio" off, but it is required by virtio-/);
  const unknown = await thimble(['run', '--component', 'virtio-blkk=on', '/bin/true']);
  assert.equal(unknown.code, 125);
  assert.match(unknown.stderr, /"virtio-blkk", which is not a component[^]*did you mean "virtio-blk"/);
  const value = await thimble(['build', '--component', 'pci=maybe', '/bin/true']);
  assert.equal(value.code, 2);
  assert.match(value.stderr, /--component is "pci=maybe"; expected NAME=on or NAME=off/);
});
