// SPDX-License-Identifier: MIT
// What operands hold, and what writing them changes.
import { RSP, type MemoryOperand, type Operand } from './instruction.ts';
import type { LoadedFile } from './loaded-file.ts';
import type { MachineState } from './state.ts';
import {
  add,
  constantValue,
  compute,
  entries,
  imported,
  join,
  multiply,
  narrow,
  onlyConstant,
  onlyStackOffset,
  series,
  valueOf,
  type Atom,
  type Unknown,
  type Value,
} from './value.ts';

/** How the code calls functions. */
export type CallingConvention = 'system-v' | 'go';

/** Of a table that nobody knows the index of, each pointer counts. */
const POINTER_STEP = 8;

/** Below are the headers of a file; smaller numbers are offsets of fields. */
const LEAST_ADDRESS = 0x200;

export interface Machine {
  readonly file: LoadedFile;
  readonly convention: CallingConvention;
}

/** The address that a memory operand means; unknown for thread-local ones. */
export function addressOf(state: MachineState, operand: MemoryOperand): Value | Unknown {
  if (operand.isThreadLocal) return undefined;
  let address = constantValue(operand.displacement);
  if (operand.base !== undefined) address = add(address, state.registers[operand.base]);
  if (operand.index === undefined) return address;
  const index = multiply(state.registers[operand.index], constantValue(operand.scale));
  const sum = add(address, index);
  if (sum !== undefined) return sum;
  return tableAddress(state, operand);
}

/** A constant address with an index that nobody knows. */
function tableAddress(state: MachineState, operand: MemoryOperand): Value | Unknown {
  const { base, index, scale, displacement } = operand;
  const start =
    base === undefined
      ? constantValue(displacement)
      : add(constantValue(displacement), state.registers[base]);
  const only = onlyConstant(start);
  if (only !== undefined && only > LEAST_ADDRESS)
    return valueOf(series(only, scale === 1 ? POINTER_STEP : scale), false);
  // Without a scale nothing tells which of the two is the table.
  const other = index === undefined || scale !== 1 ? undefined : onlyConstant(state.registers[index]);
  if (other !== undefined && other > LEAST_ADDRESS)
    return valueOf(series(other + displacement, POINTER_STEP), false);
  return undefined;
}

function readMemory(
  machine: Machine,
  state: MachineState,
  operand: MemoryOperand,
  size: number,
): Value | Unknown {
  const address = addressOf(state, operand);
  if (address === undefined) return undefined;
  let result: Value | Unknown;
  for (const [index, atom] of address.atoms.entries()) {
    const loaded = readAtom(machine.file, state, atom, size, address.exact);
    if (loaded === undefined) return undefined;
    result = index === 0 ? loaded : join(result, loaded);
    if (result === undefined) return undefined;
  }
  return result;
}

function readAtom(
  file: LoadedFile,
  state: MachineState,
  atom: Atom,
  size: number,
  exact: boolean,
): Value | Unknown {
  switch (atom.kind) {
    case 'stack':
      return state.load(atom.offset, size);
    case 'constant': {
      const word = file.word(atom.value, size);
      if (word.kind === 'import') return valueOf(imported(word.name));
      if (word.kind === 'unknown') return undefined;
      const value = constantValue(word.value);
      return value && { ...value, exact: value.exact && word.exact && exact };
    }
    case 'series':
      return size === 4 || size === 8 ? valueOf(entries(atom.base, atom.step, size), false) : undefined;
    case 'entry':
    case 'import':
    case 'entries':
      return undefined;
    default:
      return atom satisfies never;
  }
}

/** What an operand holds; `size` in bytes. */
export function readOperand(
  machine: Machine,
  state: MachineState,
  operand: Operand | undefined,
  size: number,
): Value | Unknown {
  switch (operand?.kind) {
    case 'register':
      if (operand.high) return undefined;
      return narrow(state.registers[operand.register], operand.size, false);
    case 'immediate':
      return operand.value === undefined ? undefined : constantValue(operand.value);
    case 'memory':
      return readMemory(machine, state, operand, operand.size === 0 ? size : operand.size);
    case 'other':
    case undefined:
      return undefined;
    default:
      return operand satisfies never;
  }
}

/** Writes of 32 bits clear the upper half; narrower ones leave what is above: `xor %eax, %eax; mov $56, %al`. */
function writeRegister(state: MachineState, register: number, size: number, value: Value | Unknown): void {
  const before = state.registers[register];
  const low = 2 ** (8 * size);
  const kept =
    size === 8
      ? value
      : size === 4
        ? narrow(value, 4, false)
        : compute(before, value, (old, written) => old - modulo(old, low) + modulo(written, low));
  state.registers[register] = kept;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function writeMemory(
  state: MachineState,
  operand: MemoryOperand,
  size: number,
  value: Value | Unknown,
): void {
  if (operand.isThreadLocal) return;
  const address = addressOf(state, operand);
  const offset = onlyStackOffset(address);
  if (offset !== undefined) {
    state.store(offset, size, value);
    return;
  }
  if (value !== undefined) state.leak(value);
  const cannotBeStack = address?.atoms.every(({ kind }) => kind === 'constant' || kind === 'entries');
  if (cannotBeStack === true) return;
  // An array in the stack with an index that nobody knows: what is above its beginning may be hit.
  const start = operand.base === undefined ? undefined : onlyStackOffset(state.registers[operand.base]);
  if (start !== undefined) state.loseFrom(start + operand.displacement);
  state.loseEscaped();
}

export function writeOperand(
  state: MachineState,
  operand: Operand | undefined,
  size: number,
  value: Value | Unknown,
): void {
  if (operand?.kind === 'register' && operand.high) state.registers[operand.register] = undefined;
  else if (operand?.kind === 'register') writeRegister(state, operand.register, operand.size, value);
  else if (operand?.kind === 'memory')
    writeMemory(state, operand, operand.size === 0 ? size : operand.size, value);
}

export function sizeOf(operand: Operand | undefined): number {
  return operand?.kind === 'register' || operand?.kind === 'memory' ? operand.size : 8;
}

export function isSameRegister(a: Operand | undefined, b: Operand | undefined): boolean {
  return a?.kind === 'register' && b?.kind === 'register' && a.register === b.register && a.size >= 4;
}

export function moveStack(state: MachineState, bytes: number): void {
  state.registers[RSP] = add(state.registers[RSP], constantValue(bytes));
}
