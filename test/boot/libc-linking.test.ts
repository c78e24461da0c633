// SPDX-License-Identifier: MIT
// Dynamic linking against the kernel's C library: programs and libraries made with the host's compiler for glibc print in a guest
// what they print on the host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, makeDirectory } from '../../src/util/index.ts';
import type { CommandEnd } from '../cli/rig.ts';
import {
  compile,
  FROM_ORIGIN,
  hostCommand,
  LIBRARIES,
  PROGRAMS,
  runWithLibraries,
  SHARED,
  SOURCES,
} from './linking-rig.ts';

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
  await compileFeatures();
  await compile('g++', 'thrower.cpp', 'lib/libthrower.so', [...SHARED, '-Wl,-soname,libthrower.so']);
  for (const name of ['unique1.so', 'unique2.so']) {
    await compile('g++', 'thrower.cpp', `lib/${name}`, [...SHARED, `-Wl,-soname,${name}`]);
  }
  await compile('g++', 'catcher.cpp', 'catcher', ['-Llib', '-lthrower', FROM_ORIGIN, '-pthread']);
}

/** Libraries with the flags that features.c asks about. */
async function compileFeatures(): Promise<void> {
  const library = (source: string, name: string, ...flags: string[]) =>
    compile('gcc', source, `lib/${name}`, [...SHARED, `-Wl,-soname,${name}`, ...flags]);
  await library('models.c', 'libmodels.so', '-Wl,-Bsymbolic,-z,relro,-z,now');
  await library('order.c', 'libplain.so', '-DNAME="plain"', '-Wl,-init,order_init,-fini,order_fini');
  await library('order.c', 'libfirst.so', '-DNAME="initfirst"', '-Wl,-z,initfirst');
  await library('order.c', 'nodlopen.so', '-DNAME="not opened"', '-Wl,-z,nodlopen');
  await library('order.c', 'opened.so', '-DNAME="opened"', '-Dorder_init=opened_only', '-Wl,-z,nodelete');
  // Each is linked with the other one, so one of them is made twice.
  await library('cycle.c', 'cycle2.so');
  await library('cycle.c', 'cycle1.so', '-DFIRST', '-Wl,-rpath,$ORIGIN', '-Llib', '-l:cycle2.so');
  await library('cycle.c', 'cycle2.so', '-Wl,-rpath,$ORIGIN', '-Llib', '-l:cycle1.so');
  const libraries = ['-Llib', '-Wl,--no-as-needed', '-lfirst', '-lplain', '-lmodels', FROM_ORIGIN];
  await compile('gcc', 'features.c', 'features', [...libraries, '-pthread', '-rdynamic']);
}

let compiled: Promise<void> | undefined;

async function runLinked(name: string, options: readonly string[] = []): Promise<CommandEnd> {
  compiled ??= compileAll();
  await compiled;
  return runWithLibraries(name, ['last'], options);
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

test('ldso follows the flags of files, has all models of thread-local storage, and answers what is asked of it', () =>
  printsAsOnHost('features', [
    'initfirst starts first',
    'models_sum() = 108',
    'models_who() = 2',
    'is_read_only(models_functions()) = 1',
    '((int (*)(int))dlsym(cycle, "cycle_one"))(6) = 34',
    '_dl_find_object((void *)models_who, &found) = 0',
    'plain has a function in DT_FINI',
  ]));

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
