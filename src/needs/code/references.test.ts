// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import iced from 'iced-x86';
import { definedSymbols, readElf } from '../../elf/index.ts';
import { isFile, readBytes } from '../../util/index.ts';
import { LoadedFile } from './loaded-file.ts';
import { visitReferences, type CodePart } from './references.ts';

const { Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic } = iced;

function references(bytes: Uint8Array, part: CodePart): Set<string> {
  const found = new Set<string>();
  visitReferences(bytes, part, {
    branch: (target) => void found.add(`branch ${target}`),
    operand: (target, isAddress) => void found.add(`${isAddress ? 'address' : 'operand'} ${target}`),
  });
  return found;
}

/** The same by a decoder that knows everything. */
function decodedReferences(bytes: Uint8Array, { start, end, offset }: CodePart): Set<string> | undefined {
  const found = new Set<string>();
  const decoder = new Decoder(64, bytes.subarray(offset, offset + end - start), DecoderOptions.None);
  const instruction = new Instruction();
  decoder.ip = BigInt(start);
  try {
    while (decoder.canDecode) {
      decoder.decodeOut(instruction);
      if (instruction.isInvalid) return undefined;
      if (instruction.isIpRelMemoryOperand) {
        const kind = instruction.mnemonic === Mnemonic.Lea ? 'address' : 'operand';
        found.add(`${kind} ${instruction.ipRelMemoryAddress}`);
      }
      const flow = instruction.flowControl;
      const isBranch = [
        FlowControl.UnconditionalBranch,
        FlowControl.ConditionalBranch,
        FlowControl.Call,
      ].includes(flow);
      if (isBranch && instruction.nearBranchTarget !== 0n)
        found.add(`branch ${instruction.nearBranchTarget}`);
    }
    return found;
  } finally {
    instruction.free();
    decoder.free();
  }
}

const part = (bytes: Uint8Array, isDescribed = true): CodePart => ({
  start: 0x1000,
  end: 0x1000 + bytes.length,
  offset: 0,
  isDescribed,
});

const code = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');

const libraries = ['libc.so.6', 'libcrypto.so.3', 'libstdc++.so.6'].map(
  (name) => `/lib/x86_64-linux-gnu/${name}`,
);

describe('visitReferences', () => {
  for (const path of libraries) {
    const skip = isFile(path) ? false : `${path} is not installed`;
    it(`finds what a decoder finds in the functions of ${path}`, { skip }, () => {
      const bytes = readBytes(path);
      assert.ok(bytes.ok);
      const elf = readElf(bytes.value, path);
      assert.ok(elf.ok);
      const file = new LoadedFile(elf.value, bytes.value);
      const symbols = definedSymbols(elf.value);
      assert.ok(symbols.ok);
      let [same, more] = [0, 0];
      for (const { type, value, size } of symbols.value) {
        const [start, end] = [Number(value), Number(value + size)];
        const offset = file.offsetOf(start, end - start);
        if (type !== 'func' || size === 0n || offset === undefined) continue;
        const each = { start, end, offset, isDescribed: true };
        const decoded = decodedReferences(bytes.value, each);
        if (decoded === undefined) continue;
        const found = references(bytes.value, each);
        for (const reference of decoded)
          assert.ok(found.has(reference), `${start.toString(16)}: ${reference}`);
        if (found.size === decoded.size) same++;
        else more++;
      }
      assert.ok(same > 1000 && more <= same / 500, `${same} the same, ${more} with more`);
    });
  }

  it('counts from behind an immediate value', () => {
    const bytes = code('80 3d 10000000 07  83 3d 10000000 07  c7 05 10000000 00000000  48 8d 05 10000000');
    assert.deepEqual(
      [...references(bytes, part(bytes))],
      ['operand 4119', 'operand 4126', 'operand 4136', 'address 4143'],
    );
  });

  it('takes bytes that are no instructions for all that they can be', () => {
    // No instruction, and a call that follows.
    const bytes = code('06 ff e8 10000000');
    assert.ok(references(bytes, part(bytes)).has('branch 4119'));
  });

  it('does not believe that much code which nothing describes is code to its end', () => {
    // An instruction of ten bytes, of which the last five are a call.
    const hidden = '48 b8 000000 e8 10000000';
    const short = code(hidden);
    assert.deepEqual([...references(short, part(short, false))], []);
    const long = code(hidden + '90'.repeat(600));
    assert.deepEqual([...references(long, part(long, true))], []);
    assert.ok(references(long, part(long, false)).has('branch 4122'));
  });

  it('passes over the end of an empty table in start-up code', () => {
    const bytes = code('48 8d 3d 10000000  48 8d 05 09000000  48 39 f8');
    assert.deepEqual([...references(bytes, part(bytes))], []);
    const other = code('48 8d 3d 10000000  48 8d 05 10000000  48 39 f8');
    assert.deepEqual([...references(other, part(other))], ['address 4119', 'address 4126']);
  });
});
