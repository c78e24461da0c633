// SPDX-License-Identifier: MIT
import { PF, PT } from '../constants.ts';
import { lineAt, type SourceLine } from '../lines/line-at.ts';
import { symbolAt } from '../symbol-index.ts';
import { evaluateExpression } from './expression.ts';
import type { Cie } from './frame-entry.ts';
import { frameRulesAt, type RegisterRule } from './frame-rules.ts';
import { findFde } from './frame-table.ts';
import { memoryView, type MemoryCopy, type MemoryView } from './memory-view.ts';
import { moduleAt, type UnwindModule } from './module.ts';
import {
  calleeSaved,
  dwarfRegisters,
  RBP,
  RIP,
  RSP,
  wrap,
  type RegisterName,
  type RegisterValues,
} from './registers.ts';

export interface UnwindRequest {
  /** `rip` and `rsp` at least; more registers make more frames findable. */
  readonly registers: Readonly<Partial<Record<RegisterName, bigint>>>;
  /** The stack from `rsp` upward, as much of it as there is. */
  readonly stack: MemoryCopy;
  readonly modules: readonly UnwindModule[];
}

export interface Frame {
  /** Where the function is: the crash for the innermost frame, the return address for the others. */
  readonly address: bigint;
  /** Path of the module; undefined when the address is in none. */
  readonly module?: string;
  readonly symbol?: string;
  /** Bytes from the symbol, or, without one, from the module's address 0. */
  readonly offset?: bigint;
  /** Where in the source the crash or the call is. */
  readonly source?: SourceLine;
}

/** More frames than this are a runaway recursion, whose top tells enough. */
export const maxFrames = 64;

interface State {
  readonly registers: RegisterValues;
  /** Whether `rip` is the address after a call, so that the call itself is before it. */
  readonly afterCall: boolean;
}

/**
 * The call chain, innermost first: by call frame information, without it by frame pointers. Never throws and always
 * ends, whatever the registers, the stack and the files hold; what cannot be followed ends the list.
 */
export function unwind(request: UnwindRequest): Frame[] {
  const { stack, modules } = request;
  const memory = memoryView(stack, modules);
  const frames: Frame[] = [];
  let state: State | undefined = {
    registers: dwarfRegisters.map((name) => request.registers[name]),
    afterCall: false,
  };
  while (state !== undefined && frames.length < maxFrames) {
    const address: bigint | undefined = state.registers[RIP];
    if (address === undefined || (frames.length > 0 && address === 0n)) break;
    frames.push(describe(address, state.afterCall, modules));
    state = callerOf(state, address, frames.length === 1, memory, modules);
  }
  return frames;
}

function describe(address: bigint, afterCall: boolean, modules: readonly UnwindModule[]): Frame {
  // A call may be the last instruction of a function that never returns; the address after it is another function's.
  const inside = afterCall ? address - 1n : address;
  const module = moduleAt(modules, inside);
  if (module === undefined) return { address };
  const symbol = module.file && symbolAt(module.file, wrap(inside - module.bias));
  const line = module.file && lineAt(module.file, wrap(inside - module.bias));
  const source = line === undefined ? {} : { source: line };
  if (symbol === undefined)
    return { address, module: module.path, offset: wrap(address - module.bias), ...source };
  const offset = symbol.offset + (address - inside);
  return { address, module: module.path, symbol: symbol.name, offset, ...source };
}

/** Whether an address of a module's file is in a segment that may be executed; where there is no file, it may be. */
function isCode({ file }: UnwindModule, address: bigint): boolean {
  if (file === undefined) return true;
  return file.segments.some(
    ({ p_type, p_flags, p_vaddr, p_memsz }) =>
      p_type === PT.LOAD && (p_flags & PF.X) !== 0 && address >= p_vaddr && address < p_vaddr + p_memsz,
  );
}

