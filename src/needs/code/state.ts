// SPDX-License-Identifier: MIT
// The general registers and the stack of a function, as far as they are known at one instruction.
import { REGISTER_COUNT, RSP } from './instruction.ts';
import {
  atEntry,
  entrySlot,
  join,
  sameValue,
  stackAddress,
  valueOf,
  type Unknown,
  type Value,
} from './value.ts';

interface Slot {
  /** Bytes. */
  readonly size: number;
  readonly value: Value | Unknown;
}

/** The first stack slot of a caller: right above the return address. */
const CALLER_SLOTS = 8;

export class MachineState {
  readonly registers: (Value | Unknown)[];
  /** By offset from the return address. A slot of the caller's that is not here still is as it was at entry. */
  readonly #slots: Map<number, Slot>;
  /** Somebody else has addresses of the stack from here upwards. */
  #escaped: number;
  /** Slots of the caller's from here upwards may have been changed. */
  #lost: number;

  private constructor(
    registers: (Value | Unknown)[],
    slots: Map<number, Slot>,
    escaped: number,
    lost: number,
  ) {
    this.registers = registers;
    this.#slots = slots;
    this.#escaped = escaped;
    this.#lost = lost;
  }

  /** At the entry of a function: nothing is known, but everything has a name. */
  static atEntry(): MachineState {
    const registers = Array.from({ length: REGISTER_COUNT }, (_, register) =>
      valueOf(register === RSP ? stackAddress(0) : atEntry(register)),
    );
    return new MachineState(registers, new Map(), Infinity, Infinity);
  }

  /** Nothing is known. */
  static unknown(): MachineState {
    const registers = Array.from({ length: REGISTER_COUNT }, () => undefined);
    return new MachineState(registers, new Map(), -Infinity, -Infinity);
  }

  clone(): MachineState {
    return new MachineState([...this.registers], new Map(this.#slots), this.#escaped, this.#lost);
  }

  load(offset: number, size: number): Value | Unknown {
    const slot = this.#slots.get(offset);
    if (slot !== undefined) return slot.size >= size ? slot.value : undefined;
    const isCallers = offset >= CALLER_SLOTS && offset % 8 === 0 && offset < this.#lost;
    return isCallers && !this.#overlaps(offset, size) ? valueOf(atEntry(entrySlot(offset))) : undefined;
  }

  #overlaps(offset: number, size: number): boolean {
    for (let at = offset - 7; at < offset + size; at++) {
      const slot = this.#slots.get(at);
      if (slot !== undefined && at + slot.size > offset) return true;
    }
    return false;
  }

  store(offset: number, size: number, value: Value | Unknown): void {
    for (let at = offset - 7; at < offset + size; at++) {
      const slot = this.#slots.get(at);
      if (slot !== undefined && at + slot.size > offset) this.#forget(at, slot);
    }
    if (size === 4 || size === 8) this.#slots.set(offset, { size, value });
    else for (let at = offset - (offset & 7); at < offset + size; at += 8) this.#forget(at, undefined);
    if (value !== undefined) this.leak(value);
  }

  #forget(offset: number, slot: Slot | undefined): void {
    if (offset >= CALLER_SLOTS) this.#slots.set(offset, { size: slot?.size ?? 8, value: undefined });
    else this.#slots.delete(offset);
  }

  /** The slots from an offset upwards may have any value now. */
  loseFrom(offset: number): void {
    if (offset === Infinity) return;
    for (const at of this.#slots.keys()) if (at + 8 > offset) this.#slots.delete(at);
    this.#lost = Math.min(this.#lost, Math.max(offset, CALLER_SLOTS));
  }

  /** The stack slots that others may have changed. */
  loseEscaped(): void {
    this.loseFrom(this.#escaped);
  }

  /** Others can reach what the stack addresses in a value point at. */
  leak(value: Value): void {
    for (const atom of value.atoms) {
      if (atom.kind === 'stack') this.#escaped = Math.min(this.#escaped, atom.offset);
    }
  }

  /** Takes in another way to get here; says whether anything became less known. */
  joinWith(other: MachineState): boolean {
    let changed = false;
    for (let register = 0; register < REGISTER_COUNT; register++) {
      const old = this.registers[register];
      const joined = join(old, other.registers[register]);
      if (sameValue(old, joined)) continue;
      this.registers[register] = joined;
      changed = true;
    }
    if (this.#joinSlots(other)) changed = true;
    if (other.#escaped < this.#escaped || other.#lost < this.#lost) {
      this.#escaped = Math.min(this.#escaped, other.#escaped);
      this.#lost = Math.min(this.#lost, other.#lost);
      changed = true;
    }
    return changed;
  }

  #joinSlots(other: MachineState): boolean {
    let changed = false;
    for (const [offset, slot] of this.#slots) {
      const theirs = other.#slots.get(offset);
      const same = theirs === undefined ? offset >= CALLER_SLOTS : theirs.size === slot.size;
      const joined = same ? join(slot.value, other.load(offset, slot.size)) : undefined;
      if (sameValue(slot.value, joined)) continue;
      if (joined === undefined) this.#forget(offset, slot);
      else this.#slots.set(offset, { size: slot.size, value: joined });
      changed = true;
    }
    for (const [offset, slot] of other.#slots) {
      if (offset < CALLER_SLOTS || this.#slots.has(offset)) continue;
      this.#slots.set(offset, { size: slot.size, value: join(this.load(offset, slot.size), slot.value) });
      changed = true;
    }
    return changed;
  }
}
