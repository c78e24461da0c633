// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thimble } from './rig.ts';

const LIBM = '/lib/x86_64-linux-gnu/libm.so.6';

test('symbols --json tells what is exported, by library', async () => {
  const { code, stdout } = await thimble(['symbols', '--json']);
  assert.equal(code, 0);
  const told = JSON.parse(stdout) as { symbols: number; libraries: { symbols: string[] }[] };
  const names = new Set(told.libraries.flatMap((library) => library.symbols));
  assert.equal(told.symbols, names.size);
  const plain = await thimble(['symbols']);
  assert.equal(plain.stdout.split('\n').length, names.size + 2);
});

test('symbols --against says how much of a library of the host is exported', async () => {
  const { code, stdout } = await thimble(['symbols', '--against', LIBM]);
  assert.equal(code, 0);
  assert.match(stdout, /^\/lib\/x86_64-linux-gnu\/libm\.so\.6: \d+ of [\d,]+ names exported, \d+\.\d %\n/);
  const json = await thimble(['symbols', '--json', '--against', LIBM]);
  const told = JSON.parse(json.stdout) as { current: number; covered: string[]; missing: string[] };
  assert.equal(told.current, told.covered.length + told.missing.length);
  assert.ok(told.current > 700);
});

test('symbols says: nothing is exported as "libz.so.1"', async () => {
  const { code, stderr } = await thimble(['symbols', '--library', 'libz.so.1']);
  assert.equal(code, 1);
  assert.match(stderr, /nothing is exported as "libz\.so\.1"/);
});

test('symbols says: --against and --library do not go together', async () => {
  const { code, stderr } = await thimble(['symbols', '--against', LIBM, '--library', 'libm.so.6']);
  assert.equal(code, 2);
  assert.match(stderr, /--against and --library do not go together/);
});

test('symbols says: not an ELF file, and: there is no file', async () => {
  const script = await thimble(['symbols', '--against', '/etc/passwd']);
  assert.equal(script.code, 1);
  assert.match(script.stderr, /\/etc\/passwd is not an ELF file/);
  const gone = await thimble(['symbols', '--against', '/nowhere/libc.so.6']);
  assert.match(gone.stderr, /there is no file or folder "\/nowhere\/libc\.so\.6"/);
});

test('symbols --missing tells what a program with its libraries would lack, and exits with 1 for it', async () => {
  const { code, stdout } = await thimble(['symbols', '--json', '--missing', '/bin/ls']);
  const told = JSON.parse(stdout) as { missing: { file: string; name: string; isWeak: boolean }[] };
  const strong = told.missing.filter(({ isWeak }) => !isWeak);
  assert.equal(code, strong.length === 0 ? 0 : 1);
  // What no libc has is in no list, and libraries other than glibc's are looked at too.
  assert.ok(told.missing.some(({ name, isWeak }) => name === '__gmon_start__' && isWeak));
  assert.ok(told.missing.some(({ file }) => file.includes('libselinux')));
  assert.ok(!told.missing.some(({ file }) => file.includes('libc.so.6')));
  const plain = await thimble(['symbols', '--missing', '/bin/ls']);
  assert.match(plain.stdout, /\/bin\/ls: (nothing|[\d,]+ symbols?) missing\n$/);
});

test('symbols --missing says that a static program binds to no libc', async () => {
  const { code, stderr } = await thimble(['symbols', '--missing', '/usr/bin/busybox']);
  assert.equal(code, 1);
  assert.match(stderr, /does not use the kernel's libc: it is linked statically/);
});

test('exported-symbols/ has what the components and glibc 2.36 define: symbols --update has nothing to do', async (context) => {
  const end = await thimble(['symbols', '--update', '--check']);
  if (end.stderr.includes('cli/other-glibc')) return context.skip('this host has another glibc');
  assert.equal(end.code, 0, end.stdout);
});
