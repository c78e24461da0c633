// SPDX-License-Identifier: MIT
// Where a switch may jump to. Compilers make tables of addresses, or of distances from the table.
import type { FunctionCode } from './flow.ts';
import type { MemoryOperand } from './instruction.ts';
import type { LoadedFile } from './loaded-file.ts';

const MOST_TARGETS = 4096;

/** Indexes of the instructions that indirect jumps of the function may lead to, as far as tables are found. */
export function jumpTableTargets(file: LoadedFile, code: FunctionCode): number[] {
  const { instructions } = code;
  const isIndirect = instructions.some(
    ({ operation, operands }) => operation === 'jump' && operands.length > 0,
  );
  if (!isIndirect) return [];
  const targets = new Set<number>();
  for (const { operation, operands } of instructions) {
    for (const operand of operands) {
      if (operand.kind !== 'memory' || operand.isThreadLocal) continue;
      if (operation === 'address' && operand.base === undefined && operand.index === undefined) {
        addDistances(file, code, operand.displacement, targets);
        // Go's tables have addresses in position-independent code, too.
        addAddresses(file, code, operand.displacement, targets);
      } else if (isAddressTable(operand)) addAddresses(file, code, operand.displacement, targets);
    }
    if (targets.size > MOST_TARGETS) break;
  }
  return [...targets].sort((a, b) => a - b);
}

/** `jmp *table(,%rax,8)` and `mov table(,%rax,8), %rax` of position-dependent code. */
function isAddressTable(operand: MemoryOperand): boolean {
  return operand.index !== undefined && operand.scale === 8 && operand.displacement > 0;
}

function addDistances(file: LoadedFile, code: FunctionCode, table: number, targets: Set<number>): void {
  if (file.areaAt(table)?.isWritable !== false) return;
  for (let at = table; ; at += 4) {
    const word = file.word(at, 4);
    if (word.kind !== 'number') return;
    const index = code.byAddress.get(table + (word.value | 0));
    if (index === undefined) return;
    targets.add(index);
  }
}

function addAddresses(file: LoadedFile, code: FunctionCode, table: number, targets: Set<number>): void {
  for (let at = table; ; at += 8) {
    const word = file.word(at, 8);
    const index = word.kind === 'number' ? code.byAddress.get(word.value) : undefined;
    if (index === undefined) return;
    targets.add(index);
  }
}
