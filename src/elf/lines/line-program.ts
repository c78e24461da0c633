// SPDX-License-Identifier: MIT
// Line number programs: bytes that, when they are run, give a table of addresses and lines (DWARF 5 section 6.2.5).
import { Cursor } from '../cursor.ts';
import type { LineUnit } from './line-unit.ts';

/** A row of the table: from this address on, up to that of the next row, code is of this line. */
export interface LineRow {
  readonly address: bigint;
  /** The number of the file in the unit. */
  readonly file: number;
  /** 0: of no line. */
  readonly line: number;
  /** Whether the address is the first behind the code of a run of rows. */
  readonly isEnd: boolean;
}

/** Standard opcodes, DWARF 5 section 7.22. */
const DW_LNS = {
  extended: 0,
  copy: 1,
  advance_pc: 2,
  advance_line: 3,
  set_file: 4,
  const_add_pc: 8,
  fixed_advance_pc: 9,
} as const;

/** Extended opcodes. */
const DW_LNE = { end_sequence: 1, set_address: 2 } as const;

/** What a special opcode of 255 adds to the address is also an opcode of its own. */
const CONST_ADD_PC = 255;

/** Runs the program of a unit and hands out each row; stops where the program is cut off or `row` says that it has enough. */
export function runLineProgram(unit: LineUnit, row: (row: LineRow) => 'go on' | 'stop'): void {
  const { lineBase, lineRange, opcodeBase, minimumInstructionLength } = unit;
  const cursor = new Cursor(unit.program);
  let [base, offset, file, line] = [0n, 0, 1, 1];
  const advance = (operations: number): void => {
    offset += operations * minimumInstructionLength;
  };
  const emit = (isEnd: boolean): boolean =>
    row({ address: base + BigInt(offset), file, line, isEnd }) === 'go on';
  while (!cursor.atEnd) {
    const opcode = cursor.u8();
    if (opcode >= opcodeBase) {
      const special = opcode - opcodeBase;
      advance(Math.floor(special / lineRange));
      line += lineBase + (special % lineRange);
      if (!emit(false)) return;
      continue;
    }
    switch (opcode) {
      case DW_LNS.extended: {
        const operands = new Cursor(cursor.take(cursor.count()));
        const extended = operands.u8();
        if (cursor.overrun) return;
        if (extended === DW_LNE.set_address) [base, offset] = [operands.u64(), 0];
        if (extended !== DW_LNE.end_sequence) break;
        if (!emit(true)) return;
        [base, offset, file, line] = [0n, 0, 1, 1];
        break;
      }
      case DW_LNS.copy:
        if (!emit(false)) return;
        break;
      case DW_LNS.advance_pc:
        advance(cursor.count());
        break;
      case DW_LNS.advance_line:
        line += Number(cursor.sleb128());
        break;
      case DW_LNS.set_file:
        file = cursor.count();
        break;
      case DW_LNS.const_add_pc:
        advance(Math.floor((CONST_ADD_PC - opcodeBase) / lineRange));
        break;
      case DW_LNS.fixed_advance_pc:
        offset += cursor.u16();
        break;
      default:
        for (let left = unit.operandCounts[opcode - 1] ?? 0; left > 0; left--) cursor.uleb128();
    }
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(line)) return;
  }
}