function callerOf(
  state: State,
  address: bigint,
  innermost: boolean,
  memory: MemoryView,
  modules: readonly UnwindModule[],
): State | undefined {
  const lookup = state.afterCall ? address - 1n : address;
  const module = moduleAt(modules, lookup);
  if (module === undefined) return innermost ? callerOfNowhere(state, memory, modules) : undefined;
  const fileAddress = wrap(lookup - module.bias);
  const fde = module.file && findFde(module.file, fileAddress);
  if (fde === undefined && innermost && !isCode(module, fileAddress))
    return callerOfNowhere(state, memory, modules);
  if (fde === undefined) return callerByFramePointer(state, memory);
  const rules = frameRulesAt(fde, fileAddress);
  if (rules === undefined) return callerByFramePointer(state, memory);
  const cfa =
    rules.cfa.kind === 'expression'
      ? evaluateExpression(rules.cfa.expression, [], { registers: state.registers, memory })
      : add(state.registers[rules.cfa.register], rules.cfa.offset);
  if (cfa === undefined || !isProgress(state, cfa, fde.cie)) return undefined;
  const registers = dwarfRegisters.map((_, number) => {
    const rule = rules.registers.get(number) ?? defaultRule(number);
    return applyRule(rule, number, cfa, state.registers, memory);
  });
  // The canonical frame address is by definition the stack pointer before the call.
  if (!rules.registers.has(RSP)) registers[RSP] = cfa;
  registers[RIP] = fde.cie.returnRegister === RIP ? registers[RIP] : registers[fde.cie.returnRegister];
  return { registers, afterCall: !fde.cie.isSignalFrame };
}

/** Stacks grow downwards, so each caller's frame is above; only a signal may have switched stacks. */
function isProgress(state: State, cfa: bigint, cie: Cie): boolean {
  const stackPointer = state.registers[RSP];
  return cie.isSignalFrame || stackPointer === undefined || cfa > stackPointer;
}

function add(value: bigint | undefined, offset: bigint): bigint | undefined {
  return value === undefined ? undefined : wrap(value + offset);
}

function defaultRule(register: number): RegisterRule {
  return calleeSaved.includes(register) ? { kind: 'same' } : { kind: 'undefined' };
}

function applyRule(
  rule: RegisterRule,
  number: number,
  cfa: bigint,
  registers: RegisterValues,
  memory: MemoryView,
): bigint | undefined {
  const load = (at: bigint | undefined): bigint | undefined =>
    at === undefined ? undefined : memory.read(at, 8);
  switch (rule.kind) {
    case 'undefined':
      return undefined;
    case 'same':
      return registers[number];
    case 'saved-at':
      return load(wrap(cfa + rule.offset));
    case 'value':
      return wrap(cfa + rule.offset);
    case 'register':
      return registers[rule.register];
    case 'saved-at-expression':
      return load(evaluateExpression(rule.expression, [cfa], { registers, memory }));
    case 'value-expression':
      return evaluateExpression(rule.expression, [cfa], { registers, memory });
  }
}

/** A call through a bad pointer: nothing was pushed since, so the return address is on top of the stack. */
function callerOfNowhere(
  state: State,
  memory: MemoryView,
  modules: readonly UnwindModule[],
): State | undefined {
  const stackPointer = state.registers[RSP];
  const address = stackPointer === undefined ? undefined : memory.read(stackPointer, 8);
  if (stackPointer === undefined || address === undefined || moduleAt(modules, address) === undefined) {
    return callerByFramePointer(state, memory);
  }
  return {
    registers: moved(state.registers, address, wrap(stackPointer + 8n), state.registers[RBP]),
    afterCall: true,
  };
}

function callerByFramePointer(state: State, memory: MemoryView): State | undefined {
  const frame = state.registers[RBP];
  const stackPointer = state.registers[RSP];
  if (frame === undefined || stackPointer === undefined || frame < stackPointer) return undefined;
  const address = memory.read(frame + 8n, 8);
  if (address === undefined) return undefined;
  return {
    registers: moved(state.registers, address, wrap(frame + 16n), memory.read(frame, 8)),
    afterCall: true,
  };
}

function moved(
  registers: RegisterValues,
  rip: bigint,
  rsp: bigint,
  rbp: bigint | undefined,
): (bigint | undefined)[] {
  const next = registers.map((value, number) => (calleeSaved.includes(number) ? value : undefined));
  next[RIP] = rip;
  next[RSP] = rsp;
  next[RBP] = rbp;
  return next;
}
