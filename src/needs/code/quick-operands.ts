// SPDX-License-Identifier: MIT
// The bytes behind an opcode: ModRM, SIB, displacement, immediate (Intel SDM volume 2, chapter 2).
import type { ImmediateOperand, MemoryOperand, Operand, RegisterOperand } from './instruction.ts';

function registersOf(size: number): RegisterOperand[] {
  return Array.from({ length: 16 }, (_, register) => ({ kind: 'register', register, size, high: false }));
}

const BYTES = registersOf(1);
const WORDS = registersOf(2);
const DOUBLE_WORDS = registersOf(4);
const QUAD_WORDS = registersOf(8);
/** What 4 to 7 mean without a REX prefix. */
const HIGH_BYTES = BYTES.slice(0, 4).map((low): RegisterOperand => ({ ...low, high: true }));

const LEAST_SHARED = -128;
const SHARED_IMMEDIATES = Array.from({ length: 384 }, (_, index): ImmediateOperand => ({
  kind: 'immediate',
  value: index + LEAST_SHARED,
}));

function immediate(value: number): ImmediateOperand {
  return SHARED_IMMEDIATES[value - LEAST_SHARED] ?? { kind: 'immediate', value };
}

export const OTHER: Operand = { kind: 'other' };

/** Bits of a REX prefix. */
export const REX_W = 8;
const REX_R = 4;
const REX_X = 2;
const REX_B = 1;

/** Reads the operands of one instruction after the other. What lies beyond the end of the bytes reads as anything. */
export class OperandReader {
  /** Where the next byte is, from the first. */
  at = 0;
  /** Of the instruction; 0 without one. */
  rex = 0;
  isThreadLocal = false;
  modrm = 0;
  readonly bytes: Uint8Array;
  readonly #address: number;

  /** @param address Of the first byte. */
  constructor(bytes: Uint8Array, address: number) {
    this.bytes = bytes;
    this.#address = address;
  }

  /** Bits 3 to 5 of ModRM: part of the opcode where they are no register. */
  get extension(): number {
    return (this.modrm >> 3) & 7;
  }

  get isMemory(): boolean {
    return this.modrm < 0xc0;
  }

  readModrm(): void {
    this.modrm = this.bytes[this.at++] as number;
  }

  /** The register that bits 3 to 5 of ModRM name; sizes in bytes. */
  register(size: number): RegisterOperand {
    return this.#named(size, this.extension | ((this.rex & REX_R) << 1));
  }

  /** The register that an opcode or ModRM names by its low three bits. */
  lowRegister(size: number, bits: number): RegisterOperand {
    return this.#named(size, (bits & 7) | ((this.rex & REX_B) << 3));
  }

  /** What ModRM means. `behind` is how many bytes of the instruction come after what it takes. */
  registerOrMemory(size: number, behind = 0): RegisterOperand | MemoryOperand {
    return this.isMemory ? this.memory(size, behind) : this.lowRegister(size, this.modrm);
  }

  /** As before, where the register is a vector's. */
  vectorOrMemory(size: number, behind = 0): Operand {
    return this.isMemory ? this.memory(size, behind) : OTHER;
  }

  #named(size: number, register: number): RegisterOperand {
    if (size === 8) return QUAD_WORDS[register] as RegisterOperand;
    if (size === 4) return DOUBLE_WORDS[register] as RegisterOperand;
    if (size === 2) return WORDS[register] as RegisterOperand;
    if (this.rex === 0 && register >= 4) return HIGH_BYTES[register - 4] as RegisterOperand;
    return BYTES[register] as RegisterOperand;
  }

  memory(size: number, behind: number): MemoryOperand {
    const mod = this.modrm >> 6;
    let low = this.modrm & 7;
    let base: number | undefined;
    let index: number | undefined;
    let scale = 1;
    let displacement = 0;
    if (low === 4) {
      const sib = this.bytes[this.at++] as number;
      scale = 1 << (sib >> 6);
      const named = ((sib >> 3) & 7) | ((this.rex & REX_X) << 2);
      if (named !== 4) index = named;
      low = sib & 7;
      if (low === 5 && mod === 0) displacement = this.#signed32();
      else base = low | ((this.rex & REX_B) << 3);
    } else if (low === 5 && mod === 0) {
      // Relative to the next instruction.
      displacement = this.#signed32();
      displacement += this.#address + this.at + behind;
    } else base = low | ((this.rex & REX_B) << 3);
    if (mod === 1) displacement = this.#signed8();
    else if (mod === 2) displacement = this.#signed32();
    return { kind: 'memory', base, index, scale, displacement, size, isThreadLocal: this.isThreadLocal };
  }

  #signed8(): number {
    return ((this.bytes[this.at++] as number) << 24) >> 24;
  }

  #signed32(): number {
    const { bytes, at } = this;
    this.at = at + 4;
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    );
  }

  /** A byte that is a number without a sign. */
  unsignedByte(): ImmediateOperand {
    return immediate(this.bytes[this.at++] as number);
  }

  /** A byte that is extended by its sign. */
  signedByte(): ImmediateOperand {
    return immediate(this.#signed8());
  }

  /** An immediate of an operand of so many bytes: two or four, which are extended to eight by their sign. */
  full(size: number): ImmediateOperand {
    if (size === 2) {
      const low = this.bytes[this.at++] as number;
      return immediate(low | ((this.bytes[this.at++] as number) << 8));
    }
    const value = this.#signed32();
    return immediate(size === 8 ? value : value >>> 0);
  }

  /** All eight bytes. */
  wide(): ImmediateOperand {
    const low = this.#signed32() >>> 0;
    const value = this.#signed32() * 2 ** 32 + low;
    return Number.isSafeInteger(value) ? immediate(value) : { kind: 'immediate', value: undefined };
  }

  /** Where a branch leads, with a distance of one byte or of four from the next instruction. */
  near(width: 1 | 4): number {
    const distance = width === 1 ? this.#signed8() : this.#signed32();
    return this.#address + this.at + distance;
  }
}

/** Bytes of an immediate of an operand of so many bytes. */
export function immediateBytes(size: number): number {
  return size === 2 ? 2 : 4;
}
