// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { closeSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { makeFifos, openFifoWriter, readBatches, type Fifo } from './fifo.ts';
import { isDirectory, listDirectory } from './fs.ts';
import { spawnStreaming } from './spawn-streaming.ts';
import { makeTree } from './test-tree.ts';

test('spawnStreaming tells exit codes, signals and programs that cannot be started apart', async () => {
  const shell = (script: string) => spawnStreaming('sh', ['-c', script]).ended;
  assert.deepEqual(await shell('echo oops >&2; exit 3'), { kind: 'exited', code: 3, stderr: 'oops\n' });
  assert.deepEqual(await shell('kill -TERM $$'), { kind: 'signalled', signal: 'SIGTERM', stderr: '' });
  const missing = await spawnStreaming('no-such-program', []).ended;
  assert.deepEqual(missing, { kind: 'not-started', command: 'no-such-program', code: 'ENOENT' });
  const folder = await spawnStreaming('/tmp', []).ended;
  assert.deepEqual(folder, { kind: 'not-started', command: '/tmp', code: 'EACCES' });
});

test('spawnStreaming keeps the end of a standard error that does not end', async () => {
  const child = spawnStreaming('sh', ['-c', 'seq 1 9999 >&2'], { stderrLimit: 20 });
  assert.deepEqual(await child.ended, {
    kind: 'exited',
    code: 0,
    stderr: '9996\n9997\n9998\n9999\n'.slice(-20),
  });
});

test('spawnStreaming ends a child that is told to', async () => {
  const child = spawnStreaming('sleep', ['600']);
  child.kill('SIGKILL');
  assert.deepEqual(await child.ended, { kind: 'signalled', signal: 'SIGKILL', stderr: '' });
});

test('makeFifos and readBatches carry every byte to and from a child', async (context) => {
  const folder = makeTree(context, {});
  const made = await makeFifos(2, 1, folder);
  assert.ok(made.ok);
  assert.deepEqual(listDirectory(folder), { ok: true, value: [] });
  const [first, second, input] = [...made.value.outbound, ...made.value.inbound] as [Fifo, Fifo, Fifo];
  const script = 'cat; echo second > /dev/fd/3';
  const child = spawnStreaming('sh', ['-c', script], {
    stdin: input.childFd,
    stdout: first.childFd,
    descriptors: [second.childFd],
  });
  made.value.closeChildEnds();
  const got: [Buffer[], Buffer[]] = [[], []];
  // The first waits for whoever takes the bytes.
  const readers = [
    readBatches(first.ownFd, (bytes) => {
      got[0].push(Buffer.from(bytes));
      return new Promise((resolve) => setImmediate(resolve));
    }),
    readBatches(second.ownFd, (bytes) => void got[1].push(Buffer.from(bytes))),
  ];
  const sent = Buffer.from(Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 31) >> 3));
  openFifoWriter(input.ownFd).end(sent);
  assert.deepEqual(await child.ended, { kind: 'exited', code: 0, stderr: '' });
  for (const reader of readers) reader.hurry();
  await Promise.all(readers.map((reader) => reader.ended));
  assert.ok(Buffer.concat(got[0]).equals(sent));
  assert.equal(Buffer.concat(got[1]).toString(), 'second\n');
});

test('readBatches goes on to the end when what was left to fetch comes after hurry()', async (context) => {
  const made = await makeFifos(1, 0, makeTree(context, {}));
  assert.ok(made.ok);
  const [fifo] = made.value.outbound as readonly [Fifo];
  const got: Buffer[] = [];
  const reader = readBatches(fifo.ownFd, (bytes) => {
    got.push(Buffer.from(bytes));
    if (got.length === 1) writeSync(fifo.childFd, 'and the last');
    else if (got.length === 2) made.value.closeChildEnds();
    return undefined;
  });
  reader.hurry();
  writeSync(fifo.childFd, 'the first ');
  await reader.ended;
  assert.equal(Buffer.concat(got).toString(), 'the first and the last');
});

test('makeFifos answers with the failure when there is no folder for them', async () => {
  const made = await makeFifos(1, 0, '/nowhere');
  assert.ok(!made.ok);
  assert.equal(made.code, 'ENOENT');
});

test('makeFifos leaves no descriptor open that the caller closes', async () => {
  const count = () => (isDirectory('/proc/self/fd') ? listDirectory('/proc/self/fd') : { ok: false });
  await makeFifos(0, 0);
  const before = count();
  const made = await makeFifos(3, 1);
  assert.ok(made.ok);
  made.value.closeChildEnds();
  for (const { ownFd } of [...made.value.outbound, ...made.value.inbound]) closeSync(ownFd);
  assert.deepEqual(count(), before);
});
