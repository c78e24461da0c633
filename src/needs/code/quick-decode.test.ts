// SPDX-License-Identifier: MIT
// What is decoded here is what the decoder that knows all instructions says.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PF, PT, readElf } from '../../elf/index.ts';
import { readBytes } from '../../util/index.ts';
import { Decoder } from './decode.ts';
import { decodeInstructions } from './decode-function.ts';
import { QuickDecoder } from './quick-decode.ts';

const ADDRESS = 0x401000;

/** Decodes at each of `starts` in both ways. Gives how many were decoded, and how many of those here. */
function compare(
  bytes: Uint8Array,
  starts: Iterable<number>,
): { readonly all: number; readonly quick: number } {
  const [decoder, quickly] = [new Decoder(bytes, ADDRESS), new QuickDecoder(bytes, ADDRESS)];
  let [all, quick] = [0, 0];
  for (const start of starts) {
    const expected = decoder.decode(start);
    const found = quickly.decode(start);
    if (expected !== undefined) all++;
    if (found === undefined) continue;
    quick++;
    const text = Buffer.from(bytes.subarray(start, start + 15)).toString('hex');
    assert.deepEqual(found, expected, `of ${text}`);
  }
  decoder.free();
  return { all, quick };
}

/** Where one instruction after the other begins, or perhaps one of what is data. */
function startsIn(bytes: Uint8Array): number[] {
  const decoder = new Decoder(bytes, ADDRESS);
  const starts: number[] = [];
  for (let start = 0; start < bytes.length;) {
    starts.push(start);
    start = (decoder.decode(start)?.next ?? ADDRESS + start + 1) - ADDRESS;
  }
  decoder.free();
  return starts;
}

/** Bytes of a linear congruential generator, the same each time. */
function randomBytes(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

const PREFIXES = ['', '66', 'f2', 'f3', '64', '2e', '66f3', '3e'];
const REXES = ['', '41', '48', '4d'];
const MODRMS = ['00', '05', '04', '25', '3c', '44', '85', '94', 'c0', 'cc', 'd1', 'e5', 'f7', 'fa'];

describe('QuickDecoder', () => {
  it('agrees with the decoder on every opcode, with prefixes and operands of all kinds', () => {
    let [all, quick] = [0, 0];
    for (const map of ['', '0f']) {
      for (let opcode = 0; opcode < 256; opcode++) {
        const bytes = PREFIXES.flatMap((prefix) =>
          REXES.flatMap((rex) =>
            MODRMS.map((modrm) => `${prefix}${rex}${map}${opcode.toString(16).padStart(2, '0')}${modrm}`),
          ),
        ).map((text) => `${text}25f1e2d3c4b5a69788796a5b`.slice(0, 32).padEnd(32, '0'));
        const starts = Array.from(bytes, (_, index) => index * 16);
        const counts = compare(Buffer.from(bytes.join(''), 'hex'), starts);
        all += counts.all;
        quick += counts.quick;
      }
    }
    assert.ok(quick > all / 3, `${quick} of ${all}`);
  });

  it('agrees with the decoder on bytes of all kinds', () => {
    const bytes = randomBytes(100_000, 1);
    compare(bytes, bytes.keys());
  });

  it('decodes nearly all that compilers make', () => {
    const bytes = readBytes(process.execPath);
    assert.ok(bytes.ok);
    const elf = readElf(bytes.value, 'node');
    assert.ok(elf.ok);
    const code = elf.value.segments.find(
      ({ p_type, p_flags }) => p_type === PT.LOAD && (p_flags & PF.X) !== 0,
    );
    assert.ok(code !== undefined);
    // A part from the middle, of functions of C++.
    const start = Number(code.p_offset) + (Number(code.p_filesz) >>> 1);
    const part = bytes.value.subarray(start, start + 200_000);
    const { all, quick } = compare(part, startsIn(part));
    assert.ok(all > 1000 && quick > 0.9 * all, `${quick} of ${all}`);
  });

  it('leaves what the bytes cut off to the decoder, which finds no instruction there', () => {
    // mov $0x11223344, %rax's shorter form, a call, a load with a displacement.
    for (const text of ['48c7c044332211', 'e844332211', '8b8444332211', '0f8444332211', '66440f6f4424']) {
      const whole = Buffer.from(`${text}10`, 'hex');
      for (let length = 1; length < text.length / 2; length++) {
        assert.equal(new QuickDecoder(whole.subarray(0, length), ADDRESS).decode(0), undefined, text);
        assert.deepEqual(decodeInstructions(whole.subarray(0, length), ADDRESS), []);
      }
    }
  });
});
