// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { evaluateExpression } from './expression.ts';
import { dwarfRegisters } from './registers.ts';

const memory = {
  read: (address: bigint, size: number): bigint | undefined =>
    address < 0x1000n ? undefined : BigInt.asUintN(size * 8, address * 3n),
};
const registers = dwarfRegisters.map((_, index) => BigInt(index) * 0x100n);

function evaluate(...bytes: number[]): bigint | undefined {
  return evaluateExpression(new Uint8Array(bytes), [7n], { registers, memory });
}

describe('evaluateExpression', () => {
  it('computes the stack pointer before a PLT entry as linkers describe it', () => {
    // rsp + 8 + ((rip & 15) >= 11) << 3, with rsp = 0x700 and rip = 0x1000 + n
    const expression = new Uint8Array([0x77, 8, 0x80, 0, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22]);
    for (const [low, expected] of [
      [10n, 0x708n],
      [11n, 0x710n],
    ] as const) {
      const values = registers.map((value, index) => (index === 16 ? value + low : value));
      assert.equal(evaluateExpression(expression, [], { registers: values, memory }), expected);
    }
  });

  it('knows constants, arithmetic and the stack', () => {
    assert.equal(evaluate(0x08, 200, 0x09, 0xff, 0x22), 199n);
    assert.equal(evaluate(0x09, 0x80, 0x32, 0x1b), BigInt.asUintN(64, -64n));
    assert.equal(evaluate(0x32, 0x35, 0x16, 0x1c), 3n);
    assert.equal(evaluate(0x31, 0x32, 0x33, 0x17, 0x1c), BigInt.asUintN(64, 1n - 2n));
    assert.equal(evaluate(0x12, 0x1e), 49n);
    assert.equal(evaluate(0x0a, 0x00, 0x20, 0x06), 0x6000n);
    assert.equal(evaluate(0x0a, 0x00, 0x20, 0x94, 1), 0n);
  });

  it('takes branches', () => {
    assert.equal(evaluate(0x31, 0x28, 1, 0, 0x35, 0x22), undefined);
    assert.equal(evaluate(0x30, 0x28, 1, 0, 0x35, 0x22), 12n);
  });

  it('gives nothing for what cannot be done', () => {
    assert.equal(evaluate(0x22), undefined);
    assert.equal(evaluate(0x30, 0x1b), undefined);
    assert.equal(evaluate(0x30, 0x06), undefined);
    assert.equal(evaluate(0xe0), undefined);
    assert.equal(evaluate(0x0c, 1), undefined);
  });

  it('ends when an expression does not', () => {
    assert.equal(evaluate(0x2f, 0xfd, 0xff), undefined);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void evaluate(...bytes)));
  });
});
