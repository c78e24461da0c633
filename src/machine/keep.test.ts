// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, readText, spawn, writeWhole } from '../util/index.ts';
import { makeTree } from '../util/test-tree.ts';
import { keepGuest, keepLog } from './keep.ts';
import { buildGuestStub, planStub, runStub, TEST_TIMEOUT_MS } from './testing/stub.ts';

test('keepGuest leaves a folder from which the run can be repeated', async (context) => {
  const folder = join(makeTree(context, { 'disk.img': 'x'.repeat(4096) }), "a 'kept' run");
  const disk = join(folder, '../disk.img');
  const plan = planStub(await buildGuestStub(context), 'w', { disk });
  assert.deepEqual(keepGuest(folder, plan), { ok: true, value: undefined });
  const run = await runStub(plan);
  assert.deepEqual(keepLog(folder, run), { ok: true, value: undefined });
  assert.deepEqual(readText(join(folder, 'log.txt')), { ok: true, value: 'thimble: exited 7\n' });
  assert.deepEqual(readText(join(folder, 'command-line.txt')), { ok: true, value: `${plan.commandLine}\n` });

  const again = await spawn('sh', ['-c', '"$0" 2> stderr', join(folder, 'run.sh')], {
    cwd: folder,
    timeoutMs: TEST_TIMEOUT_MS,
  });
  assert.deepEqual(again, { kind: 'exited', code: 33, stdout: 'out\n', stderr: '' });
  const stderr = readText(join(folder, 'stderr'));
  assert.deepEqual(stderr, { ok: true, value: 'err\nthimble: exited 7\n' });

  // What Node gives its children is a socket.
  const toSocket = await spawn(join(folder, 'run.sh'), [], { timeoutMs: TEST_TIMEOUT_MS });
  assert.deepEqual(toSocket, {
    kind: 'exited',
    code: 33,
    stdout: 'out\n',
    stderr: 'err\nthimble: exited 7\n',
  });
});

test('keepGuest names what it could not write', async (context) => {
  const plan = planStub(await buildGuestStub(context), 'w');
  const file = join(makeTree(context, { file: '' }), 'file');
  const kept = keepGuest(file, plan);
  assert.ok(!kept.ok);
  assert.match(kept.diagnostics[0].message, /could not be written: (ENOTDIR|EEXIST)/);
  assert.ok(writeWhole(file, '').ok);
});
