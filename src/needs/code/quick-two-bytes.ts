// SPDX-License-Identifier: MIT
// Opcodes of two bytes, of which the first is 0f.
import type { Instruction } from './instruction.ts';
import { NONE, type QuickInstruction } from './quick-instruction.ts';
import { vectorInstruction } from './quick-vectors.ts';

/** What the bytes behind 0f are; undefined when they are for the other decoder. */
export function twoBytes(current: QuickInstruction): Instruction | undefined {
  const { reader } = current;
  const opcode = reader.bytes[reader.at++] as number;
  if (current.repeat === 0) {
    const found = plain(current, opcode);
    if (found !== undefined) return found;
  } else if (
    opcode === 0x1e &&
    current.repeat === 0xf3 &&
    !current.isNarrow &&
    reader.bytes[reader.at] === 0xfa
  ) {
    reader.at++;
    return current.make('nothing', NONE);
  }
  // bsf and bsr; tzcnt and lzcnt.
  if ((opcode === 0xbc || opcode === 0xbd) && !current.isNarrow && current.repeat !== 0xf2)
    return scan(current);
  const prefix = current.isNarrow ? (current.repeat === 0 ? 0x66 : undefined) : current.repeat;
  const effects = prefix === undefined ? undefined : vectorInstruction(reader, prefix, opcode);
  return effects === undefined
    ? undefined
    : current.with('other', effects.operands, effects.written, effects.writesMemory);
}

function scan(current: QuickInstruction): Instruction {
  const { reader, size } = current;
  reader.readModrm();
  const to = reader.register(size);
  return current.changes([to, reader.registerOrMemory(size)]);
}

function plain(current: QuickInstruction, opcode: number): Instruction | undefined {
  const { reader, size } = current;
  switch (opcode & 0xf0) {
    case 0x40:
      return current.pair('move-if', size, true);
    case 0x80:
      return current.isNarrow ? undefined : current.branch('jump-if', 4);
    case 0x90:
      reader.readModrm();
      return current.make('set-if', [reader.registerOrMemory(1)]);
    default:
  }
  switch (opcode) {
    case 0x05:
      return current.make('system-call', NONE);
    case 0x0b:
      return current.make('stop', NONE);
    case 0x1f:
      reader.readModrm();
      if (reader.extension !== 0) return undefined;
      return current.make('nothing', [reader.registerOrMemory(size)]);
    case 0xa3: {
      reader.readModrm();
      const register = reader.register(size);
      return current.with('other', [reader.registerOrMemory(size), register], 0, false);
    }
    case 0xaf:
      return current.pair('multiply', size, true);
    case 0xb6:
      return current.extend('move-zero-extended', 1);
    case 0xb7:
      return current.extend('move-zero-extended', 2);
    case 0xbe:
      return current.extend('move-sign-extended', 1);
    case 0xbf:
      return current.extend('move-sign-extended', 2);
    default:
  }
  if ((opcode & 0xf8) !== 0xc8 || current.isNarrow) return undefined;
  // bswap
  return current.changes([reader.lowRegister(size, opcode)]);
}
