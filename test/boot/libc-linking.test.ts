// SPDX-License-Identifier: MIT
// Dynamic linking against the kernel's C library: programs and libraries made with the host's compiler for glibc print in a guest
// what they print on the host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, makeDirectory, readBytes, spawn, writeWhole } from '../../src/util/index.ts';
import { COMMAND_LIMIT_S } from '../cli/rig.ts';
import { root } from '../house/tree.ts';
import { runGuest } from './rig.ts';

const SOURCES = join(root, 'test/boot/linking');
/** The programs look for their libraries in `$ORIGIN/lib`. */
const PROGRAMS = join(root, 'build/test/linking');
const LIBRARIES = join(PROGRAMS, 'lib');

async function hostCommand(command: string, words: readonly string[]): Promise<string> {
  const outcome = await spawn(command, words, { cwd: PROGRAMS, timeoutMs: COMMAND_LIMIT_S * 1000 });
  assert.ok(outcome.kind === 'exited', JSON.stringify(outcome));
  return `${outcome.stdout}exit code ${outcome.code}\n`;
}

async function compile(
  compiler: 'gcc' | 'g++',
  source: string,
  output: string,
  flags: readonly string[],
): Promise<void> {
  const words = ['-g', '-w', join(SOURCES, source), '-o', join(PROGRAMS, output), ...flags];
  const outcome = await spawn(compiler, words, { cwd: PROGRAMS, timeoutMs: COMMAND_LIMIT_S * 1000 });
  assert.ok(outcome.kind === 'exited' && outcome.code === 0, JSON.stringify(outcome));
}

const SHARED = ['-fPIC', '-shared'];
const FROM_ORIGIN = '-Wl,-rpath,$ORIGIN/lib,--enable-new-dtags';

/** Each library with what makes it another kind of file than the others. */
async function compileAll(): Promise<void> {
  makeDirectory(LIBRARIES);
  makeDirectory(join(PROGRAMS, 'before'));
  const map = `-Wl,--version-script=${join(SOURCES, 'liba.map')}`;
  await compile('gcc', 'liba.c', 'lib/liba.so', [...SHARED, '-Wl,-soname,liba.so,-z,now', map]);
  const compact = '-Wl,-soname,libb.so,--hash-style=sysv,-z,pack-relative-relocs,-rpath,$ORIGIN';
  await compile('gcc', 'libb.c', 'lib/libb.so', [...SHARED, compact, '-Llib', '-la']);
  const inCode = ['-fno-pic', '-mcmodel=large', '-shared', '-Wl,-soname,libtext.so,-z,notext'];
  await compile('gcc', 'libtext.c', 'lib/libtext.so', [...inCode, '-Llib', '-la']);
  await compile('gcc', 'plugin.c', 'lib/plugin.so', [...SHARED, '-mtls-dialect=gnu2', '-Llib', '-la']);
  await compile('gcc', 'late.c', 'lib/late.so', SHARED);
  const libraries = ['-Llib', '-lb', '-la', '-ltext', FROM_ORIGIN, '-pthread', '-rdynamic'];
  await compile('gcc', 'main.c', 'main-pie', ['-pie', '-fPIE', ...libraries]);
  await compile('gcc', 'main.c', 'main-no-pie', ['-no-pie', '-fno-pie', ...libraries]);
  await compile('gcc', 'allocator.c', 'allocator', ['-fno-builtin']);
  // Linked with a library that has the function, and started with one of that name that has it no longer.
  const gone = [...SHARED, '-Wl,-soname,libgone.so'];
  await compile('gcc', 'late.c', 'before/libgone.so', gone);
  await compile('gcc', 'late.c', 'lib/libgone.so', [...gone, '-Dnobody_has_this=renamed']);
  await compile('gcc', 'missing.c', 'missing', ['-Lbefore', '-lgone', FROM_ORIGIN]);
  await compile('g++', 'thrower.cpp', 'lib/libthrower.so', [...SHARED, '-Wl,-soname,libthrower.so']);
  for (const name of ['unique1.so', 'unique2.so']) {
    await compile('g++', 'thrower.cpp', `lib/${name}`, [...SHARED, `-Wl,-soname,${name}`]);
  }
  await compile('g++', 'catcher.cpp', 'catcher', ['-Llib', '-lthrower', FROM_ORIGIN, '-pthread']);
}

