// SPDX-License-Identifier: MIT
// Every profile boots on the machines that it is for.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { profileNames } from '../../src/component/index.ts';
import { MACHINE_NAMES, type MachineName } from '../../src/machine/index.ts';
import { root } from '../house/tree.ts';
import { compileStatic, runGuest } from './rig.ts';

/** By profile, the machines of `run` whose devices it has drivers for. */
const MACHINES_OF: Readonly<Record<string, readonly MachineName[]>> = {
  all: MACHINE_NAMES,
  base: [],
  'cloud-hypervisor': ['q35'],
  firecracker: ['microvm'],
  microvm: ['microvm'],
  q35: ['q35'],
  'virtio-mmio': ['microvm'],
  'virtio-pci': ['q35'],
};

test('every profile is tested here', () => {
  assert.deepEqual(profileNames(root), Object.keys(MACHINES_OF).sort());
});

void describe('profiles', { concurrency: 2 }, () => {
  for (const [profile, machines] of Object.entries(MACHINES_OF)) {
    for (const machine of MACHINE_NAMES) {
      const options = ['--profile', profile, '--machine', machine];
      if (machines.includes(machine)) {
        test(`${profile} runs a program on ${machine}`, async () => {
          const end = await runGuest(options, await compileStatic('compute'), []);
          assert.match(end.stdout, /^11987 primes below 128000, 11987 by thread, /);
          assert.deepEqual([end.code, end.stderr], [0, '']);
        });
      } else {
        test(`${profile} says on ${machine} that it has no disk`, async () => {
          const end = await runGuest(options, await compileStatic('compute'), []);
          assert.match(end.stderr, /there is no disk vda to mount on \//);
          assert.equal(end.code, 120);
        });
      }
    }
  }
});
