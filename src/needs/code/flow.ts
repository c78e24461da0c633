// SPDX-License-Identifier: MIT
// What is known at each instruction of a function, whichever way control came there: a fixed point over its blocks.
import { AddressIndex } from './address-index.ts';
import { execute } from './execute.ts';
import type { Instruction } from './instruction.ts';
import { jumpTableTargets } from './jump-tables.ts';
import type { NoReturn } from './no-return.ts';
import { readOperand, type Machine } from './operands.ts';
import { MachineState } from './state.ts';
import { onlyConstant } from './value.ts';

/** A contiguous run of code. A function may have several: compilers move what is seldom run elsewhere. */
export interface CodeRange {
  readonly start: number;
  readonly end: number;
}

/** A function's instructions, by address in the order of its ranges; the first is the entry. */
export interface FunctionCode {
  readonly instructions: readonly Instruction[];
  readonly byAddress: AddressIndex;
  /** How many of them belong to no other function as well: all those are gone through, whether or not a way is seen. */
  readonly ownCount: number;
}

/** How often a block is gone through before the function is given up: only garbage takes so long. */
const MOST_VISITS = 400;

/** `own` is code of the function alone, its entry first; `shared` what it jumps into. */
export function functionCode(
  own: readonly (readonly Instruction[])[],
  shared: readonly (readonly Instruction[])[],
): FunctionCode {
  const parts = [...own, ...shared];
  const ownCount = own.reduce((sum, { length }) => sum + length, 0);
  return { instructions: parts.flat(), byAddress: new AddressIndex(parts), ownCount };
}

/**
 * Calls `visit` for every instruction with what is known before it, in the order of addresses.
 */
export function trackFunction(
  machine: Machine,
  code: FunctionCode,
  noReturn: NoReturn,
  visit: (instruction: Instruction, state: MachineState) => void,
): void {
  const tracker = new Tracker(machine, code, noReturn);
  tracker.run();
  tracker.report(visit);
}

/** What is known of an instruction, as bits. */
const LEADER = 1;
/** Control gets to it. */
const COVERED = 2;
/** A call that does not come back. */
const LAST_CALL = 4;
/** It begins a block that has to be gone through, since less is known before it than the last time. */
const CHANGED = 8;

class Tracker {
  readonly #machine: Machine;
  readonly #code: FunctionCode;
  /** What is known before a block's first instruction, by its index. */
  readonly #blocks: (MachineState | undefined)[];
  readonly #flags: Uint8Array;
  readonly #tables: readonly number[];
  /** How many blocks have changed. */
  #changed = 0;
  /** None of them comes before it. */
  #first = 0;
  readonly #visits: Uint16Array;

  constructor(machine: Machine, code: FunctionCode, noReturn: NoReturn) {
    const { length } = code.instructions;
    this.#machine = machine;
    this.#code = code;
    this.#blocks = new Array<MachineState | undefined>(length);
    this.#visits = new Uint16Array(length);
    this.#flags = new Uint8Array(length + 1);
    this.#tables = jumpTableTargets(machine.file, code);
    this.#markLeaders(noReturn);
  }

