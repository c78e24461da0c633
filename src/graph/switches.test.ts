// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Component, ComponentSet, Profile } from '../component/index.ts';
import { resolveComponents, type Switch } from './resolve.ts';

const DRIVERS: Readonly<Record<string, readonly string[]>> = {
  mm: [],
  acpi: ['pci'],
  hpet: ['acpi'],
  pci: [],
  virtio: [],
  'virtio-blk': ['virtio'],
  'virtio-mmio': ['virtio'],
  'virtio-pci': ['virtio', 'pci'],
};

const SET: ComponentSet = {
  root: '/tree',
  mode: 'release',
  components: new Map(
    Object.entries(DRIVERS).map(([name, requires]): [string, Component] => {
      const folder = `kernel/${name}`;
      const place = { file: `${folder}/component.ts` };
      const reached = name === 'virtio' ? { reachedThrough: ['virtio-mmio', 'virtio-pci'] } : {};
      const kind = name === 'mm' ? 'core' : 'driver';
      const always = { side: 'kernel', sources: [], interposable: [], upstreamSources: [] } as const;
      return [name, { name, folder, kind, summary: name, requires, place, ...always, ...reached }];
    }),
  ),
};

function profile(...components: string[]): Profile {
  const place = { file: 'profiles/x64/test.ts' };
  return { name: 'test', summary: 'A profile', components, place, placeOf: () => place };
}

function switched(...words: string[]): Switch[] {
  return words.map((word) => {
    const [name = '', value] = word.split('=');
    return { name, on: value === '1', by: `conf_drivers_${name}=${value}` };
  });
}

function complaints(of: Profile, ...words: string[]) {
  const resolved = resolveComponents(SET, of, switched(...words));
  assert.ok(!resolved.ok);
  return resolved.diagnostics.map(({ message, help }) => [message, help]);
}

test('resolveComponents adds what a switched component requires, all the way, and says so', () => {
  const resolved = resolveComponents(SET, profile(), switched('hpet=1'));
  assert.ok(resolved.ok);
  const { selected, notes, label } = resolved.value;
  assert.deepEqual(
    selected.map(({ component }) => component.name),
    ['mm', 'pci', 'acpi', 'hpet'],
  );
  assert.deepEqual(
    notes.map(({ severity, message }) => [severity, message]),
    [['note', 'conf_drivers_hpet=1 brings along what it requires: acpi, pci']],
  );
  assert.match(label, /^test-[0-9a-f]{8}$/);
});

test('resolveComponents gives kernels of the same components the same label, and a profile alone its name', () => {
  const label = (...words: string[]) => {
    const resolved = resolveComponents(SET, profile('pci'), switched(...words));
    assert.ok(resolved.ok);
    return resolved.value.label;
  };
  assert.equal(label(), 'test');
  assert.equal(label('acpi=1', 'hpet=1'), label('hpet=1'));
  assert.notEqual(label('acpi=1'), label('hpet=1'));
});

test('resolveComponents leaves out what is switched off and nobody requires', () => {
  const resolved = resolveComponents(SET, profile('pci', 'virtio-mmio'), switched('pci=0'));
  assert.ok(resolved.ok);
  assert.ok(!resolved.value.selected.some(({ component }) => component.name === 'pci'));
});

test('resolveComponents says: conf_drivers_pci=0 switches "pci" off, but it is required by acpi, ...', () => {
  assert.deepEqual(complaints(profile(), 'hpet=1', 'pci=0'), [
    [
      'conf_drivers_pci=0 switches "pci" off, but it is required by acpi, which is required by hpet (switched on by conf_drivers_hpet=1)',
      'switch off what requires it as well: acpi',
    ],
  ]);
  assert.deepEqual(complaints(profile('virtio-pci'), 'pci=0'), [
    [
      'conf_drivers_pci=0 switches "pci" off, but it is required by virtio-pci (named by profile test)',
      'switch off what requires it as well: virtio-pci',
    ],
  ]);
});

test('resolveComponents says: "pci" is switched on by conf_drivers_pci=1 and off by conf_drivers_pci=0', () => {
  assert.deepEqual(complaints(profile(), 'pci=1', 'pci=0'), [
    ['"pci" is switched on by conf_drivers_pci=1 and off by conf_drivers_pci=0', 'leave one of them out'],
  ]);
});

test('resolveComponents says: conf_drivers_mm=0 switches "mm" off, which is in every kernel', () => {
  assert.match(
    complaints(profile(), 'mm=0')[0]?.[0] ?? '',
    /^conf_drivers_mm=0 switches "mm" off, which is in/,
  );
});

test('resolveComponents says: conf_drivers_virtoi names "virtoi", which is not a component', () => {
  assert.deepEqual(complaints(profile(), 'virtoi=0'), [
    ['conf_drivers_virtoi=0 names "virtoi", which is not a component', 'did you mean "virtio"?'],
  ]);
});

test('resolveComponents says: with conf_drivers_virtio-mmio=0 no bus is left on which "virtio-blk" could ...', () => {
  assert.deepEqual(complaints(profile('virtio-mmio', 'virtio-blk'), 'virtio-mmio=0'), [
    [
      'with conf_drivers_virtio-mmio=0 no bus is left on which "virtio-blk" could find devices: none of virtio-mmio, virtio-pci is in',
      'leave one of the buses on, or switch virtio-blk off as well',
    ],
  ]);
});

test('resolveComponents warns of a driver that is switched on in a kernel without its bus', () => {
  const resolved = resolveComponents(SET, profile(), switched('virtio-blk=1'));
  assert.ok(resolved.ok);
  assert.deepEqual(
    resolved.value.notes.filter(({ severity }) => severity === 'warning').map(({ message }) => message),
    [
      'conf_drivers_virtio-blk=1 is on, but profile "test" has no bus to find the device on: none of virtio-mmio, virtio-pci is in',
    ],
  );
});
