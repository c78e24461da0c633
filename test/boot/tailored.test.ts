// SPDX-License-Identifier: MIT
// Kernels that are cut to their program: it runs as on the universal one, and nothing rides along.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importedNames } from '../../src/needs/index.ts';
import { thimble } from '../cli/rig.ts';
import { compileProgram } from './rig.ts';

const BUSYBOX = '/bin/busybox';

interface Told {
  readonly kernel: { readonly strippedBytes: number; readonly exports: readonly string[] };
}

async function build(words: readonly string[]): Promise<Told['kernel']> {
  const end = await thimble(['build', '--json', ...words]);
  assert.equal(end.code, 0, end.stderr);
  return (JSON.parse(end.stdout) as Told).kernel;
}

const hello = () => compileProgram('hello', 'gcc', []);

test('build --tailor exports exactly what a hello imports, those with versions included', async () => {
  const program = await hello();
  const cut = await build(['--tailor', '--libc', 'kernel', program]);
  const whole = await build(['--libc', 'kernel', program]);
  const imports = importedNames(program, 'the test');
  assert.ok(imports.ok && imports.value !== undefined);
  assert.ok(imports.value.includes('__libc_start_main') && imports.value.includes('puts'));
  // What it would only like to have (_ITM_*, __gmon_start__) no kernel has.
  const expected = imports.value.filter((name) => whole.exports.includes(name));
  assert.deepEqual(cut.exports, expected);
  assert.ok(cut.strippedBytes < whole.strippedBytes / 4, `${cut.strippedBytes} of ${whole.strippedBytes}`);
});

test('build --tailor has what is added, and refuses to add what there is not', async () => {
  const program = await hello();
  const cut = await build(['--tailor', '--libc', 'kernel', '--add-symbol', 'getauxval', program]);
  assert.ok(cut.exports.includes('getauxval'));
  const unknown = await thimble([
    'build',
    '--tailor',
    '--libc',
    'kernel',
    '--add-symbol',
    'getauxvel',
    program,
  ]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /getauxvel[^]*did you mean getauxval/);
  const alone = await thimble(['build', '--add-symbol', 'getauxval', program]);
  assert.match(alone.stderr, /only-with-tailor/);
});

test('build --tailor leaves out what nothing in the image calls for, and the kernel says so where a program looks for it all the same', async () => {
  const program = await compileProgram('hidden-path', 'gcc', []);
  const words = (...more: readonly string[]) => ['run', '--tailor', '--libc', 'kernel', ...more, program];
  const cut = await thimble(words('--verbose'));
  assert.equal(cut.stdout, 'none\nnone\n');
  const told = cut.stderr.match(/\/proc was looked for.*--component procfs=on/g);
  assert.equal(told?.length, 1, cut.stderr);
  for (const more of [
    ['--component', 'procfs=on'],
    ['--needs', 'open'],
    ['--env', 'WHERE=/proc/version'],
  ]) {
    const whole = await thimble(words(...more));
    assert.deepEqual([whole.code, whole.stdout], [0, 'there\nthere\n'], whole.stderr);
  }
});

/** Programs with COPY relocations, dlsym, languages, a static one. */
const PROGRAMS: readonly (readonly [libc: string, ...words: string[]])[] = [
  ['kernel', '/bin/ls', '-la', '/usr/bin'],
  ['kernel', '/usr/bin/sqlite3', ':memory:', 'create table t(a); insert into t values(42); select * from t'],
  ['kernel', '/usr/bin/lua5.4', '-e', 'print(6*7, string.format("%5.2f", math.pi))'],
  ['kernel', '/usr/bin/perl', '-e', 'print sprintf("%s %.3f\\n", join(",", sort qw(c a b)), sqrt 2)'],
  ['image', '/bin/ls', '/'],
  ['image', BUSYBOX, 'sh', '-c', 'echo $((6*7)); exit 3'],
];

void describe('run --tailor', { concurrency: 2 }, () => {
  for (const [libc, program, ...args] of PROGRAMS) {
    test(`${program} with the libc of the ${libc} does what it does on the universal kernel`, async () => {
      const run = (options: readonly string[]) =>
        thimble(['run', ...options, '--libc', libc, '--timeout', '120', program ?? '', ...args]);
      const [cut, whole] = [await run(['--tailor']), await run([])];
      assert.deepEqual([cut.code, cut.stdout], [whole.code, whole.stdout], cut.stderr);
      assert.ok(whole.stdout !== '');
    });
  }
});