let compiled: Promise<void> | undefined;

/** Runs `/linking/<name>` in a guest, with the libraries in `/linking/lib`. */
async function runLinked(
  name: string,
  options: readonly string[] = [],
  libraries: string = LIBRARIES,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly code: number | null }> {
  compiled ??= compileAll();
  await compiled;
  const files = ['--file', `/linking/lib=${libraries}`, '--file', `/linking/program=${join(PROGRAMS, name)}`];
  return runGuest(['--libc=kernel', ...files, ...options], '/linking/program', ['last']);
}

async function printsAsOnHost(name: string, lines: readonly string[]): Promise<void> {
  const end = await runLinked(name);
  const host = await hostCommand(join(PROGRAMS, name), ['last']);
  assert.equal(`${end.stdout}exit code ${end.code}\n`, host);
  for (const line of lines) assert.ok(end.stdout.includes(`${line}\n`), line);
}

const LINES = [
  'liba starts, arguments 2, last last, environment given',
  '&shared_value == address_of_shared_value() = 1',
  'b_next_of_a_function() = 1',
  'a_chosen() = 77',
  'b_old_version() = 1',
  'text_value() = 20',
  'plugin_zero_sum() = 3000',
  'plugin_late() = 1234',
  'object plugin.so, storage there',
];

test('ldso binds a position independent program and its libraries as glibc does', () =>
  printsAsOnHost('main-pie', LINES));

test('ldso binds a position dependent program, with copied variables, as glibc does', () =>
  printsAsOnHost('main-no-pie', LINES));

test('ldso lets C++ exceptions pass between libraries and threads', () =>
  printsAsOnHost('catcher', ['caught number 17', 'one variable: 1', 'thread ends', 'caught stoi']));

test("ldso has libc use a program's own malloc", () =>
  printsAsOnHost('allocator', ['strdup 1, asprintf 1 5', 'getline 1 1', 'freed 1']));

test('ldso starts a program whose functions are missing with --allow-missing, and stops it at the first call of one', async () => {
  const end = await runLinked('missing', ['--allow-missing']);
  assert.equal(end.stdout, 'before\n');
  assert.match(
    end.stderr,
    /thimble: \/linking\/program: the function nobody_has_this was called, which neither/,
  );
  assert.equal(end.code, 127);
});

test('ldso names the file and the place of a relocation that is damaged', async () => {
  compiled ??= compileAll();
  await compiled;
  const damaged = join(PROGRAMS, 'damaged');
  makeDirectory(damaged);
  for (const name of ['libb.so', 'libtext.so', 'liba.so']) {
    const bytes = readBytes(join(LIBRARIES, name));
    assert.ok(bytes.ok);
    const copy = name === 'liba.so' ? withBadRelocation(bytes.value) : bytes.value;
    assert.ok(writeWhole(join(damaged, name), copy, 0o755).ok);
  }
  const end = await runLinked('main-pie', [], damaged);
  assert.match(
    end.stderr,
    /thimble: \/linking\/lib\/liba\.so: relocation 0 of type 8 at 0x7000000000 lies outside of its segments; the file is damaged/,
  );
  assert.equal(end.code, 127);
});

/** A copy whose first relocation points far away. */
function withBadRelocation(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  const [SHT_RELA, HEADER_SIZE] = [4, 64];
  const sections = Number(view.getBigUint64(40, true));
  const places = [...Array(view.getUint16(60, true)).keys()].map((i) => sections + i * HEADER_SIZE);
  const place = places.find((each) => view.getUint32(each + 4, true) === SHT_RELA);
  assert.ok(place !== undefined);
  view.setBigUint64(Number(view.getBigUint64(place + 24, true)), 0x7000000000n, true);
  return copy;
}
