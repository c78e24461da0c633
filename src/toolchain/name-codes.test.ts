// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeNames, LAST, type CodedNames } from './name-codes.ts';
import { SYSTEM_CALLS } from './syscalls-x86-64.ts';

/** As kernel/syscall/names.c does it. */
function decode({ codes, pairs }: CodedNames): string[] {
  const expand = (code: number): string => {
    const index = code > 0 && code < 0x30 ? code - 1 : code > 0x39 && code < 0x5f ? code - 0x3a + 0x2f : -1;
    if (index < 0) return code === 0 ? '' : String.fromCharCode(code);
    const pair = pairs[index];
    assert.ok(pair !== undefined, `no pair for code ${code}`);
    return expand(pair[0]) + expand(pair[1]);
  };
  const names: string[] = [];
  let name = '';
  for (const code of codes) {
    name += expand(code & ~LAST);
    if ((code & LAST) === 0) continue;
    names.push(name);
    name = '';
  }
  return names;
}

test('encodeNames keeps every name, empty ones too', () => {
  const names = ['read', '', '', 'pread64', 'readv', 'preadv', 'readahead', '_', ''];
  assert.deepEqual(decode(encodeNames(names)), names);
  assert.deepEqual(encodeNames([]), { codes: [], pairs: [] });
});

test('encodeNames has the names of all system calls in little more than half of their bytes', () => {
  const names = [...SYSTEM_CALLS.keys()];
  const coded = encodeNames(names);
  assert.deepEqual(decode(coded), names);
  const bytes = coded.codes.length + 2 * coded.pairs.length;
  assert.ok(bytes < 0.65 * names.join('').length, String(bytes));
});

test('encodeNames lets a pair consist of earlier pairs only, so that reading it comes to an end', () => {
  const { pairs } = encodeNames([...SYSTEM_CALLS.keys()]);
  const indexOf = (code: number): number =>
    code < 0x30 ? code - 1 : code > 0x39 && code < 0x5f ? code - 0x3a + 0x2f : -1;
  pairs.forEach((pair, index) => assert.ok(pair.every((code) => indexOf(code) < index)));
});
