// SPDX-License-Identifier: MIT
import type { Instruction } from './instruction.ts';

/** Instructions one behind the other: for each byte from `start` the number of the one that begins there, counted from 1, or 0. */
interface Part {
  readonly start: number;
  readonly numbers: Int32Array;
}

/** Finds an instruction by its address. */
export class AddressIndex {
  readonly #parts: readonly Part[];

  /** @param parts The instructions of contiguous ranges; what is found is their place in all of them, one part behind the other. */
  constructor(parts: readonly (readonly Instruction[])[]) {
    let count = 0;
    this.#parts = parts.flatMap((instructions): Part[] => {
      const start = instructions[0]?.address;
      const end = instructions.at(-1)?.next;
      if (start === undefined || end === undefined) return [];
      const numbers = new Int32Array(end - start);
      for (const { address } of instructions) numbers[address - start] = ++count;
      return [{ start, numbers }];
    });
  }

  /** The place of the instruction at an address; undefined where none begins. */
  get(address: number): number | undefined {
    // Of parts that overlap, the last.
    for (let index = this.#parts.length - 1; index >= 0; index--) {
      const { start, numbers } = this.#parts[index] as Part;
      const number = numbers[address - start];
      if (number !== undefined && number !== 0) return number - 1;
    }
    return undefined;
  }

  has(address: number): boolean {
    return this.get(address) !== undefined;
  }
}
