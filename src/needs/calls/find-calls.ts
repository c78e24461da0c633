// SPDX-License-Identifier: MIT
// Finds the calls that matter and what their arguments are. Functions that hand an argument of their own on are followed to
// their callers, round by round.
import { trackFunction } from '../code/flow.ts';
import { readOperand, type Machine } from '../code/operands.ts';
import { FunctionUnits, type FunctionUnit } from '../code/function-units.ts';
import type { FunctionMap } from '../code/functions.ts';
import { RSP, type Instruction } from '../code/instruction.ts';
import type { LoadedFile } from '../code/loaded-file.ts';
import { findReferences, findSystemCalls, systemCallNumberBefore, type Reference } from '../code/scan.ts';
import { NoReturn } from '../code/no-return.ts';
import { findStubs, type Stubs } from '../code/stubs.ts';
import type { MachineState } from '../code/state.ts';
import { onlyStackOffset, slotOfPlace, type Unknown, type Value } from '../code/value.ts';
import { evaluate } from './evaluate.ts';
import { pointersTo } from './pointers.ts';
import { isSetxidCall, SETXID_NUMBERS } from './setxid.ts';
import { IMPORTED_SINKS, MOST_DEPTH, SYSTEM_CALL_SINK, type CallKind, type Sink } from './sinks.ts';
import { TableReader } from './tables.ts';

/** One call, with what its argument may be. */
export interface FoundCall {
  readonly kind: CallKind;
  /** Of the instruction; of the word for a pointer in data. */
  readonly address: number;
  /** What is called: `dlsym`, or a function that hands its argument on to it. */
  readonly callee: string;
  readonly wanted: readonly string[];
  /** Whether `wanted` is all that this call can ask for, and nothing else. */
  readonly exact: boolean;
  /** Why there may be more. */
  readonly missing?: string;
}

/** The calls of a file in the order of their addresses. */
export function findCalls(
  file: LoadedFile,
  functions: FunctionMap,
  codeBytes: number,
  isExported: (address: number) => boolean,
): FoundCall[] {
  const finder = new CallFinder(file, functions, codeBytes, isExported);
  finder.run();
  return finder.calls.sort((a, b) => a.address - b.address || (a.callee < b.callee ? -1 : 1));
}

/** The sinks of one round. */
interface Round {
  readonly byAddress: Map<number, Sink[]>;
  readonly byImport: Map<string, Sink[]>;
  readonly withInstruction: boolean;
  /** Addresses of functions and GOT slots that code refers to. */
  readonly searched: Set<number>;
}

function newRound(withInstruction: boolean): Round {
  return { byAddress: new Map(), byImport: new Map(), withInstruction, searched: new Set() };
}

const TOO_LARGE = 'it is in a function of more than 1 MiB, which is not looked into';

function addTo<Key>(map: Map<Key, Sink[]>, key: Key, sink: Sink): void {
  map.set(key, [...(map.get(key) ?? []), sink]);
}

class CallFinder {
  readonly calls: FoundCall[] = [];
  readonly #file: LoadedFile;
  readonly #functions: FunctionMap;
  readonly #units: FunctionUnits;
  readonly #stubs: Stubs;
  readonly #noReturn: NoReturn;
  readonly #tables: TableReader;
  readonly #isExported: (address: number) => boolean;
  /** Functions that hand on an argument, by address, place and kind, with their names. */
  readonly #followed = new Map<string, { readonly address: number; readonly sink: Sink; called: boolean }>();

  constructor(
    file: LoadedFile,
    functions: FunctionMap,
    codeBytes: number,
    isExported: (address: number) => boolean,
  ) {
    this.#file = file;
    this.#functions = functions;
    this.#stubs = findStubs(file);
    this.#units = new FunctionUnits(file, functions, this.#stubs, codeBytes);
    this.#noReturn = new NoReturn(file, this.#units, this.#stubs);
    this.#tables = new TableReader(file);
    this.#isExported = isExported;
  }

