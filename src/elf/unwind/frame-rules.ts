// SPDX-License-Identifier: MIT
// Executes call frame instructions (DWARF 4 section 6.4.2) up to an address: how to find the caller's registers there.
import { Cursor } from '../cursor.ts';
import { readEncodedPointer } from './encoded-pointer.ts';
import type { Cie, Fde } from './frame-entry.ts';

/** How a register of the caller is found (DWARF 4 section 6.4.1). Offsets count from the canonical frame address. */
export type RegisterRule =
  | { readonly kind: 'undefined' }
  | { readonly kind: 'same' }
  | { readonly kind: 'saved-at'; readonly offset: bigint }
  | { readonly kind: 'value'; readonly offset: bigint }
  | { readonly kind: 'register'; readonly register: number }
  | { readonly kind: 'saved-at-expression'; readonly expression: Uint8Array }
  | { readonly kind: 'value-expression'; readonly expression: Uint8Array };

/** How the canonical frame address, the stack pointer before the call, is found. */
export type CfaRule =
  | { readonly kind: 'register'; readonly register: number; readonly offset: bigint }
  | { readonly kind: 'expression'; readonly expression: Uint8Array };

export interface FrameRules {
  readonly cfa: CfaRule;
  readonly registers: ReadonlyMap<number, RegisterRule>;
}

interface State {
  cfa: CfaRule | undefined;
  registers: Map<number, RegisterRule>;
}

interface Machine {
  readonly cie: Cie;
  readonly initial: ReadonlyMap<number, RegisterRule>;
  readonly saved: State[];
  state: State;
  location: bigint;
}

/** DW_CFA_remember_state nests a few deep in real code. */
const maxSavedStates = 64;

/** The rules in force at an address of the function; undefined when the instructions make no sense. */
export function frameRulesAt(fde: Fde, address: bigint): FrameRules | undefined {
  const machine: Machine = {
    cie: fde.cie,
    initial: new Map(),
    saved: [],
    state: { cfa: undefined, registers: new Map() },
    location: fde.start,
  };
  if (!run(machine, fde.cie.instructions, undefined)) return undefined;
  const initial = new Map(machine.state.registers);
  if (!run({ ...machine, initial, saved: [], state: machine.state }, fde.instructions, address))
    return undefined;
  const { cfa, registers } = machine.state;
  return cfa === undefined ? undefined : { cfa, registers };
}

/** Runs until the location passes `until`. Every instruction takes a byte at least, so this ends. */
function run(machine: Machine, instructions: Uint8Array, until: bigint | undefined): boolean {
  const cursor = new Cursor(instructions);
  while (!cursor.atEnd) {
    const outcome = step(machine, cursor, until);
    if (outcome === 'passed') return true;
    if (outcome === 'bad' || cursor.overrun) return false;
  }
  return true;
}

type Outcome = 'done' | 'passed' | 'bad';

function step(machine: Machine, cursor: Cursor, until: bigint | undefined): Outcome {
  const op = cursor.u8();
  const low = op & 0x3f;
  const { cie, state } = machine;
  const advance = (delta: number): Outcome => {
    const next = machine.location + BigInt(delta) * cie.codeAlignment;
    if (until !== undefined && next > until) return 'passed';
    machine.location = next;
    return 'done';
  };
  const restore = (register: number): Outcome => {
    const rule = machine.initial.get(register);
    if (rule === undefined) state.registers.delete(register);
    else state.registers.set(register, rule);
    return 'done';
  };
  switch (op & 0xc0) {
    case 0x40: // DW_CFA_advance_loc
      return advance(low);
    case 0x80: // DW_CFA_offset
      state.registers.set(low, { kind: 'saved-at', offset: cursor.uleb128() * cie.dataAlignment });
      return 'done';
    case 0xc0: // DW_CFA_restore
      return restore(low);
    default:
      break;
  }
  switch (op) {
    case 0x00: // DW_CFA_nop
      return 'done';
    case 0x01: {
      // DW_CFA_set_loc; the base of a relative pointer is not known in a piece of instructions.
      const to = readEncodedPointer(cursor, cie.pointerEncoding, { start: 0n });
      if (to === undefined || (cie.pointerEncoding & 0x70) !== 0) return 'bad';
      if (until !== undefined && to > until) return 'passed';
      machine.location = to;
      return 'done';
    }
    case 0x02: // DW_CFA_advance_loc1
      return advance(cursor.u8());
    case 0x03: // DW_CFA_advance_loc2
      return advance(cursor.u16());
    case 0x04: // DW_CFA_advance_loc4
      return advance(cursor.u32());
    case 0x06: // DW_CFA_restore_extended
      return restore(cursor.count());
    case 0x0a: // DW_CFA_remember_state
      if (machine.saved.length >= maxSavedStates) return 'bad';
      machine.saved.push({ cfa: state.cfa, registers: new Map(state.registers) });
      return 'done';
    case 0x0b: {
      // DW_CFA_restore_state
      const saved = machine.saved.pop();
      if (saved === undefined) return 'bad';
      state.cfa = saved.cfa;
      state.registers = saved.registers;
      return 'done';
    }
    case 0x2e: // DW_CFA_GNU_args_size, of use to exception handling only
      cursor.uleb128();
      return 'done';
    default:
      return setCfa(op, state, cursor, cie) || setRegister(op, state, cursor, cie) ? 'done' : 'bad';
  }
}

