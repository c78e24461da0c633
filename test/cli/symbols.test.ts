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