  run(): void {
    let round = this.#firstRound();
    let systemCalls: readonly number[] = findSystemCalls(this.#file);
    for (let depth = 0; depth < MOST_DEPTH; depth++) {
      if (round.searched.size === 0 && systemCalls.length === 0) break;
      const references = findReferences(this.#file, round.searched).filter(
        // A stub's own jump is no call of it.
        ({ next: end }) => !this.#stubs.has(end - 6) && !this.#stubs.has(end - 7),
      );
      const next = newRound(false);
      this.#runRound(round, next, systemCalls, references);
      systemCalls = [];
      round = next;
    }
    this.#complainOfOthers();
  }

  #firstRound(): Round {
    const round = newRound(true);
    for (const [address, fixup] of this.#file.fixups) {
      const sink = fixup.kind === 'import' ? IMPORTED_SINKS.get(fixup.name) : undefined;
      if (sink === undefined || fixup.kind !== 'import') continue;
      if (!fixup.isSlot) {
        this.#complain(sink.kind, address, sink.name, 'a pointer to it is in data, so others call it');
        continue;
      }
      if (!round.byImport.has(fixup.name)) addTo(round.byImport, fixup.name, { ...sink, depth: 0 });
      round.searched.add(address);
    }
    for (const [address, name] of this.#stubs) {
      const sinks = round.byImport.get(name);
      if (sinks === undefined) continue;
      round.byAddress.set(address, sinks);
      round.searched.add(address);
    }
    return round;
  }

