// SPDX-License-Identifier: MIT
// Constant tracking by hand-written machine code: each case is a few instructions before a system call.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeFile } from '../testing/code-file.ts';
import { analyzed, wanted } from '../testing/compile.ts';

/** syscall; ret. */
const CALL = '0f05 c3';

const CASES: readonly (readonly [what: string, code: string, numbers: string[]])[] = [
  ['an immediate', `b827000000 ${CALL}`, ['39']],
  ['a register that is cleared with itself', `31c0 ${CALL}`, ['0']],
  // xor %eax, %eax; mov $56, %al.
  ['the low byte of a register that is known', `31c0 b038 ${CALL}`, ['56']],
  ['a push and a pop', `6a3b 58 ${CALL}`, ['59']],
  ['a copy of a copy', `41bc01000000 4489e3 89d8 ${CALL}`, ['1']],
  ['arithmetic', `b802000000 83c003 8d440004 ${CALL}`, ['14']],
  // mov $-1, %rax: or; then neg, add.
  ['all bits set, negated', `4883c8ff 48f7d8 ${CALL}`, ['1']],
  ['a stack slot', `4883ec18 c744240c3c000000 8b44240c 4883c418 ${CALL}`, ['60']],
  ['a slot by the frame pointer', `55 4889e5 4883ec10 48c745f809000000 488b45f8 c9 ${CALL}`, ['9']],
  // test; je +7; mov $1; jmp +5; mov $2.
  ['two ways', `85ff 7407 b801000000 eb05 b802000000 ${CALL}`, ['1', '2']],
  ['a conditional move', `b803000000 b904000000 85ff 0f44c1 ${CALL}`, ['3', '4']],
  ['a flag', `31c0 85ff 0f94c0 83c066 ${CALL}`, ['102', '103']],
  ['a borrow as a mask', `83ff01 19c0 83e005 83c066 ${CALL}`, ['102', '107']],
  ['an exchange', `b905000000 b806000000 91 ${CALL}`, ['5']],
  // A call in between: %ebx is kept by the callee.
  ['a register that calls keep', `bb07000000 e806000000 89d8 ${CALL} 90 c3`, ['7']],
  ['a loop that counts something else', `b90a000000 b808000000 ffc9 75fc ${CALL}`, ['8']],
  ['padding that nobody gets to', `b80c000000 eb05 0f1f440000 ${CALL}`, ['12']],
];

describe('trackFunction', () => {
  for (const [what, code, numbers] of CASES) {
    it(`knows the number that comes by ${what}`, () => {
      const needs = analyzed(codeFile(code));
      assert.deepEqual(wanted(needs, 'syscall'), numbers);
      assert.deepEqual(needs.unresolved, []);
      assert.ok(needs.runtime.every((need) => need.class === 'proved'));
    });
  }

  const LOST: readonly (readonly [what: string, code: string])[] = [
    ['memory that the program writes', `8b0425 00f04f00 ${CALL}`],
    ['the low byte of a register that is not known', `b038 ${CALL}`],
    ['the second byte of a register', `31c0 b401 ${CALL}`],
    ['the result of a call', `e803000000 ${CALL} c3`],
    ['the result of another system call', `b827000000 0f05 ${CALL}`],
    [
      'a slot that a callee may have changed',
      `4883ec18 c744240c3c000000 488d7c240c e80b000000 8b44240c 4883c418 ${CALL} c3`,
    ],
    ['a way in from outside', `b827000000 ffe1 90 ${CALL}`],
  ];
  for (const [what, code] of LOST) {
    it(`does not pretend to know what comes from ${what}`, () => {
      const needs = analyzed(codeFile(code));
      assert.ok(needs.unresolved.some(({ kind }) => kind === 'syscall'));
    });
  }

  it('follows a number through two functions that hand it on, one of them at its end', () => {
    // entry: mov $42, %edi; call outer; mov $43, %edi; jmp inner. outer: jmp inner. inner: mov %rdi, %rax; syscall; ret.
    const code = `bf2a000000 e80a000000 bf2b000000 e903000000  eb01 cc  4889f8 ${CALL}`;
    const needs = analyzed(codeFile(code));
    assert.deepEqual(wanted(needs, 'syscall'), ['42', '43']);
    assert.deepEqual(needs.unresolved, []);
  });

  it('takes no bytes of data or of other instructions for a system call', () => {
    // mov $0x050f, %eax; ret: the immediate has the bytes of syscall.
    assert.deepEqual(analyzed(codeFile('b80f050000 c3')).runtime, []);
  });
});
