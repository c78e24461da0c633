// SPDX-License-Identifier: MIT
// System calls in code that is described in unusual ways, or not at all.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBytes } from '../../util/index.ts';
import type { FileNeeds } from '../file/file-needs.ts';
import { analyzed, compile, wanted } from '../testing/compile.ts';

async function analyzeAssembly(...lines: readonly string[]): Promise<FileNeeds> {
  const text = `asm(${lines.map((line) => JSON.stringify(`${line}\n`)).join(' ')}); int main(void) { return 0; }`;
  return analyzed(await compile({ text }, { compiler: 'gcc', flags: ['-O1'], strip: true }));
}

describe('FunctionMap', () => {
  it('finds what a signal handler returns to, which is described from the byte before it', async () => {
    const { runtime } = await analyzeAssembly(
      '.byte 0x0f, 0x1f, 0x40',
      '.cfi_startproc',
      '.cfi_signal_frame',
      '.byte 0',
      'mov $15, %rax',
      'syscall',
      '.cfi_endproc',
    );
    assert.deepEqual(
      runtime.map(({ name, class: sure }) => [name, sure]),
      [['15', 'proved']],
    );
  });

  it('takes the number right before a system call where nothing describes the function', async () => {
    const needs = await analyzeAssembly('.skip 16, 0xcc', 'mov $435, %eax', 'syscall', '.skip 16, 0xcc');
    assert.deepEqual(
      needs.runtime.map(({ name, class: sure }) => [name, sure]),
      [['435', 'resolved']],
    );
    const data = await analyzeAssembly('.skip 16, 0xcc', '.byte 0x0f, 0x05', '.skip 16, 0xcc');
    assert.deepEqual([data.runtime, data.unresolved], [[], []]);
  });

  it('finds the functions of a library of which only the start files are described', () => {
    const library = readBytes('/lib/ld-musl-x86_64.so.1');
    assert.ok(library.ok);
    const names = wanted(analyzed(library.value), 'syscall');
    // musl begins with the one, and prints by the other; between both numbers and their instructions stands another one.
    for (const number of ['218', '20']) assert.ok(names.includes(number), number);
  });

  it('lists calls in a function that is too large to be looked into as open', async () => {
    const large = ['.cfi_startproc', '.skip 0x100001, 0x90'];
    const needs = await analyzeAssembly(
      ...large,
      'mov $39, %eax',
      'syscall',
      'mov %edi, %eax',
      'syscall',
      'call dlsym@PLT',
      '.cfi_endproc',
    );
    assert.deepEqual(wanted(needs, 'syscall'), ['39']);
    assert.deepEqual(
      needs.unresolved.map(({ kind, reason }) => [kind, /more than 1 MiB/.test(reason)]),
      [
        ['syscall', true],
        ['dlsym', true],
      ],
    );
  });
});
