// SPDX-License-Identifier: MIT
// What can only be seen from outside of the process that runs the guest.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { buildGuestStub, TEST_TIMEOUT_MS } from './testing/stub.ts';

const MODULE = new URL('./testing/stub.js', import.meta.url);

/** A process that runs the stub with its own standard streams. */
function runInProcess(context: TestContext, kernel: string, mode: string): ChildProcess {
  const script = `
    const { planStub } = await import(${JSON.stringify(MODULE)});
    const { runGuest } = await import(${JSON.stringify(new URL('./run-guest.js', import.meta.url))});
    const plan = planStub(${JSON.stringify(kernel)}, ${JSON.stringify(mode)});
    const { stdin, stdout, stderr } = process;
    const run = await runGuest(plan, { stdin, stdout, stderr });
    process.exitCode = run.outcome.exitCode ?? 99;
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  return child;
}

/** Processes whose command line names the kernel and which are not the script above. */
function machinesOf(kernel: string): string[] {
  const commandLine = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandLine(pid).includes(`-kernel\0${kernel}\0`));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('runGuest does not wait for input that never comes', { timeout: TEST_TIMEOUT_MS }, async (context) => {
  const child = runInProcess(context, await buildGuestStub(context), 'w');
  assert.deepEqual(await once(child, 'exit'), [7, null]);
});

test('runGuest takes the VMM with it when it is killed', { timeout: TEST_TIMEOUT_MS }, async (context) => {
  const kernel = await buildGuestStub(context);
  const child = runInProcess(context, kernel, 'h');
  assert.ok(child.stdout);
  await once(child.stdout, 'data');
  assert.equal(machinesOf(kernel).length, 1);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await until(() => machinesOf(kernel).length === 0);
});

test('runGuest says so when the VMM is killed', { timeout: TEST_TIMEOUT_MS }, async (context) => {
  const kernel = await buildGuestStub(context);
  const child = runInProcess(context, kernel, 'h');
  assert.ok(child.stdout);
  await once(child.stdout, 'data');
  const [machine] = machinesOf(kernel);
  assert.equal(spawnSync('kill', ['-KILL', machine ?? '']).status, 0);
  assert.deepEqual(await once(child, 'exit'), [99, null]);
});
