// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compiled } from '../util/test-compile.ts';
import { readElf, undefinedSymbols } from './index.ts';

test('countDynamicSymbols counts the imports of a program that defines nothing for others', async () => {
  const text = '#include <stdio.h>\nint main(void) { return puts("x") + getpid(); }';
  const flags = ['-w', '-no-pie', '-fno-pie', '-Wl,--hash-style=gnu'];
  const file = readElf(await compiled('gcc', flags, 'a.c', text), 'a');
  assert.ok(file.ok);
  const symbols = undefinedSymbols(file.value);
  assert.ok(symbols.ok);
  const names = symbols.value.map(({ name }) => name);
  for (const name of ['puts', 'getpid', '__libc_start_main']) assert.ok(names.includes(name), names.join());
});
