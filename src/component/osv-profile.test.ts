// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { join } from '../util/index.ts';
import { declarationFiles, makeTree } from '../util/test-tree.ts';
import { loadProfileFile } from './load-named.ts';
import { findOsvDriver, osvDriverValues } from './osv-drivers.ts';
import { readMkProfile } from './mk-profile.ts';

const KNOWN = new Set([
  ...['acpi', 'acpi-power', 'pci', 'pvpanic', 'serial-16550', 'rofs'],
  ...['virtio', 'virtio-blk', 'virtio-mmio', 'virtio-pci'],
]);

function complaints(context: TestContext, files: Readonly<Record<string, string>>) {
  const root = makeTree(context, files);
  const read = readMkProfile(join(root, 'conf/profiles/x64/mine.mk'));
  assert.ok(!read.ok);
  return read.diagnostics.map(({ message, place }) => [
    message.replace(root, ''),
    `${place?.file.slice(root.length + 1)}:${place?.line}:${place?.column}`,
  ]);
}

test('readMkProfile follows includes from the top of the tree, and the first ?= counts, as in make', (context) => {
  const root = makeTree(context, {
    'conf/profiles/x64/mine.mk': [
      '# what I need',
      'conf_drivers_pvpanic?=1   # tells of panics',
      'conf_drivers_virtio_blk = 1',
      'include conf/profiles/$(arch)/base.mk',
    ].join('\n'),
    'conf/profiles/x64/base.mk': [
      'export conf_drivers_pvpanic?=0',
      'ifeq ($(conf_drivers_pvpanic),1)',
      'export conf_drivers_acpi?=1',
      'else',
      'export conf_drivers_vga?=1',
      'endif',
      'export conf_drivers_acpi?=0',
      '',
      'export conf_drivers_xen?=0',
    ].join('\n'),
  });
  const read = readMkProfile(join(root, 'conf/profiles/x64/mine.mk'));
  assert.ok(read.ok);
  assert.deepEqual(
    read.value.map(({ name, on, place }) => [name, on, place.line]),
    [
      ['pvpanic', true, 2],
      ['virtio_blk', true, 3],
      ['acpi', true, 3],
      ['xen', false, 9],
    ],
  );
});

test('readMkProfile says what is no line of a profile, all at once, with places', (context) => {
  const files = {
    'conf/profiles/x64/mine.mk':
      'conf_driver_pci?=1\n  conf_drivers_pci?=yes\n$(shell rm -rf /)\nendif\nifeq ($(conf_drivers_pci),1)\n',
  };
  assert.deepEqual(complaints(context, files), [
    ['"conf_driver_pci?=1" is no line of a profile', 'conf/profiles/x64/mine.mk:1:1'],
    ['"conf_drivers_pci?=yes" is no line of a profile', 'conf/profiles/x64/mine.mk:2:3'],
    ['"$(shell rm -rf /)" is no line of a profile', 'conf/profiles/x64/mine.mk:3:1'],
    ['this "endif" has no "ifeq"', 'conf/profiles/x64/mine.mk:4:1'],
    ['this "ifeq" has no "endif"', 'conf/profiles/x64/mine.mk:5:1'],
  ]);
});

test('readMkProfile says: there is no file conf/profiles/x64/absent.mk, ..., and: ... includes itself', (context) => {
  assert.match(
    complaints(context, {
      'conf/profiles/x64/mine.mk': 'include conf/profiles/$(arch)/absent.mk\n',
    })[0]?.[0] ?? '',
    /^there is no file conf\/profiles\/x64\/absent\.mk, neither in/,
  );
  assert.deepEqual(
    complaints(context, { 'conf/profiles/x64/mine.mk': '\ninclude conf/profiles/x64/mine.mk\n' }),
    [['/conf/profiles/x64/mine.mk includes itself', 'conf/profiles/x64/mine.mk:2:1']],
  );
});

