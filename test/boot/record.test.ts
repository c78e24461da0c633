// SPDX-License-Identifier: MIT
// What a program asks for while it runs is written down, and a kernel that is cut to the program and to that has all of it.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { join } from '../../src/util/index.ts';
import { inTemporaryFolder } from '../cli/rig.ts';
import { compileProgram, compileStatic, runGuest } from './rig.ts';

interface Needs {
  readonly added: readonly { readonly call: string; readonly name: string; readonly class: string }[];
}

function addedIn(file: string): string[] {
  const needs = JSON.parse(readFileSync(file, 'utf8')) as Needs;
  return needs.added.map((need) => `${need.class} ${need.call} ${need.name}`);
}

const ask = () => compileProgram('ask', 'gcc', []);
const KERNEL_LIBC = ['--libc', 'kernel'];

test('run --record writes down numbers and names, adds those of further runs, and --needs-file has them in', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'needs.json');
    const options = [...KERNEL_LIBC, '--record', file];
    const first = await runGuest(options, await ask(), ['110', '999', 'qsort_r', 'no_such_name', 'qsort_r']);
    assert.equal(first.code, 0);
    assert.match(
      first.stderr,
      /recorded in .*needs\.json: 1 system calls, 1 symbols, 0 file systems; not found by the analysis: getppid, qsort_r\n/,
    );
    assert.deepEqual(addedIn(file), ['recorded syscall getppid', 'recorded dlsym qsort_r']);
    await runGuest(options, await ask(), ['39', 'getauxval']);
    const all = ['getpid', 'getppid'].map((name) => `recorded syscall ${name}`);
    all.push(...['getauxval', 'qsort_r'].map((name) => `recorded dlsym ${name}`));
    assert.deepEqual(addedIn(file), all);
    const words = ['39', '110', 'getauxval', 'qsort_r'];
    const cut = await runGuest([...KERNEL_LIBC, '--needs-file', file], await ask(), words);
    assert.deepEqual(
      [cut.code, cut.stdout, cut.stderr],
      [0, '39 works\n110 works\ngetauxval is there\nqsort_r is there\n', ''],
    );
  });
});

/** What `hidden-names` uses that nothing in its image names, and what is written down of it. */
const HIDDEN = [
  ['path', 'path /proc'],
  ['charset', 'component libc-charsets'],
  ['library', 'dlopen /tmp/made.so'],
] as const;

/** A library of which every bit is changed. */
async function hiddenLibrary(folder: string): Promise<string> {
  const path = join(folder, 'hidden');
  const library = await compileProgram('hello', 'gcc', ['-fPIC', '-shared']);
  writeFileSync(
    path,
    readFileSync(library).map((byte) => byte ^ 0xff),
  );
  return path;
}

for (const [word, recorded] of HIDDEN) {
  test(`run --record writes down a ${word} that the program puts together, and --needs-file has it in`, async () => {
    await inTemporaryFolder(async (folder) => {
      const file = join(folder, 'needs.json');
      const program = await compileProgram('hidden-names', 'gcc', []);
      const image = [...KERNEL_LIBC, '--file', `/hidden=${await hiddenLibrary(folder)}`];
      const cut = await runGuest(image, program, [word]);
      assert.deepEqual([cut.code, cut.stdout], [0, `${word} fails\n`], cut.stderr);
      const first = await runGuest([...image, '--record', file], program, [word]);
      assert.equal(first.stdout, `${word} works\n`, first.stderr);
      assert.ok(addedIn(file).includes(`recorded ${recorded}`), addedIn(file).join());
      assert.match(first.stderr, new RegExp(`not found by the analysis: .*${recorded.split(' ')[1]}`));
      const whole = await runGuest([...image, '--needs-file', file], program, [word]);
      assert.deepEqual([whole.code, whole.stdout, whole.stderr], [0, `${word} works\n`, '']);
    });
  });
}

test('run --record sees every call of a static program, and changes none', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'needs.json');
    const [program, words] = [await compileStatic('files'), ['directories', 'rename']];
    const recorded = await runGuest(['--record', file], program, words);
    const plain = await runGuest([], program, words);
    assert.deepEqual([recorded.code, recorded.stdout], [plain.code, plain.stdout]);
    const names = addedIn(file);
    for (const name of ['write', 'brk', 'exit_group', 'mkdir'])
      assert.ok(names.includes(`recorded syscall ${name}`), names.join());
  });
});

test('run --record and --needs-file refuse files of another version, of another libc, and what is none', async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, 'needs.json');
    const program = await ask();
    const refused = async (...options: string[]): Promise<string> => {
      const end = await runGuest(options, program, []);
      assert.equal(end.code, 125, end.stderr);
      assert.equal(end.stdout, '');
      return end.stderr;
    };
    writeFileSync(file, '{"format": "thimble-needs", "version": 1}');
    const both = [
      ['--record', file],
      ['--needs-file', file],
    ];
    for (const options of both)
      assert.match(await refused(...KERNEL_LIBC, ...options), /version 1 of the format; this Thimble reads/);
    writeFileSync(file, 'no JSON');
    assert.match(await refused('--needs-file', file), /is no JSON text/);
    assert.match(await refused('--needs-file', join(folder, 'absent')), /absent cannot be read: ENOENT/);
    await runGuest([...KERNEL_LIBC, '--record', join(folder, 'kernel.json')], program, []);
    assert.match(
      await refused('--libc', 'image', '--needs-file', join(folder, 'kernel.json')),
      /about programs with the libc of the kernel; those of this image have a libc of their own/,
    );
    const vain = await runGuest(['--record', file, '--add-syscall', 'getpid'], program, []);
    assert.match(vain.stderr, /--add-syscall says what a kernel is cut to, but with --record it is not cut/);
  });
});

test('--needs-file warns where the program is not the one that was recorded', async () => {
  await inTemporaryFolder(async (folder) => {
    const [file, copy] = [join(folder, 'needs.json'), join(folder, 'ask')];
    const bytes = readFileSync(await ask());
    writeFileSync(copy, bytes, { mode: 0o755 });
    await runGuest([...KERNEL_LIBC, '--record', file], copy, ['39']);
    writeFileSync(copy, Buffer.concat([bytes, Buffer.from('more')]), { mode: 0o755 });
    const { stderr } = await runGuest([...KERNEL_LIBC, '--verbose', '--needs-file', file], copy, ['39']);
    assert.match(stderr, /needs\.json was written for another \/ask: what was recorded may not be/);
  });
});
