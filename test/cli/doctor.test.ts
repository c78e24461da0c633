// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thimble } from './rig.ts';

interface DoctorReport {
  readonly tools: readonly {
    readonly tool: string;
    readonly state: string;
    readonly version: string | null;
  }[];
}

test('doctor finds everything where the tests run', async () => {
  const { code, stdout } = await thimble(['doctor', '--json']);
  const report = JSON.parse(stdout) as DoctorReport;
  assert.deepEqual(
    report.tools.filter((tool) => tool.state !== 'found'),
    [],
  );
  assert.equal(code, 0);
});

test('doctor prints a table of tools, versions and packages', async () => {
  const { stdout } = await thimble(['doctor']);
  assert.match(stdout, /^tool +state +version +for +package +path\n/);
  assert.match(stdout, /^clang +ok +\d+\.\d+\.\d+ \(>= 14\) +build +clang +\/\S+\/clang$/m);
});
