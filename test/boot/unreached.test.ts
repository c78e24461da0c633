// SPDX-License-Identifier: MIT
// Functions that libraries import for code which nothing reaches are left out of cut kernels; who gets there all the same is told.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { join, makeDirectory } from '../../src/util/index.ts';
import { thimble } from '../cli/rig.ts';
import { compile, hostCommand, PROGRAMS, runWithLibraries, SHARED } from './linking-rig.ts';

/** A folder without the libraries of other tests. */
const FOLDER = join(PROGRAMS, 'unreached');

before(async () => {
  makeDirectory(FOLDER);
  await compile('gcc', 'afar.c', 'unreached/libafar.so', ['-O1', ...SHARED, '-Wl,-soname,libafar.so']);
  await compile('gcc', 'jumper.c', 'jumper', [
    '-O1',
    '-Lunreached',
    '-lafar',
    '-Wl,-rpath,$ORIGIN/lib:$ORIGIN/unreached',
  ]);
});

test('run starts a program although its kernel lacks what nothing was seen to call, and stops it when it calls that', async () => {
  const end = await runWithLibraries('jumper', [], [], FOLDER);
  assert.equal(end.stdout, 'near\n');
  assert.match(
    end.stderr,
    /\/linking\/lib\/libafar\.so: the function getppid was called, which was left out of this kernel\n/,
  );
  assert.match(end.stderr, /add it: --add-symbol getppid; or do not cut the kernel: --universal/);
  assert.equal(end.code, 127);
});

test('run has what is added, or not cut, or open to everything', async () => {
  for (const options of [['--add-symbol', 'getppid'], ['--universal'], ['--needs', 'open']]) {
    const end = await runWithLibraries('jumper', [], options, FOLDER);
    assert.deepEqual([end.code, end.stdout, end.stderr], [0, 'near\nafar\n', '']);
  }
});

test('build tells which imports nothing reaches', async () => {
  const words = ['--libc', 'kernel', '--file', `/linking/lib=${FOLDER}`, join(PROGRAMS, 'jumper')];
  const end = await thimble(['build', '--json', ...words]);
  assert.equal(end.code, 0, end.stderr);
  const { kernel } = JSON.parse(end.stdout) as { readonly kernel: { readonly exports: readonly string[] } };
  assert.ok(kernel.exports.includes('puts') && !kernel.exports.includes('getppid'));
});

test('the program runs on the host', async () => {
  assert.equal(await hostCommand(join(PROGRAMS, 'jumper'), []), 'near\nafar\nexit code 0\n');
});
