// SPDX-License-Identifier: MIT
// Ends that nobody wants: each with an exit code of its own, and words that say what happened.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { join, readText, writeWhole } from '../../src/util/index.ts';
import { inTemporaryFolder } from '../cli/rig.ts';
import { compileProgram, compileStatic, runGuest, type Compiler } from './rig.ts';

const BUSYBOX = '/usr/bin/busybox';

interface Crash {
  readonly code: number;
  readonly promise: string;
  /** What standard error says. */
  readonly words: RegExp;
}

const CRASHES: Readonly<Record<string, Crash>> = {
  null: {
    code: 139,
    promise: 'a null pointer gives the chain of functions that led to it, through those of libc',
    words:
      /SIGSEGV \(access to 0x0, where nothing is mapped\)[^]* compare_entries\+[^]* sort_table\+[^]* main\+/,
  },
  thread: {
    code: 139,
    promise: 'a crash of another thread is told as one of that thread',
    words: /in thread 3\.[^]* compare_entries\+[^]* sort_table\+[^]* thread_main\+/,
  },
  overflow: {
    code: 139,
    promise: 'a stack overflow is called by its name',
    words: /the stack was used up[^]* recurse\+[^]* recurse\+[^]* recurse\+/,
  },
  call: {
    code: 139,
    promise: 'a call of a null pointer names the caller',
    words: /0x0000000000000000 in no mapped file[^]* call_nothing\+[^]* main\+/,
  },
  divide: {
    code: 136,
    promise: 'a division by zero is SIGFPE',
    words: /SIGFPE \(integer division by zero[^]* divide\+[^]* main\+/,
  },
  abort: {
    code: 134,
    promise: 'abort() ends the program as SIGABRT does',
    words: /^about to abort\n[^]*killed by SIGABRT[^]* abort\+[^]* abort_it\+[^]* main\+/,
  },
  kill: {
    code: 137,
    promise: 'a program can kill itself with SIGKILL, which is no crash',
    words: /^thimble: error: the program was killed by SIGKILL \[run\/signalled\]\n$/,
  },
};

const FORMS: readonly (readonly [form: string, compiler: Compiler, flags: readonly string[]])[] = [
  ['static', 'gcc', ['-static']],
  ['dynamic', 'gcc', []],
];

for (const [form, compiler, flags] of FORMS) {
  void describe(`a ${form} program that crashes`, { concurrency: 2 }, () => {
    for (const [how, { code, promise, words }] of Object.entries(CRASHES)) {
      test(`${how}: ${promise}`, async () => {
        const end = await runGuest([], await compileProgram('crash', compiler, flags), [how]);
        assert.match(end.stderr, words);
        assert.deepEqual([end.code, end.stdout], [code, '']);
        // The report is told in words; the lines that it was made from are not.
        assert.doesNotMatch(end.stderr, /thimble: crash:/);
      });
    }
  });
}

test('a program of musl that crashes gives its functions, as far as they have call frame information', async () => {
  const end = await runGuest([], await compileProgram('crash', 'musl-gcc', ['-static']), ['divide']);
  assert.match(end.stderr, /SIGFPE[^]* divide\+[^]* main\+/);
  assert.equal(end.code, 136);
});

test('--json tells a crash, and what it cannot know as null', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'end.json');
    await runGuest(['--json', file], await compileStatic('crash'), ['null']);
    const read = readText(file);
    assert.ok(read.ok);
    const { seconds, ...rest } = JSON.parse(read.value) as { seconds: { boot: unknown; total: number } };
    assert.deepEqual(rest, { exitCode: 139, outcome: 'signalled', signal: 11, leftOut: null, libc: 'none' });
    assert.equal(seconds.boot, null);
    assert.ok(seconds.total > 0);
  });
});

interface Boot {
  readonly promise: string;
  readonly options: readonly string[];
  readonly code: number;
  readonly words: RegExp;
}

const REFUSED: readonly Boot[] = [
  {
    promise: 'an unknown option of the kernel is named',
    options: ['--kernel-args', '--frobnicate=1'],
    code: 120,
    words: /unknown option --frobnicate=1; the kernel's options come before the program/,
  },
  {
    promise: 'a wrong value of an option of the kernel is named',
    options: ['--kernel-args', '--rootfs=zfs'],
    code: 120,
    words: /option --rootfs=zfs: the value is wrong/,
  },
  {
    promise: 'a program that is not in the image is named',
    options: ['--cmdline', '/no/such/program'],
    code: 120,
    words: /\/no\/such\/program: there is no such program in the image/,
  },
  {
    promise: 'a working directory that is not in the image is named',
    options: ['--cwd', '/no/such'],
    code: 120,
    words: /--cwd=\/no\/such: there is no such directory in the image/,
  },
  {
    promise: 'a kernel without a driver for the disk says that there is none, and what to do',
    options: ['--profile', 'virtio-pci'],
    code: 120,
    words: /there is no disk vda to mount on \/: attach [^]* or use --rootfs=ramfs/,
  },
  {
    promise: 'a root without files has no program',
    options: ['--kernel-args', '--rootfs=ramfs'],
    code: 120,
    words: /busybox: there is no such program/,
  },
  {
    promise: 'memory that does not hold the kernel is refused with what is needed',
    options: ['--memory', '1100K'],
    code: 125,
    words: /1100K of memory cannot hold the kernel, which ends at \d+K[^]*give it more with --memory/,
  },
  {
    promise: 'memory that does not hold the firmware is refused with what is needed',
    options: ['--machine', 'q35', '--memory', '1500K'],
    code: 125,
    words: /firmware of q35 does not work with 1500K of memory; it needs 2048K/,
  },
  {
    promise: 'memory that the VMM cannot have is told in its words',
    options: ['--memory', '900G'],
    code: 121,
    words: /qemu-system-x86_64 failed with status 1\. It said:\n[^]*cannot set up guest memory/,
  },
];

void describe('a guest that cannot start', { concurrency: 2 }, () => {
  for (const { promise, options, code, words } of REFUSED) {
    test(promise, async () => {
      const end = await runGuest(options, BUSYBOX, ['true']);
      assert.match(end.stderr, words);
      assert.deepEqual([end.code, end.stdout], [code, '']);
    });
  }

  test('a program that needs more memory than there is ends with 137 and says so', async () => {
    const end = await runGuest(['--memory', '2M'], '/usr/bin/perl', [
      '-e',
      'my $x = "x" x 4_000_000; print 1',
    ]);
    assert.match(end.stderr, /out of memory: \d+ of \d+ KiB are free; give the guest more memory/);
    assert.deepEqual([end.code, end.stdout], [137, '']);
  });

  test('any memory from where the kernel fits is enough, or told to be too little', async () => {
    const program = await compileStatic('start');
    for (let kib = 1200; kib <= 1600; kib += 40) {
      const end = await runGuest(['--memory', `${kib}K`], program, []);
      const told = [120, 125, 137].includes(end.code) && /memory/.test(end.stderr + end.stdout);
      assert.ok(end.code === 0 || told, `${kib}K: ${JSON.stringify(end)}`);
    }
  });
});

test('a file that is no program is refused before anything is booted, with what it is', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'file');
    for (const [bytes, words] of [
      ['', /is not an ELF file|is empty/],
      ['#!/bin/sh\necho\n', /script|is not an ELF file/],
      ['MZ\0\0', /is not an ELF file/],
    ] as const) {
      assert.ok(writeWhole(file, bytes, 0o755).ok);
      const end = await runGuest([], file, []);
      assert.match(end.stderr, words);
      assert.equal(end.code, 125);
    }
  });
});
