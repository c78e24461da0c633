// SPDX-License-Identifier: MIT
// What goes in and comes out of a guest is every byte, in order, and ends.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join, readBytes, spawn, writeWhole } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { arbitraryBytes, MACHINES, makeTestFolder, runHost } from './compare.ts';
import { COMMAND_LIMIT_S, GUEST_LIMIT_S } from '../cli/rig.ts';
import { runGuest } from './rig.ts';

const BUSYBOX = '/usr/bin/busybox';

const folder = makeTestFolder();
const megabyte = arbitraryBytes(1 << 20);
const data = join(folder.path, 'data');

before(() => assert.ok(writeWhole(data, megabyte).ok));
after(() => folder.remove());

/** Runs a guest in a shell's pipeline, in which `thimble` stands for `thimble run`. */
async function runPipeline(pipeline: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = `thimble() { ${root}/thimble run --timeout ${GUEST_LIMIT_S} "$@"; }\n${pipeline}`;
  const outcome = await spawn('sh', ['-c', script], { cwd: folder.path, timeoutMs: COMMAND_LIMIT_S * 1000 });
  assert.equal(outcome.kind, 'exited', JSON.stringify(outcome));
  return outcome;
}

for (const machine of MACHINES) {
  void describe(machine, { concurrency: 2 }, () => {
    const on = ['--machine', machine];
    test('standard input reaches the program, and ends', async () => {
      const end = await runGuest(on, BUSYBOX, ['cat'], { input: 'foo\n' });
      assert.deepEqual(end, { code: 0, stdout: 'foo\n', stderr: '' });
    });

    test('standard input that is empty ends at once', async () => {
      const end = await runGuest(on, BUSYBOX, ['wc', '-c'], { input: '' });
      assert.deepEqual(end, { code: 0, stdout: '0\n', stderr: '' });
    });
  });
}

// A serial line is slow, the same on all machines: these two are done on one, side by side.
void describe('much data', { concurrency: 2 }, () => {
  test('standard input carries every byte value, a mebibyte of them', async () => {
    const end = await runGuest([], BUSYBOX, ['md5sum'], { input: megabyte });
    assert.deepEqual(end, await runHost(BUSYBOX, ['md5sum'], megabyte));
  });

  test('standard output is byte for byte what the program wrote', async () => {
    const copy = join(folder.path, 'copy');
    const words = `--file /data=data ${BUSYBOX} cat /data /data`;
    const end = await runPipeline(`thimble ${words} > ${copy}`);
    assert.equal(end.code, 0, end.stderr);
    const copied = readBytes(copy);
    assert.ok(copied.ok);
    assert.equal(copied.value.length, 2 * megabyte.length);
    assert.ok(Buffer.concat([megabyte, megabyte]).equals(copied.value));
  });
});

test('a guest stands in a pipeline between other programs', async () => {
  const end = await runPipeline(`seq 1 5 | thimble ${BUSYBOX} sort -rn | tr '\\n' ' '`);
  assert.deepEqual([end.code, end.stdout], [0, '5 4 3 2 1 ']);
});

test('a program that does not read its input ends all the same', async () => {
  const end = await runPipeline(`yes | thimble ${BUSYBOX} echo done`);
  assert.deepEqual([end.code, end.stdout], [0, 'done\n']);
});

test('a reader that goes away ends the guest as SIGPIPE would', async () => {
  const end = await runPipeline(`{ thimble ${BUSYBOX} yes; echo $? >&2; } | head -n 2`);
  assert.equal(end.stdout, 'y\ny\n');
  assert.match(end.stderr, /^141$/m);
});

test('standard error is kept apart from standard output', async () => {
  const end = await runGuest([], BUSYBOX, ['sh', '-c', 'echo out; echo err >&2; echo out again']);
  assert.deepEqual(end, { code: 0, stdout: 'out\nout again\n', stderr: 'err\n' });
});
