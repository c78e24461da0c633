// SPDX-License-Identifier: MIT
// What is known at each instruction of a function, whichever way control came there: a fixed point over its blocks.
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
  readonly byAddress: ReadonlyMap<number, number>;
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
  const instructions = [...own, ...shared].flat();
  const byAddress = new Map(instructions.map(({ address }, index) => [address, index]));
  return { instructions, byAddress, ownCount: own.flat().length };
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

class Tracker {
  readonly #machine: Machine;
  readonly #code: FunctionCode;
  /** What is known before a block's first instruction, by its index. */
  readonly #blocks = new Map<number, MachineState>();
  readonly #leaders: ReadonlySet<number>;
  readonly #tables: readonly number[];
  readonly #queue: number[] = [];
  readonly #visits = new Map<number, number>();
  /** 1 for each instruction that control gets to. */
  readonly #covered: Uint8Array;

  /** Calls that do not come back. */
  readonly #lastCalls = new Set<number>();

  constructor(machine: Machine, code: FunctionCode, noReturn: NoReturn) {
    this.#machine = machine;
    this.#code = code;
    this.#tables = jumpTableTargets(machine.file, code);
    this.#leaders = this.#findLeaders(noReturn);
    this.#covered = new Uint8Array(code.instructions.length);
  }

  run(): void {
    if (this.#code.instructions.length === 0) return;
    this.#reach(0, MachineState.atEntry());
    this.#drain();
    // What nothing leads to is entered in ways that are not seen (landing pads of exceptions): anything may be true there.
    for (let index = 0; index < this.#code.ownCount; index++) {
      // Padding that nothing leads to is not gone through.
      if (this.#covered[index] === 1 || this.#code.instructions[index]?.operation === 'nothing') continue;
      this.#reach(index, MachineState.unknown());
      this.#drain();
    }
  }

  report(visit: (instruction: Instruction, state: MachineState) => void): void {
    for (const start of [...this.#blocks.keys()].sort((a, b) => a - b)) {
      const state = this.#blocks.get(start)?.clone() ?? MachineState.unknown();
      for (let index = start; ; index++) {
        const instruction = this.#code.instructions[index];
        if (instruction === undefined || (index !== start && this.#leaders.has(index))) break;
        visit(instruction, state);
        execute(this.#machine, state, instruction);
        if (this.#endsAt(index, instruction)) break;
      }
    }
  }

  #findLeaders(noReturn: NoReturn): Set<number> {
    const { instructions, byAddress } = this.#code;
    const leaders = new Set<number>([0, ...this.#tables]);
    for (const [index, instruction] of instructions.entries()) {
      const { target } = instruction;
      const found = isJump(instruction) && target !== undefined ? byAddress.get(target) : undefined;
      if (found !== undefined) leaders.add(found);
      if (isJump(instruction) || endsBlock(instruction)) leaders.add(index + 1);
    }
    for (const [index, instruction] of instructions.entries()) {
      if (instruction.operation !== 'call') continue;
      // Compilers put nothing behind a call that does not come back, so what follows is reached from elsewhere.
      const follows = instructions[index + 1];
      if (follows !== undefined && follows.operation !== 'nothing' && !leaders.has(index + 1)) continue;
      if (isLastCall(instruction, noReturn)) this.#lastCalls.add(index);
    }
    return leaders;
  }

  #endsAt(index: number, instruction: Instruction): boolean {
    return endsBlock(instruction) || this.#lastCalls.has(index) || !this.#isNext(index);
  }

  /** Whether the next instruction in the list is where control goes on. */
  #isNext(index: number): boolean {
    return this.#code.instructions[index + 1]?.address === this.#code.instructions[index]?.next;
  }

  #reach(index: number, state: MachineState): void {
    const known = this.#blocks.get(index);
    if (known === undefined) this.#blocks.set(index, state.clone());
    else if (!known.joinWith(state)) return;
    this.#queue.push(index);
  }

  #drain(): void {
    for (let start = this.#queue.pop(); start !== undefined; start = this.#queue.pop()) {
      const visits = (this.#visits.get(start) ?? 0) + 1;
      this.#visits.set(start, visits);
      if (visits > MOST_VISITS) {
        this.#blocks.set(start, MachineState.unknown());
        if (visits > MOST_VISITS + 1) continue;
      }
      this.#runBlock(start);
    }
  }

  #runBlock(start: number): void {
    const state = this.#blocks.get(start)?.clone();
    if (state === undefined) return;
    for (let index = start; ; index++) {
      const instruction = this.#code.instructions[index];
      if (instruction === undefined) return;
      if (index !== start && this.#leaders.has(index)) {
        this.#reach(index, state);
        return;
      }
      this.#covered[index] = 1;
      if (isJump(instruction)) this.#follow(instruction, state);
      else execute(this.#machine, state, instruction);
      if (this.#endsAt(index, instruction)) return;
    }
  }

  #follow(instruction: Instruction, state: MachineState): void {
    const { target, operands } = instruction;
    const index = target === undefined ? undefined : this.#code.byAddress.get(target);
    if (index !== undefined) this.#reach(index, state);
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
