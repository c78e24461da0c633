// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuSwitches } from './cpu-switches.ts';

void test('cpuSwitches has a kernel for several CPUs use them', () => {
  assert.deepEqual(cpuSwitches(1, []), []);
  assert.deepEqual(cpuSwitches(4, []), [{ name: 'smp', on: true, by: '--cpus 4' }]);
});

void test('cpuSwitches leaves out what the user left out', () => {
  assert.deepEqual(cpuSwitches(4, [{ name: 'smp', on: false, by: '--component smp=off' }]), []);
});
