// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spawn } from '../../src/util/index.ts';
import { inTemporaryFolder, thimble } from './rig.ts';

interface DoctorReport {
  readonly tools: readonly { readonly tool: string; readonly state: string; readonly version: string | null }[];
}

test('doctor finds everything where the tests run', async () => {
  const { code, stdout } = await thimble(['doctor', '--json']);
  const report = JSON.parse(stdout) as DoctorReport;
  assert.deepEqual(report.tools.filter((tool) => tool.state !== 'found'), []);
  assert.equal(code, 0);
});

/** A search path that holds node and the few programs that the launcher starts, and no compiler. */
async function withPoorPath(action: (path: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const launcher = ['sh', 'cmp', 'find', 'stat', 'readlink'].map((name) => `/usr/bin/${name}`);
    await spawn('ln', ['-s', ...launcher, folder]);
    await spawn('ln', ['-s', process.execPath, `${folder}/node`]);
    await action(folder);
  });
}

test('doctor names what is missing, how to get it, and exits with 1', async () => {
  await withPoorPath(async (path) => {
    const { code, stdout } = await thimble(['doctor'], { env: { PATH: path } });
    assert.equal(code, 1);
    assert.match(stdout, /^clang +missing/m);
    assert.match(stdout, /apt-get install -y --no-install-recommends clang lld /);
  });
});

test('a command whose tools are missing says which, and exits with 122 when it may not install them', async () => {
  await withPoorPath(async (path) => {
    const env = { PATH: path, THIMBLE_NO_INSTALL: '1' };
    const { code, stdout, stderr } = await thimble(['test', '--list'], { env });
    assert.deepEqual({ code, stdout }, { code: 122, stdout: '' });
    assert.match(stderr, /missing or too old:\n +clang 14 or newer \(compiles the kernel; package clang\)/);
    assert.match(stderr, /apt-get update && apt-get install/);
  });
});
