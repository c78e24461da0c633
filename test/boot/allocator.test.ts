// SPDX-License-Identifier: MIT
// malloc and its family, with each allocator that a kernel can have, and on the host, which shows that the checks are right.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testRun, type Checks } from './checks.ts';
import { runHost } from './compare.ts';
import { compileProgram, runGuest } from './rig.ts';

const CHECKS: Checks = {
  sizes: 'blocks of any size are as large as they say, and do not overlap',
  zero: 'calloc gives zeroes where others wrote before, and takes no memory for what is not touched',
  resizing: 'realloc keeps what a block holds',
  growth: 'realloc of a large block does not need room for both',
  appending: 'a buffer that grows by little keeps what it holds',
  alignment: 'aligned_alloc, memalign, posix_memalign and valloc align, up to 64 MiB',
  refusals: 'what cannot be is refused with ENOMEM; free leaves errno alone',
  reuse: 'memory of one size of blocks serves another one',
  threads: 'threads give back what others took',
  ends: 'the blocks of a thread outlive it, and its memory is used again',
};

/** What an allocator does that others need not do. */
const OWN_CHECKS: Readonly<Record<string, Checks>> = {
  mimalloc: { room: 'a buffer that grows by little is seldom moved' },
};

const ALLOCATORS = ['mimalloc', 'musl'] as const;

const compile = (): Promise<string> => compileProgram('allocator', 'gcc', []);

for (const [allocator, cpus] of [
  ...ALLOCATORS.map((name) => [name, '1'] as const),
  ['mimalloc', '4'],
] as const) {
  void describe(`allocator ${allocator}, CPUs ${cpus}`, () => {
    const options = ['--libc=kernel', '--allocator', allocator, '--memory', '64M', '--cpus', cpus];
    testRun({ ...CHECKS, ...OWN_CHECKS[allocator] }, async (names) =>
      runGuest(options, await compile(), names),
    );
  });
}

void describe('allocator', () => {
  void test("the checks hold with the host's glibc", async () => {
    const end = await runHost(await compile(), Object.keys(CHECKS));
    assert.equal(end.code, 0, end.stdout);
  });

  void test('--allocator musl ends a program that gives back a block twice', async () => {
    const program = await compile();
    const end = await runGuest(['--libc=kernel', '--allocator', 'musl'], program, ['misuse']);
    assert.notEqual(end.code, 0);
    assert.doesNotMatch(end.stdout, /ok misuse/);
  });

  void test('a dynamic program that prints a word runs in 3 MiB', async () => {
    const program = await compileProgram('hello', 'gcc', []);
    const end = await runGuest(['--libc=kernel', '--memory', '3M'], program, []);
    assert.equal(end.code, 0, end.stderr);
  });
});