  run(): void {
    const { instructions, ownCount } = this.#code;
    if (instructions.length === 0) return;
    this.#reach(0, MachineState.atEntry(), true);
    this.#drain();
    // What nothing leads to is entered in ways that are not seen (landing pads of exceptions): anything may be true there.
    for (let index = 0; index < ownCount; index++) {
      // Padding that nothing leads to is not gone through.
      if (this.#has(index, COVERED) || instructions[index]?.operation === 'nothing') continue;
      this.#reach(index, MachineState.unknown(), true);
      this.#drain();
    }
  }

  report(visit: (instruction: Instruction, state: MachineState) => void): void {
    for (const [start, known] of this.#blocks.entries()) {
      const state = known?.clone();
      for (let index = start; state !== undefined; index++) {
        const instruction = this.#code.instructions[index];
        if (instruction === undefined || (index !== start && this.#has(index, LEADER))) break;
        visit(instruction, state);
        if (this.#endsAt(index, instruction)) break;
        execute(this.#machine, state, instruction);
      }
    }
  }

  #has(index: number, flag: number): boolean {
    return ((this.#flags[index] as number) & flag) !== 0;
  }

  #set(index: number, flag: number): void {
    this.#flags[index] = (this.#flags[index] as number) | flag;
  }

  #markLeaders(noReturn: NoReturn): void {
    const { instructions, byAddress } = this.#code;
    this.#set(0, LEADER);
    for (const index of this.#tables) this.#set(index, LEADER);
    for (const [index, instruction] of instructions.entries()) {
      const isBranch = isJump(instruction);
      const { target } = instruction;
      const found = isBranch && target !== undefined ? byAddress.get(target) : undefined;
      if (found !== undefined) this.#set(found, LEADER);
      if (isBranch || endsBlock(instruction)) this.#set(index + 1, LEADER);
    }
    for (const [index, instruction] of instructions.entries()) {
      if (instruction.operation !== 'call') continue;
      // Compilers put nothing behind a call that does not come back, so what follows is reached from elsewhere.
      const follows = instructions[index + 1];
      if (follows !== undefined && follows.operation !== 'nothing' && !this.#has(index + 1, LEADER)) continue;
      if (isLastCall(instruction, noReturn)) this.#set(index, LAST_CALL);
    }
  }

  #endsAt(index: number, instruction: Instruction): boolean {
    return endsBlock(instruction) || this.#has(index, LAST_CALL) || !this.#isNext(index);
  }

  /** Whether the next instruction in the list is where control goes on. */
  #isNext(index: number): boolean {
    return this.#code.instructions[index + 1]?.address === this.#code.instructions[index]?.next;
  }

  /** `isLast` says that the state belongs to nobody else from here on. */
  #reach(index: number, state: MachineState, isLast = false): void {
    const known = this.#blocks[index];
    if (known === undefined) this.#blocks[index] = isLast ? state : state.clone();
    else if (!known.joinWith(state)) return;
    if (this.#has(index, CHANGED)) return;
    this.#set(index, CHANGED);
    this.#changed++;
    if (index < this.#first) this.#first = index;
  }

  /** Goes through what has changed, always what comes first in the code. */
  #drain(): void {
    while (this.#changed > 0) {
      let start = this.#first;
      while (!this.#has(start, CHANGED)) start++;
      this.#first = start + 1;
      this.#flags[start] = (this.#flags[start] as number) & ~CHANGED;
      this.#changed--;
      this.#visit(start);
    }
  }

  #visit(start: number): void {
    const visits = (this.#visits[start] as number) + 1;
    this.#visits[start] = visits;
    if (visits > MOST_VISITS) this.#blocks[start] = MachineState.unknown();
    if (visits <= MOST_VISITS + 1) this.#runBlock(start);
  }

  #runBlock(start: number): void {
    const state = this.#blocks[start]?.clone();
    if (state === undefined) return;
    for (let index = start; ; index++) {
      const instruction = this.#code.instructions[index];
      if (instruction === undefined) return;
      if (index !== start && this.#has(index, LEADER)) {
        this.#reach(index, state, true);
        return;
      }
      this.#set(index, COVERED);
      const ends = this.#endsAt(index, instruction);
      if (isJump(instruction)) this.#follow(instruction, state, ends);
      else if (!ends) execute(this.#machine, state, instruction);
      if (ends) return;
    }
  }

  /** `isLast` says that control goes nowhere else. */
  #follow(instruction: Instruction, state: MachineState, isLast: boolean): void {
    const { target, operands } = instruction;
    const index = target === undefined ? undefined : this.#code.byAddress.get(target);
    if (index !== undefined) this.#reach(index, state, isLast);
    if (target !== undefined) return;
    const address = onlyConstant(readOperand(this.#machine, state, operands[0], 8));
    const only = address === undefined ? undefined : this.#code.byAddress.get(address);
    for (const each of only === undefined ? this.#tables : [only]) this.#reach(each, state);
  }
}

function isJump(instruction: Instruction): boolean {
  return instruction.operation === 'jump' || instruction.operation === 'jump-if';
}

function isLastCall({ target, operands }: Instruction, noReturn: NoReturn): boolean {
  if (target !== undefined) return noReturn.neverReturns(target);
  const [operand] = operands;
  const isSlot = operand?.kind === 'memory' && operand.base === undefined && operand.index === undefined;
  return isSlot && noReturn.neverReturnsThrough(operand.displacement);
}

function endsBlock({ operation }: Instruction): boolean {
  return operation === 'jump' || operation === 'return' || operation === 'stop';
}