/** The DW_CFA_def_cfa family. */
function setCfa(op: number, state: State, cursor: Cursor, cie: Cie): boolean {
  const change = (register: number | undefined, offset: bigint | undefined): boolean => {
    const old = state.cfa;
    if ((register === undefined || offset === undefined) && old?.kind !== 'register') return false;
    const base = old?.kind === 'register' ? old : { register: 0, offset: 0n };
    state.cfa = { kind: 'register', register: register ?? base.register, offset: offset ?? base.offset };
    return true;
  };
  switch (op) {
    case 0x0c: // DW_CFA_def_cfa
      return change(cursor.count(), cursor.uleb128());
    case 0x0d: // DW_CFA_def_cfa_register
      return change(cursor.count(), undefined);
    case 0x0e: // DW_CFA_def_cfa_offset
      return change(undefined, cursor.uleb128());
    case 0x12: // DW_CFA_def_cfa_sf
      return change(cursor.count(), cursor.sleb128() * cie.dataAlignment);
    case 0x13: // DW_CFA_def_cfa_offset_sf
      return change(undefined, cursor.sleb128() * cie.dataAlignment);
    case 0x0f: // DW_CFA_def_cfa_expression
      state.cfa = { kind: 'expression', expression: cursor.take(cursor.count()) };
      return true;
    default:
      return false;
  }
}

/** The instructions that set the rule of a register that they name first. */
function setRegister(op: number, state: State, cursor: Cursor, cie: Cie): boolean {
  const read = registerRules[op];
  if (read === undefined) return false;
  const register = cursor.count();
  state.registers.set(register, read(cursor, cie));
  return true;
}

const registerRules: Readonly<Record<number, (cursor: Cursor, cie: Cie) => RegisterRule>> = {
  // DW_CFA_offset_extended, undefined, same_value, register
  0x05: (cursor, cie) => ({ kind: 'saved-at', offset: cursor.uleb128() * cie.dataAlignment }),
  0x07: () => ({ kind: 'undefined' }),
  0x08: () => ({ kind: 'same' }),
  0x09: (cursor) => ({ kind: 'register', register: cursor.count() }),
  // DW_CFA_expression, offset_extended_sf
  0x10: (cursor) => ({ kind: 'saved-at-expression', expression: cursor.take(cursor.count()) }),
  0x11: (cursor, cie) => ({ kind: 'saved-at', offset: cursor.sleb128() * cie.dataAlignment }),
  // DW_CFA_val_offset, val_offset_sf, val_expression
  0x14: (cursor, cie) => ({ kind: 'value', offset: cursor.uleb128() * cie.dataAlignment }),
  0x15: (cursor, cie) => ({ kind: 'value', offset: cursor.sleb128() * cie.dataAlignment }),
  0x16: (cursor) => ({ kind: 'value-expression', expression: cursor.take(cursor.count()) }),
  // DW_CFA_GNU_negative_offset_extended
  0x2f: (cursor, cie) => ({ kind: 'saved-at', offset: -cursor.uleb128() * cie.dataAlignment }),
};
