// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join, makeTemporaryDirectory, removeTree, spawn, tmpdir } from '../../src/util/index.ts';
import { thimble } from './rig.ts';

let folder = '';

before(async () => {
  const made = makeTemporaryDirectory(tmpdir(), 'thimble-test-');
  assert.ok(made.ok);
  folder = made.value;
  const source =
    'int no_such_function(void);\n' +
    '__attribute__((weak)) int may_be_absent(void);\n' +
    'int main(int argc, char **argv) { return argc > 1 ? no_such_function() : may_be_absent ? 2 : 3; }\n';
  const words = [
    '-x',
    'c',
    '-',
    '-fuse-ld=lld',
    '-Wl,--unresolved-symbols=ignore-all',
    '-o',
    join(folder, 'program'),
  ];
  const end = await spawn('clang', words, { input: source });
  assert.ok(end.kind === 'exited' && end.code === 0, JSON.stringify(end));
});
after(() => void removeTree(folder));

test('build fails with file and name when nothing defines a symbol, and writes no image', async () => {
  const end = await thimble(['build', '-o', join(folder, 'out'), join(folder, 'program')]);
  assert.equal(end.code, 1);
  assert.match(
    end.stderr,
    /\/program needs a symbol that nothing in the image nor the kernel defines: no_such_function \[needs\/missing-symbol\]/,
  );
  assert.match(end.stderr, /use --allow-missing/);
  assert.doesNotMatch(end.stderr, /may_be_absent/);
});

test('run fails with 125 for the same, before anything is booted', async () => {
  const end = await thimble(['run', join(folder, 'program')]);
  assert.equal(end.code, 125);
  assert.match(end.stderr, /no_such_function/);
});

test('build --allow-missing only warns, and --verbose tells of weak symbols too', async () => {
  const words = ['build', '--allow-missing', '--verbose', '-o', join(folder, 'out')];
  const end = await thimble([...words, join(folder, 'program')]);
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stderr, /warning: \/program needs a symbol .*: no_such_function/);
  assert.match(end.stderr, /note: \/program does without .*may_be_absent/);
});

test('build warns, and does not fail, for a plugin that lacks a symbol', async () => {
  const plugin = `/lib/plugin.so=${join(folder, 'plugin.so')}`;
  const source = 'int no_such_plug(void); int plug(void) { return no_such_plug(); }\n';
  const words = ['-x', 'c', '-', '-shared', '-fPIC', '-o', join(folder, 'plugin.so')];
  const compiled = await spawn('clang', words, { input: source });
  assert.ok(compiled.kind === 'exited' && compiled.code === 0, JSON.stringify(compiled));
  const end = await thimble(['build', '-o', join(folder, 'out'), '--file', plugin, '/bin/ls']);
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stderr, /warning: \/lib\/plugin\.so needs a symbol .*: no_such_plug/);
});

test('build says which libc a program binds to, and warns when --libc=kernel is of no use', async () => {
  const dynamic = await thimble(['build', '--json', '--libc', 'image', '-o', join(folder, 'ls'), '/bin/ls']);
  assert.equal(dynamic.code, 0, dynamic.stderr);
  assert.equal((JSON.parse(dynamic.stdout) as { libc: string }).libc, 'image');
  const words = ['build', '--json', '--libc=kernel', '-o', join(folder, 'busybox'), '/usr/bin/busybox'];
  const fixed = await thimble(words);
  assert.equal(fixed.code, 0, fixed.stderr);
  assert.equal((JSON.parse(fixed.stdout) as { libc: string }).libc, 'none');
  assert.match(fixed.stderr, /warning: the program does not use the kernel's libc: it is linked statically/);
});
