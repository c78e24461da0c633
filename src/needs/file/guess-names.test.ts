// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzed, compile } from '../testing/compile.ts';

/** Looks up a name that is not known, and has these lines of assembly in a function. */
async function guessed(...lines: readonly string[]): Promise<string[]> {
  const assembly = ['.section .rodata', 'text: .asciz "getpid"', '.text', ...lines];
  const text = `
    #include <dlfcn.h>
    extern char *from_outside(void);
    void *look(void) { return dlsym(RTLD_DEFAULT, from_outside()); }
    asm("f: .cfi_startproc\\n" ${assembly.map((line) => JSON.stringify(`${line}\n`)).join(' ')} ".cfi_endproc\\n");
  `;
  const needs = analyzed(await compile({ text }, { compiler: 'gcc', flags: ['-O1', '-shared', '-fPIC'] }), [
    'getpid',
  ]);
  return needs.runtime.filter((need) => need.class === 'guessed').map(({ name }) => name);
}

describe('guessNames', () => {
  it('takes a text that an instruction refers to', async () => {
    assert.deepEqual(await guessed('lea text(%rip), %rax', 'ret'), ['getpid']);
  });

  it('leaves out a text that only bytes of an instruction seem to refer to', async () => {
    assert.deepEqual(await guessed('.byte 0x48, 0xb8', '.long text - . - 4, 0', 'ret'), []);
  });

  it('takes it when both is the case', async () => {
    const lines = ['.byte 0x48, 0xb8', '.long text - . - 4, 0', 'mov text(%rip), %eax', 'ret'];
    assert.deepEqual(await guessed(...lines), ['getpid']);
  });
});
