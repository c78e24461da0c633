// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join, spawn } from '../util/index.ts';
import { makeTree } from '../util/test-tree.ts';
import { importedNames } from './imported-names.ts';

const PROGRAM = `
#include <stdio.h>
#include <math.h>
extern char **environ;
int main(int argc, char **argv)
{
    fprintf(stdout, "%f %s\\n", cos(argc), environ[0]);
    return 0;
}
`;

/** The dynamic symbols of a file that readelf shows as undefined, or as copied. */
async function byReadelf(path: string): Promise<string[]> {
  const [symbols, relocations] = await Promise.all([
    spawn('readelf', ['--dyn-syms', '-W', path]),
    spawn('readelf', ['-r', '-W', path]),
  ]);
  assert.ok(symbols.kind === 'exited' && relocations.kind === 'exited');
  const undefined_ = [...symbols.stdout.matchAll(/ UND (\w+)(?:@.*)?$/gm)].map((match) => match[1] ?? '');
  const copied = [...relocations.stdout.matchAll(/R_X86_64_COPY +\w+ +(\w+)/g)].map(
    (match) => match[1] ?? '',
  );
  return [...new Set([...undefined_, ...copied])].sort();
}

for (const flags of [
  ['-no-pie', '-fno-pie'],
  ['-pie', '-fpie'],
]) {
  test(`importedNames finds what readelf shows, versions aside, and copied variables (${flags[0]})`, async (context) => {
    const folder = makeTree(context, { 'main.c': PROGRAM });
    const path = join(folder, 'program');
    const built = await spawn('gcc', ['-O1', ...flags, join(folder, 'main.c'), '-lm', '-o', path]);
    assert.ok(built.kind === 'exited' && built.code === 0, JSON.stringify(built));
    const names = importedNames(path, 'a test');
    assert.ok(names.ok && names.value !== undefined);
    assert.deepEqual(names.value, await byReadelf(path));
    // A versioned name of today's start code, without which nothing dynamic starts.
    for (const name of ['__libc_start_main', 'cos', 'stdout']) assert.ok(names.value.includes(name), name);
  });
}

test('importedNames passes over what is no program, and says what is a broken one', (context) => {
  const elf = Buffer.alloc(64);
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  elf.writeUInt16LE(3, 16);
  elf.writeUInt16LE(62, 18);
  const folder = makeTree(context, { script: '#!/bin/sh\n', empty: '', broken: elf.toString('latin1') });
  for (const name of ['script', 'empty'])
    assert.deepEqual(importedNames(join(folder, name), 'a test'), { ok: true, value: undefined });
  assert.ok(!importedNames(join(folder, 'broken'), 'a test').ok);
  const absent = importedNames(join(folder, 'absent'), 'usr.manifest');
  assert.ok(!absent.ok);
  assert.match(absent.diagnostics[0].message, /does not exist/);
});
