// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  spawn,
  join,
  makeTemporaryDirectory,
  readBytes,
  removeTree,
  tmpdir,
  writeWhole,
} from '../util/index.ts';
import { readElf, undefinedSymbols } from './index.ts';

test('countDynamicSymbols counts the imports of a program that defines nothing for others', async () => {
  const folder = makeTemporaryDirectory(tmpdir(), 'thimble-count-');
  assert.ok(folder.ok);
  try {
    const [source, program] = [join(folder.value, 'a.c'), join(folder.value, 'a')];
    writeWhole(source, '#include <stdio.h>\nint main(void) { return puts("x") + getpid(); }');
    const flags = ['-w', '-no-pie', '-fno-pie', '-Wl,--hash-style=gnu', '-o', program, source];
    const outcome = await spawn('gcc', flags);
    assert.ok(outcome.kind === 'exited' && outcome.code === 0, JSON.stringify(outcome));
    const bytes = readBytes(program);
    assert.ok(bytes.ok);
    const file = readElf(bytes.value, program);
    assert.ok(file.ok);
    const symbols = undefinedSymbols(file.value);
    assert.ok(symbols.ok);
    const names = symbols.value.map(({ name }) => name);
    for (const name of ['puts', 'getpid', '__libc_start_main']) assert.ok(names.includes(name), names.join());
  } finally {
    removeTree(folder.value);
  }
});
