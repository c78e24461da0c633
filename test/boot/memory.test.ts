// SPDX-License-Identifier: MIT
// What a program may expect of its memory, and what protects it from itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, writeWhole } from '../../src/util/index.ts';
import { inTemporaryFolder } from '../cli/rig.ts';
import { testChecks } from './checks.ts';
import { compileStatic, runGuest } from './rig.ts';

testChecks('memory', {
  anonymous: 'memory is zero, comes page by page, and goes when it is unmapped',
  rights: 'memory has exactly the rights that were asked for, execution included',
  null: 'nothing is mapped below 64 KiB',
  stack: 'a stack grows to 8 MiB, and its overflow can be handled on another stack',
  heap: 'the heap of brk grows and shrinks',
  remap: 'mremap moves memory with what is in it',
  files: 'mappings of files are shared or private, and end with the file',
});

test('reservation: terabytes can be reserved in a small guest', async () => {
  const end = await runGuest(['--memory', '16M'], await compileStatic('memory'), ['reservation']);
  assert.deepEqual([end.code, end.stdout], [0, 'ok reservation\n'], end.stderr);
});

test('a null pointer ends the program with 139 and a crash report', async () => {
  const end = await runGuest([], await compileStatic('memory'), ['crash']);
  assert.equal(end.code, 139);
  assert.match(end.stderr, /SIGSEGV \(access to 0x0, where nothing is mapped\)/);
  assert.match(end.stderr, /#0 .* main\+/);
});

test('a mapped file may be twice as large as the memory', async () => {
  await inTemporaryFolder(async (folder) => {
    const bytes = new Uint8Array(32 << 20);
    for (let i = 0; i < bytes.length; i += 64) bytes[i] = (i >> 6) % 251;
    let sum = 0;
    for (let i = 0; i < bytes.length; i += 64) sum += 2 * (bytes[i] ?? 0);
    const file = join(folder, 'large');
    const written = writeWhole(file, bytes);
    assert.ok(written.ok);
    const end = await runGuest(
      ['--memory', '16M', '--file', `/large=${file}`],
      await compileStatic('memory'),
      ['sum', '/large'],
    );
    assert.deepEqual([end.code, end.stdout], [0, `${String(sum)}\n`], end.stderr);
  });
});

test('using more memory than there is kills the program with 137 and says so', async () => {
  const end = await runGuest(['--memory', '16M'], await compileStatic('memory'), ['exhaust']);
  assert.equal(end.code, 137);
  assert.match(end.stderr, /out of memory: \d+ of \d+ KiB are free; give the guest more memory/);
});

// What a program needs to start differs by far more than what the kernel leaves of these.
for (const memory of ['1600K', '2M', '2400K']) {
  test(`a program that cannot have in memory at once what it uses at once ends as well, in ${memory}`, async () => {
    const end = await runGuest(['--memory', memory], '/usr/bin/python3', ['-c', 'print(1)']);
    assert.equal(end.code, 137, end.stderr);
    assert.match(end.stderr, /out of memory: \d+ of \d+ KiB are free; give the guest more memory/);
  });
}
