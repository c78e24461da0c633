// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dirname, isDirectory, linkStatus, spawn } from '../util/index.ts';
import { prepareGdb, shellWord } from './gdb.ts';
import { buildGuestStub, planStub, runStub, TEST_TIMEOUT_MS } from './testing/stub.ts';

test('shellWord quotes what a shell would not take as it is', () => {
  assert.equal(shellWord('size=2048k'), 'size=2048k');
  assert.equal(shellWord("it's $HOME"), `'it'\\''s $HOME'`);
  assert.equal(shellWord(''), "''");
});

const debuggerIsThere = (await spawn('gdb', ['--version'])).kind === 'exited';

test(
  'prepareGdb makes the machine wait for the command that it gives',
  { skip: debuggerIsThere ? false : 'gdb is not installed' },
  async (context) => {
    const kernel = await buildGuestStub(context);
    const gdb = prepareGdb({ symbols: kernel, breakpoint: 'start' });
    assert.ok(gdb.ok);
    context.after(() => gdb.value.remove());
    const { command, vmmArgs } = gdb.value;
    const socket = /target remote ([^']+)/.exec(command)?.[1] ?? assert.fail(command);
    const running = runStub(planStub(kernel, 'w', { vmmArgs }));
    let ended = false;
    void running.finally(() => (ended = true));
    const isOver = (): boolean => ended || linkStatus(socket).ok;
    while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(!ended, 'the machine ended before it listened');
    const script = `${command} -batch -nx -ex 'print $pc == &start' -ex continue`;
    const debugged = await spawn('sh', ['-c', script], { timeoutMs: TEST_TIMEOUT_MS });
    assert.ok(debugged.kind === 'exited');
    assert.match(debugged.stdout, /\$1 = 1/);
    assert.deepEqual((await running).outcome, { kind: 'exited', exitCode: 7 });
    gdb.value.remove();
    assert.ok(!isDirectory(dirname(socket)));
  },
);
