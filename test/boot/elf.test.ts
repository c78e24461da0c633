// SPDX-License-Identifier: MIT
// Every way in which a program can be linked starts, with what the psABI promises it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, readBytes, writeWhole } from '../../src/util/index.ts';
import { inTemporaryFolder, thimble, type CommandEnd } from '../cli/rig.ts';
import { compileProgram, compileStatic, runGuest, type Compiler } from './rig.ts';

const FORMS: readonly (readonly [
  form: string,
  compiler: Compiler,
  flags: readonly string[],
  /** Whether the image has an interpreter for it. */
  interpreter: string,
  options?: readonly string[],
])[] = [
  ['a static program', 'gcc', ['-static', '-no-pie'], 'no'],
  ['a static position independent program', 'gcc', ['-static-pie'], 'no'],
  ['a program bound to the kernel', 'gcc', ['-no-pie'], 'no'],
  ['a position independent program bound to the kernel', 'gcc', ['-pie'], 'no'],
  ['a program with an interpreter', 'gcc', ['-no-pie'], 'yes', ['--libc=image']],
  ['a position independent program with an interpreter', 'gcc', ['-pie'], 'yes', ['--libc=image']],
  ['a static program of musl', 'musl-gcc', ['-static'], 'no'],
];

for (const [form, compiler, flags, interpreter, options = []] of FORMS) {
  test(`${form} starts with its arguments, environment and auxiliary vector`, async () => {
    const program = await compileProgram('start', compiler, flags);
    const end = await runGuest([...options, '--env', 'COLOUR=blue and red'], program, [
      'one',
      'two words',
      '',
      '"\\',
    ]);
    const lines = end.stdout.split('\n').slice(0, -1);
    const [first = '', ...others] = lines.filter((line) => !line.startsWith('environment '));
    assert.match(first, /^argument \S*start\S*$/);
    assert.deepEqual(others, [
      'argument one',
      'argument two words',
      'argument ',
      'argument "\\',
      `executed ${first.slice('argument '.length)}`,
      `interpreter ${interpreter}`,
    ]);
    // What programs cannot well do without is there even though nobody asked for it.
    const names = lines
      .map((line) => /^environment (\w+)=/.exec(line)?.[1])
      .filter((name) => name !== undefined);
    assert.deepEqual(names.sort(), ['COLOUR', 'HOME', 'PATH']);
    assert.ok(lines.includes('environment COLOUR=blue and red'));
    assert.equal(end.code, 0);
  });
}

/** Boots /given, a file of these bytes: as part of an image that a manifest describes, it is not looked at before. */
async function bootFile(bytes: Uint8Array | string): Promise<CommandEnd> {
  let end: CommandEnd | undefined;
  await inTemporaryFolder(async (folder) => {
    const [file, manifest] = [join(folder, 'given'), join(folder, 'usr.manifest')];
    assert.ok(writeWhole(file, bytes, 0o755).ok && writeWhole(manifest, `/given: ${file}\n`).ok);
    end = await thimble(['run', '--manifest', manifest, '--cmdline', '/given']);
  });
  assert.ok(end);
  return end;
}

/** A copy with the little-endian bytes of `value` at `offset`. */
function withNumber(bytes: Uint8Array, offset: number, size: 2 | 4 | 8, value: bigint): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  if (size === 2) view.setUint16(offset, Number(value), true);
  else if (size === 4) view.setUint32(offset, Number(value), true);
  else view.setBigUint64(offset, value, true);
  return copy;
}

/** Offsets in the file of the program headers of a type. */
function headersOfType(bytes: Uint8Array, type: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const start = Number(view.getBigUint64(32, true));
  return [...Array(view.getUint16(56, true)).keys()]
    .map((i) => start + i * 56)
    .filter((offset) => view.getUint32(offset, true) === type);
}

/** A copy with a field of the first loaded segment changed. */
function withLoad(bytes: Uint8Array, field: number, value: bigint): Uint8Array {
  return withNumber(bytes, (headersOfType(bytes, PT_LOAD)[0] ?? 0) + field, 8, value);
}

async function bytesOf(program: Promise<string>): Promise<Uint8Array> {
  const read = readBytes(await program);
  assert.ok(read.ok);
  return read.value;
}

const PT_LOAD = 1;
const [P_OFFSET, P_VADDR, P_FILESZ] = [8, 16, 32];

const BROKEN: readonly (readonly [words: string, make: (good: Uint8Array) => Uint8Array | string])[] = [
  ['it is not an ELF file', () => 'hello, world'],
  ['it is not an ELF file', () => ''],
  ['cut off in the ELF header', (good) => good.subarray(0, 40)],
  ['cut off before its program headers', (good) => good.subarray(0, 100)],
  ['cut off in a segment', (good) => good.subarray(0, 6000)],
  ['made for aarch64', (good) => withNumber(good, 18, 2, 183n)],
  ['object or core file', (good) => withNumber(good, 16, 2, 1n)],
  ['entry point lies outside', (good) => withNumber(good, 24, 8, 16n)],
  ['outside of the addresses', (good) => withLoad(good, P_VADDR, 0xffffffff80000000n)],
  ['larger in the file than in memory', (good) => withLoad(good, P_FILESZ, 1n << 40n)],
  ['its interpreter /no/such is not in the image', () => '#!/no/such\n'],
  ['its first line names no interpreter', () => '#! \n'],
  ['nested too deep', () => '#!/given\n'],
];

for (const [words, make] of BROKEN) {
  test(`a program that cannot be started is refused with: ${words}`, async () => {
    const end = await bootFile(make(await bytesOf(compileStatic('start'))));
    assert.ok(end.stderr.includes(`/given: `) && end.stderr.includes(words), JSON.stringify(end));
    assert.equal(end.code, 120);
  });
}

test('a program cut off anywhere before the end of what is loaded is refused', async () => {
  const good = await bytesOf(compileStatic('start'));
  const view = new DataView(good.buffer, good.byteOffset);
  const ends = headersOfType(good, PT_LOAD).map((at) =>
    Number(view.getBigUint64(at + P_OFFSET, true) + view.getBigUint64(at + P_FILESZ, true)),
  );
  const loaded = Math.max(...ends);
  for (const size of [...Array(10).keys()].map((i) => Math.floor((i * loaded) / 10)).concat(loaded - 1)) {
    const end = await bootFile(good.subarray(0, size));
    assert.equal(end.code, 120, `${String(size)} bytes: ${end.stderr}`);
  }
});

test('a script runs its interpreter with the script and its arguments', async () => {
  const program = await compileStatic('start');
  await inTemporaryFolder(async (folder) => {
    const script = join(folder, 'script');
    const written = writeWhole(script, '#! /bin/start an option \n', 0o755);
    assert.ok(written.ok);
    const manifest = join(folder, 'usr.manifest');
    assert.ok(writeWhole(manifest, `/bin/start: ${program}\n/script: ${script}\n`).ok);
    const end = await thimble(['run', '--manifest', manifest, '--cmdline', '/script word']);
    const lines = end.stdout.split('\n');
    assert.deepEqual(lines.slice(0, 4), [
      'argument /bin/start',
      'argument an option',
      'argument /script',
      'argument word',
    ]);
    assert.equal(end.code, 0);
  });
});
