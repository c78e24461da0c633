// SPDX-License-Identifier: MIT
// Kernels that are cut to their program: it runs as on the universal one, and nothing rides along.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readElf } from '../../src/elf/index.ts';
import { importedNames } from '../../src/needs/index.ts';
import { exportsOf } from '../../src/toolchain/check-exports.ts';
import { join } from '../../src/util/index.ts';
import { mustRead } from '../../src/util/test-compile.ts';
import { inTemporaryFolder, thimble } from '../cli/rig.ts';
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

test('build exports exactly what a hello imports, those with versions included', async () => {
  const program = await hello();
  const cut = await build(['--libc', 'kernel', program]);
  const whole = await build(['--universal', '--libc', 'kernel', program]);
  const imports = importedNames(program, 'the test');
  assert.ok(imports.ok && imports.value !== undefined);
  assert.ok(imports.value.includes('__libc_start_main') && imports.value.includes('puts'));
  // What it would only like to have (_ITM_*, __gmon_start__) no kernel has.
  const expected = imports.value.filter((name) => whole.exports.includes(name));
  assert.deepEqual(cut.exports, expected);
  assert.ok(cut.strippedBytes < whole.strippedBytes / 4, `${cut.strippedBytes} of ${whole.strippedBytes}`);
});

test('build has no allocator for a program that never calls malloc', async () => {
  const program = await hello();
  await inTemporaryFolder(async (folder) => {
    await build(['--libc', 'kernel', '-o', `${folder}/none`, program]);
    await build(['--libc', 'kernel', '--add-symbol', 'malloc', '-o', `${folder}/one`, program]);
    const [none, one] = await Promise.all(
      ['none', 'one'].map((name) => thimble(['why', '--image', `${folder}/${name}`, 'mi_malloc'])),
    );
    assert.match(none?.stderr ?? '', /"mi_malloc" is not in this kernel/);
    assert.equal(one?.code, 0, one?.stderr);
  });
});

test('build has what is added, and refuses to add what there is not', async () => {
  const program = await hello();
  const words = ['--libc', 'kernel', '--add-symbol'] as const;
  assert.ok((await build([...words, 'getauxval', program])).exports.includes('getauxval'));
  const unknown = await thimble(['build', ...words, 'getauxvel', program]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /getauxvel[^]*did you mean getauxval/);
  const vain = await thimble(['build', '--universal', '--add-symbol', 'getauxval', program]);
  assert.equal(vain.code, 2);
  assert.match(vain.stderr, /--add-symbol says what a kernel is cut to, but with --universal it is not cut/);
});

test('build does not cut the kernel where a file of the image cannot be analyzed, and says so', async () => {
  await inTemporaryFolder(async (folder) => {
    const bytes = readFileSync(await hello());
    // Its dynamic symbols lead beyond its end.
    const damaged = join(folder, 'damaged.so');
    writeFileSync(damaged, bytes.subarray(0, 0x400));
    const words = [
      'build',
      '--json',
      '--libc',
      'kernel',
      '--file',
      `/data/damaged.so=${damaged}`,
      await hello(),
    ];
    const end = await thimble(words);
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stderr, /not cut: what these files need could not be found out: \/data\/damaged\.so/);
    assert.ok((JSON.parse(end.stdout) as Told).kernel.exports.includes('getauxval'));
  });
});

test("build takes conf_version_script= as what to export, and OSv's other words as a kernel that is not cut", async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'script'), '{ global: puts; getauxval; local: *; };');
    const script = `conf_version_script=${join(folder, 'script')}`;
    const words = ['image=sqlite', 'drivers_profile=virtio-mmio', '--libc=kernel'];
    const cut = await build([...words, script, '--add-symbol', 'getpid', '--allow-missing']);
    assert.deepEqual(cut.exports, ['getauxval', 'getpid', 'puts']);
    const hidden = await build(words);
    assert.ok(hidden.exports.includes('qsort_r') && hidden.exports.length > 1000);
    const vain = await thimble(['build', ...words, '--add-symbol', 'getpid']);
    assert.match(vain.stderr, /--add-symbol says .*, but with no conf_version_script= it is not cut/);
  });
});

test('build -o replaces a kernel by one that was linked before it and is as large', async () => {
  await inTemporaryFolder(async (folder) => {
    const words = ['--libc', 'kernel', '-o', folder, '--add-symbol'];
    const [one, other] = [
      await build([...words, 'getpid', await hello()]),
      await build([...words, 'getuid', await hello()]),
    ];
    assert.notDeepEqual(one.exports, other.exports);
    const again = await build([...words, 'getpid', await hello()]);
    assert.deepEqual(again.exports, one.exports);
    const linked = readElf(mustRead(join(folder, 'kernel.elf')), 'kernel.elf');
    assert.ok(linked.ok);
    const exported = exportsOf(linked.value);
    assert.ok(exported.ok);
    assert.deepEqual(exported.value, one.exports);
  });
});

test('build leaves out what nothing in the image calls for, and the kernel says so where a program looks for it all the same', async () => {
  const program = await compileProgram('hidden-path', 'gcc', []);
  const words = (...more: readonly string[]) => ['run', '--libc', 'kernel', ...more, program];
  const cut = await thimble(words('--verbose'));
  assert.equal(cut.stdout, 'none\nnone\n');
  const told = cut.stderr.match(
    /thimble: warning: left out of this kernel: file system \/proc \(add it: --component procfs=on\)/g,
  );
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

test('a kernel tells what is left out below what is there, and nothing of paths that only end alike', async () => {
  const program = await compileProgram('hidden-path', 'gcc', []);
  const run = ['run', '--libc', 'kernel', '--verbose', '--component', 'devfs=on', program];
  const told = async (path: string) => {
    const { stdout, stderr } = await thimble([...run, path]);
    assert.equal(stdout, 'none\nnone\n', stderr);
    return [...stderr.matchAll(/left out of this kernel: file system (\S+)/g)].map(([, where]) => where);
  };
  assert.deepEqual(await told('dev+shm+segment'), ['/dev/shm']);
  assert.deepEqual(await told('dev+tmp'), []);
  assert.deepEqual(await told('tmp+file'), ['/tmp']);
  assert.deepEqual(await told('tmpfile'), []);
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

void describe('run', { concurrency: 2 }, () => {
  for (const [libc, program, ...args] of PROGRAMS) {
    test(`${program} on a kernel cut to it, with the libc of the ${libc}, does what it does on the universal kernel`, async () => {
      const run = (options: readonly string[]) =>
        thimble(['run', ...options, '--libc', libc, '--timeout', '120', program ?? '', ...args]);
      const [cut, whole] = [await run([]), await run(['--universal'])];
      assert.deepEqual([cut.code, cut.stdout], [whole.code, whole.stdout], cut.stderr);
      assert.ok(whole.stdout !== '');
    });
  }
});

test("exit of the kernel's libc calls what was registered, the last first, however many there are", async () => {
  const program = await compileProgram('exit-order', 'gcc', []);
  const end = await thimble(['run', '--libc', 'kernel', program]);
  assert.deepEqual([end.code, end.stdout], [0, 'first\nin order\n'], end.stderr);
});
