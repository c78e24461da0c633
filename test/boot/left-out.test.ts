// SPDX-License-Identifier: MIT
// What a kernel was cut from and its program asks for all the same is told by name, and how to add it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from '../../src/util/index.ts';
import { inTemporaryFolder } from '../cli/rig.ts';
import { compileProgram, runGuest } from './rig.ts';

/** getppid twice, userfaultfd, which no kernel of ours has, and a number that Linux has not. */
const WORDS = ['110', '110', '323', '999', 'qsort_r', 'no_such_name', 'qsort_r', 'getauxval'];

const LEFT_OUT = {
  systemCalls: ['getppid'],
  symbols: ['qsort_r', 'getauxval'],
  fileSystems: [],
  requests: 5,
};

interface Told {
  readonly leftOut: typeof LEFT_OUT | null;
}

function linesOf(works: boolean): string {
  const [call, name] = works ? ['works', 'is there'] : ['fails', 'is not there'];
  return (
    `110 ${call}\n110 ${call}\n323 fails\n999 fails\n` +
    `qsort_r ${name}\nno_such_name is not there\nqsort_r ${name}\ngetauxval ${name}\n`
  );
}

const ask = () => compileProgram('ask', 'gcc', []);

test('a call or name that was left out is told once, counted, and told from what no kernel has', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'end.json');
    const options = ['--libc', 'kernel', '--verbose', '--json', file];
    const { code, stdout, stderr } = await runGuest(options, await ask(), WORDS);
    assert.deepEqual([code, stdout], [0, linesOf(false)]);
    const warnings = stderr.split('\n').filter((line) => /left out of this kernel:/.test(line));
    assert.deepEqual(warnings, [
      'thimble: warning: left out of this kernel: system call getppid (add it: --add-syscall getppid)',
      'thimble: warning: left out of this kernel: symbol qsort_r (add it: --add-symbol qsort_r)',
      'thimble: warning: left out of this kernel: symbol getauxval (add it: --add-symbol getauxval)',
    ]);
    assert.match(stderr, /warning: system call userfaultfd is not implemented\n/);
    assert.match(stderr, /warning: system call 999 is not implemented\n/);
    assert.match(stderr, /add it: --add-syscall getppid --add-symbol qsort_r --add-symbol getauxval; or/);
    assert.deepEqual((JSON.parse(readFileSync(file, 'utf8')) as Told).leftOut, LEFT_OUT);
  });
});

test('what is added works, and then nobody complains', async () => {
  const added = ['--add-syscall', 'getppid', '--add-symbol', 'qsort_r', '--add-symbol', 'getauxval'];
  for (const options of [added, ['--universal']]) {
    const { code, stdout, stderr } = await runGuest(['--libc', 'kernel', ...options], await ask(), WORDS);
    assert.deepEqual([code, stdout, stderr], [0, linesOf(true), '']);
  }
});

test('a system call that is to be added and that no component of the kernel has is an error', async () => {
  const program = await ask();
  const absent = await runGuest(['--add-syscall', 'userfaultfd'], program, []);
  assert.equal(absent.code, 125);
  assert.match(absent.stderr, /userfaultfd is to be added, which Thimble does not implement/);
  const image = await runGuest(['--libc', 'image', '--add-symbol', 'getauxval'], program, []);
  assert.match(
    image.stderr,
    /getauxval is to be added, but the kernel exports nothing: .* the libc of the image/,
  );
});
