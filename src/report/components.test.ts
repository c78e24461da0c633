// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphNode } from '../graph/index.ts';
import { componentsJson, renderComponent, renderComponents } from './components.ts';

const nodes: readonly GraphNode[] = [
  {
    name: 'disk',
    kind: 'driver',
    summary: 'Disks',
    folder: 'kernel/drivers/disk',
    requires: ['bus'],
    requiredBy: [],
    reason: { kind: 'profile', profile: 'small' },
  },
  {
    name: 'sound',
    kind: 'driver',
    summary: 'Sound',
    folder: 'kernel/drivers/sound',
    requires: [],
    requiredBy: [],
  },
  {
    name: 'mm',
    kind: 'core',
    summary: 'Memory',
    folder: 'kernel/mm',
    requires: [],
    requiredBy: [],
    reason: { kind: 'core' },
  },
];
const sizes = [
  { name: 'disk', bytes: 900, zeroedBytes: 8 },
  { name: 'mm', bytes: 12000, zeroedBytes: 0 },
];

test('renderComponents prints what is in a kernel, why, and how big it is', () => {
  assert.equal(
    renderComponents(nodes, { sizes, colour: false }),
    `In every kernel
  mm     12000  core                                  Memory

Drivers
  disk     900  named by profile small  requires bus  Disks
- sound         not in this kernel                    Sound

12900 bytes of code, constants and data
`,
  );
});

test('renderComponent tells all about one component', () => {
  const [disk] = nodes;
  assert.ok(disk);
  const steps = [{ name: 'disk', reason: { kind: 'profile', profile: 'small' } as const }];
  assert.match(
    renderComponent(disk, steps, sizes[0]),
    /in kernel +yes: disk is named by profile small\n +bytes +900,/,
  );
});

test('componentsJson tells what is in the kernel', () => {
  const { components } = componentsJson('small', nodes, sizes);
  assert.deepEqual(
    components.map(({ name, inKernel, bytes }) => [name, inKernel, bytes]),
    [
      ['disk', true, 900],
      ['sound', false, undefined],
      ['mm', true, 12000],
    ],
  );
});