  #runRound(
    round: Round,
    next: Round,
    systemCalls: readonly number[],
    references: readonly Reference[],
  ): void {
    const targets = new Map(references.map(({ next: end, target }) => [end, target]));
    const { units, missed } = this.#units.unitsOf(systemCalls, targets.keys());
    for (const unit of units) this.#trackUnit(unit, round, next, targets);
    const isSystemCall = new Set(systemCalls);
    for (const { address, isTooLarge } of missed) {
      if (isSystemCall.has(address)) this.#missedSystemCall(address, isTooLarge);
      else if (isTooLarge) this.#missedReference(address, round, targets);
    }
  }

  /** Assembly that nothing describes. The number is nearly always in the instruction before; without it the bytes are data. */
  #missedSystemCall(address: number, isTooLarge: boolean): void {
    const number = systemCallNumberBefore(this.#file, address);
    const { kind, name: callee } = SYSTEM_CALL_SINK;
    if (number !== undefined)
      this.calls.push({ kind, address, callee, wanted: [String(number)], exact: false });
    else if (isTooLarge) this.#complain(kind, address, callee, TOO_LARGE);
  }

  #missedReference(address: number, round: Round, targets: ReadonlyMap<number, number>): void {
    const target = targets.get(address + 1);
    if (target === undefined) return;
    const fixup = this.#file.fixups.get(target);
    const byImport = fixup?.kind === 'import' ? round.byImport.get(fixup.name) : undefined;
    for (const { kind, name } of byImport ?? round.byAddress.get(target) ?? [])
      this.#complain(kind, address, name, TOO_LARGE);
  }

  #trackUnit(unit: FunctionUnit, round: Round, next: Round, references: ReadonlyMap<number, number>): void {
    const convention = this.#functions.isGo(unit.start) ? 'go' : 'system-v';
    const machine: Machine = { file: this.#file, convention };
    const called = new Set<Sink>();
    const loads: { readonly instruction: Instruction; readonly sinks: readonly Sink[] }[] = [];
    trackFunction(machine, unit.code, this.#noReturn, (instruction, state) => {
      const sinks = this.#sinksOf(machine, round, unit, instruction, state);
      for (const sink of sinks) {
        called.add(sink);
        this.#evaluateCall(unit, next, sink, instruction, state);
      }
      if (sinks.length > 0) return;
      const loaded = this.#loadedSinks(round, references, instruction);
      if (loaded.length > 0) loads.push({ instruction, sinks: loaded });
    });
    for (const { instruction, sinks } of loads) {
      for (const sink of sinks) {
        if (called.has(sink)) continue;
        this.#complain(
          sink.kind,
          instruction.address,
          sink.name,
          'its address is taken here, so others call it',
        );
      }
    }
  }

  /** The sinks that an instruction calls. */
  #sinksOf(
    machine: Machine,
    round: Round,
    unit: FunctionUnit,
    instruction: Instruction,
    state: MachineState,
  ): readonly Sink[] {
    const { operation, operands, target } = instruction;
    if (operation === 'system-call') return round.withInstruction ? [SYSTEM_CALL_SINK] : [];
    if (operation !== 'call' && operation !== 'jump' && operation !== 'jump-if') return [];
    if (target !== undefined) {
      const isInside = operation !== 'call' && unit.code.byAddress.has(target);
      return isInside ? [] : (round.byAddress.get(target) ?? []);
    }
    const value = readOperand(machine, state, operands[0], 8);
    return (value?.atoms ?? []).flatMap((atom) => {
      if (atom.kind === 'import') return round.byImport.get(atom.name) ?? [];
      return atom.kind === 'constant' ? (round.byAddress.get(atom.value) ?? []) : [];
    });
  }

  #evaluateCall(
    unit: FunctionUnit,
    next: Round,
    sink: Sink,
    instruction: Instruction,
    state: MachineState,
  ): void {
    const value = argumentAt(state, sink.place, instruction.operation === 'call');
    if (value === undefined && sink === SYSTEM_CALL_SINK && isSetxidCall(unit.code, instruction)) {
      const { kind, name: callee } = sink;
      this.calls.push({ kind, address: instruction.address, callee, wanted: SETXID_NUMBERS, exact: false });
      return;
    }
    const argument = evaluate(this.#file, this.#tables, sink.kind, value);
    const call = { kind: sink.kind, address: instruction.address, callee: sink.name };
    let { missing } = argument;
    for (const place of argument.handedOn) {
      // Only at the very entry of a function its arguments are where callers put them.
      missing ??= this.#follow(unit.start, place, sink, next);
    }
    if (argument.wanted.length === 0 && missing === undefined) return;
    this.calls.push({
      ...call,
      wanted: argument.wanted,
      exact: argument.exact,
      ...(missing === undefined ? {} : { missing }),
    });
  }

  /** Takes a function that hands on its argument for the next round; says why that cannot be done. */
  #follow(address: number, place: number, sink: Sink, next: Round): string | undefined {
    const key = `${address} ${place} ${sink.kind}`;
    if (this.#followed.has(key)) return undefined;
    if (sink.depth + 1 >= MOST_DEPTH) return 'it comes through too many functions';
    const name = this.#functions.nameAt(address) ?? `0x${address.toString(16)}`;
    const followed: Sink = { kind: sink.kind, place, name, depth: sink.depth + 1 };
    this.#followed.set(key, { address, sink: followed, called: false });
    addTo(next.byAddress, address, followed);
    next.searched.add(address);
    return undefined;
  }

  /** Instructions that load a sink's address instead of calling it. */
  #loadedSinks(
    round: Round,
    references: ReadonlyMap<number, number>,
    instruction: Instruction,
  ): readonly Sink[] {
    const target = references.get(instruction.next);
    if (target === undefined || (instruction.operation !== 'move' && instruction.operation !== 'address'))
      return [];
    const isMeant = instruction.operands.some(
      (operand) => operand.kind === 'memory' && operand.base === undefined && operand.displacement === target,
    );
    if (!isMeant) return [];
    const fixup = this.#file.fixups.get(target);
    const byImport = fixup?.kind === 'import' ? round.byImport.get(fixup.name) : undefined;
    return byImport ?? round.byAddress.get(target) ?? [];
  }

  /** Functions that hand on what they get are called by others as well when they are exported or pointed at. */
  #complainOfOthers(): void {
    const followed = [...this.#followed.values()];
    const pointed = pointersTo(this.#file, new Set(followed.map(({ address }) => address)));
    for (const { address, sink } of followed) {
      // Other files that call libc's syscall(), or a dlsym of the image's own, are analyzed as callers of that.
      if (this.#isExported(address) && !IMPORTED_SINKS.has(this.#functions.nameAt(address) ?? '')) {
        this.#complain(
          sink.kind,
          address,
          sink.name,
          'other files may call it with names that are not seen here',
        );
      }
      if (pointed.has(address)) {
        this.#complain(sink.kind, address, sink.name, 'a pointer to it is in data, so others call it');
      }
    }
  }

  #complain(kind: CallKind, address: number, callee: string, missing: string): void {
    this.calls.push({ kind, address, callee, wanted: [], exact: false, missing });
  }
}

/** What is in the place of an argument when the instruction passes control to a function. */
function argumentAt(state: MachineState, place: number, pushesReturn: boolean): Value | Unknown {
  const slot = slotOfPlace(place);
  if (slot === undefined) return state.registers[place];
  const stack = onlyStackOffset(state.registers[RSP]);
  // Places count from the return address, which a call is about to push and a jump leaves where it is.
  return stack === undefined ? undefined : state.load(stack + slot - (pushesReturn ? 8 : 0), 8);
}
