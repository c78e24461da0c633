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
  /**
   * By offset from the return address. A slot of the caller's that is not here still is as it was at entry; of the function's own, nothing
   * is known. Copies share it until one of them changes.
   */
  #slots: Map<number, Slot>;
  #isShared = false;
  /** Whether all slots begin at a multiple of four. */
  #isAligned: boolean;
  /** Somebody else has addresses of the stack from here upwards. */
  #escaped: number;
  /** Slots of the caller's from here upwards may have been changed. */
  #lost: number;

  private constructor(
    registers: (Value | Unknown)[],
    slots: Map<number, Slot>,
    escaped: number,
    lost: number,
    isAligned: boolean,
  ) {
    this.#isAligned = isAligned;
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
    return new MachineState(registers, new Map(), Infinity, Infinity, true);
  }

  /** Nothing is known. */
  static unknown(): MachineState {
    const registers = Array.from({ length: REGISTER_COUNT }, () => undefined);
    return new MachineState(registers, new Map(), -Infinity, -Infinity, true);
  }

  clone(): MachineState {
    const registers = this.registers.slice();
    const copy = new MachineState(registers, this.#slots, this.#escaped, this.#lost, this.#isAligned);
    this.#isShared = copy.#isShared = true;
    return copy;
  }

  /** The slots, to be changed. */
  #own(): Map<number, Slot> {
    if (this.#isShared) this.#slots = new Map(this.#slots);
    this.#isShared = false;
    return this.#slots;
  }

  load(offset: number, size: number): Value | Unknown {
    const slot = this.#slots.get(offset);
    if (slot !== undefined) return slot.size >= size ? slot.value : undefined;
    const isCallers = offset >= CALLER_SLOTS && offset % 8 === 0 && offset < this.#lost;
    return isCallers && !this.#overlaps(offset, size) ? valueOf(atEntry(entrySlot(offset))) : undefined;
  }

  /** The first place where a slot may begin that reaches over an offset. The next ones are `#step` from each other. */
  #placeBefore(offset: number): number {
    return this.#isAligned ? offset - 4 - (offset & 3) : offset - 7;
  }

  get #step(): number {
    return this.#isAligned ? 4 : 1;
  }

  #overlaps(offset: number, size: number): boolean {
    for (let at = this.#placeBefore(offset); at < offset + size; at += this.#step) {
      const slot = this.#slots.get(at);
      if (slot !== undefined && at + slot.size > offset) return true;
    }
    return false;
  }

  store(offset: number, size: number, value: Value | Unknown): void {
    for (let at = this.#placeBefore(offset); at < offset + size; at += this.#step) {
      const slot = this.#slots.get(at);
      if (slot !== undefined && at + slot.size > offset) this.#forget(at, slot);
    }
    if (size !== 4 && size !== 8) {
      for (let at = offset - (offset & 7); at < offset + size; at += 8) this.#forget(at, undefined);
    } else if (value !== undefined || offset + size > CALLER_SLOTS) {
      this.#own().set(offset, { size, value });
      if ((offset & 3) !== 0) this.#isAligned = false;
    }
    if (value !== undefined) this.leak(value);
  }

  #forget(offset: number, slot: Slot | undefined): void {
    if (offset >= CALLER_SLOTS) this.#own().set(offset, { size: slot?.size ?? 8, value: undefined });
    else if (this.#slots.has(offset)) this.#own().delete(offset);
  }

  /** The slots from an offset upwards may have any value now. */
  loseFrom(offset: number): void {
    if (offset === Infinity) return;
    for (const at of this.#slots.keys()) if (at + 8 > offset) this.#own().delete(at);
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
      if (old === undefined || old === other.registers[register]) continue;
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
    if (this.#slots === other.#slots) return false;
    let changed = false;
    if (!other.#isAligned) this.#isAligned = false;
    for (const [offset, slot] of this.#slots) {
      const theirs = other.#slots.get(offset);
      const same = theirs === undefined ? offset >= CALLER_SLOTS : theirs.size === slot.size;
      const joined = same ? join(slot.value, other.load(offset, slot.size)) : undefined;
      if (sameValue(slot.value, joined)) continue;
      if (joined === undefined) this.#forget(offset, slot);
      else this.#own().set(offset, { size: slot.size, value: joined });
      changed = true;
    }
    for (const [offset, slot] of other.#slots) {
      if (offset < CALLER_SLOTS || this.#slots.has(offset)) continue;
      const value = join(this.load(offset, slot.size), slot.value);
      this.#own().set(offset, { size: slot.size, value });
      changed = true;
    }
    return changed;
  }
}