test('loadProfileFile makes a profile of an *.mk: its drivers, and what OSv has no switch for', async (context) => {
  const root = makeTree(context, {
    ...declarationFiles('profiles/x64/base', {
      summary: 'Base',
      components: ['serial-16550', 'rofs', 'virtio-blk'],
    }),
    'mine.mk': 'conf_drivers_pci?=1\nconf_drivers_virtio_blk?=1\nconf_drivers_hyperv?=0\n',
    'bus-only.mk': 'conf_drivers_pci?=1\nconf_drivers_mmio?=1\n',
  });
  const mine = await loadProfileFile(root, join(root, 'mine.mk'), KNOWN);
  assert.ok(mine.ok);
  assert.deepEqual(mine.value.components, ['serial-16550', 'rofs', 'pci', 'virtio-pci', 'virtio-blk']);
  assert.deepEqual(mine.value.placeOf('virtio-blk'), { file: join(root, 'mine.mk'), line: 2, column: 1 });
  const bus = await loadProfileFile(root, join(root, 'bus-only.mk'), KNOWN);
  assert.ok(bus.ok);
  assert.deepEqual(bus.value.components, ['serial-16550', 'rofs', 'pci']);
});

test('loadProfileFile says: conf_drivers_ahci=1: Thimble has no such driver', async (context) => {
  const root = makeTree(context, {
    ...declarationFiles('profiles/x64/base', { summary: 'Base', components: [] }),
    'mine.mk': 'conf_drivers_ahci?=1\nconf_drivers_virtio_blkk?=0\n',
  });
  const mine = await loadProfileFile(root, join(root, 'mine.mk'), KNOWN);
  assert.ok(!mine.ok);
  assert.deepEqual(
    mine.diagnostics.map(({ message, help, place }) => [message, help, place?.line]),
    [
      [
        'conf_drivers_ahci=1: Thimble has no such driver',
        'disks are virtio-blk; leave it out or set it to 0',
        1,
      ],
      [
        'there is no driver for conf_drivers_virtio_blkk to switch',
        'did you mean "conf_drivers_virtio_blk"?',
        2,
      ],
    ],
  );
});

test('loadProfileFile runs a TypeScript profile outside of the tree, which may build on others', async (context) => {
  const root = makeTree(context, {
    'mine/base.ts': 'export const disks: readonly string[] = ["virtio-blk"];\n',
    'mine/profile.ts':
      'import { disks } from "./base.ts";\nexport default { summary: "Mine", components: [...disks, "pci"] };\n',
    'mine/broken.ts': 'export default {\n  summary: "x" "y",\n};\n',
    'mine/wrong.ts': 'export default {\n  summary: "Mine",\n  components: [],\n  component: [],\n};\n',
    'mine/none.ts': 'export const x = 1;\n',
  });
  const load = (name: string) => loadProfileFile(root, join(root, 'mine', name), KNOWN);
  const profile = await load('profile.ts');
  assert.ok(profile.ok, JSON.stringify(profile));
  assert.deepEqual(profile.value.components, ['virtio-blk', 'pci']);
  assert.deepEqual([profile.value.name, profile.value.foreign], ['profile', true]);
  const [broken, wrong, none] = [await load('broken.ts'), await load('wrong.ts'), await load('none.ts')];
  assert.ok(!broken.ok && !wrong.ok && !none.ok);
  assert.equal(broken.diagnostics[0].place?.line, 2);
  assert.deepEqual(
    [wrong.diagnostics[0].message, wrong.diagnostics[0].place?.line],
    ['a profile has no key "component"', 4],
  );
  assert.equal(none.diagnostics[0].message, 'the file exports no declaration of a profile');
});

test('findOsvDriver knows drivers under the names that OSv gives them', () => {
  assert.deepEqual(findOsvDriver('virtio_blk', KNOWN), { kind: 'components', names: ['virtio-blk'] });
  assert.deepEqual(findOsvDriver('pci', KNOWN), { kind: 'components', names: ['pci', 'virtio-pci'] });
  assert.equal(findOsvDriver('vmxnet3', KNOWN).kind, 'absent');
  assert.deepEqual(findOsvDriver('virtoi', KNOWN), { kind: 'unknown', nearest: 'virtio' });
});

test("osvDriverValues tells the value of each of OSv's variables", () => {
  const values = osvDriverValues(KNOWN, new Set(['pci', 'acpi']));
  assert.deepEqual(
    [
      values['conf_drivers_pci'],
      values['conf_drivers_acpi'],
      values['conf_drivers_mmio'],
      values['conf_drivers_xen'],
    ],
    [1, 1, 0, 0],
  );
});
