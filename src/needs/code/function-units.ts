// SPDX-License-Identifier: MIT
// The whole of a function: compilers move parts that are seldom run elsewhere (`f.cold`), with jumps there and back.
import { lastNotAbove, rangeIndexAt } from '../../util/index.ts';
import { decodeInstructions } from './decode-function.ts';
import { functionCode, type CodeRange, type FunctionCode } from './flow.ts';
import type { FunctionMap } from './functions.ts';
import type { Instruction } from './instruction.ts';
import type { LoadedFile } from './loaded-file.ts';
import { findWaysInto } from './scan.ts';
import type { Stubs } from './stubs.ts';

/** A function with all its parts. */
export interface FunctionUnit {
  /** The address of its entry. */
  readonly start: number;
  readonly code: FunctionCode;
}

/** Larger ranges are not functions, or not worth the time. */
const LARGEST_RANGE = 2 ** 20;

const MOST_PARTS = 8;

/** No more than this many times the code of a file is decoded; only the tables of damaged files ask for more. */
const MOST_DECODED_TIMES = 4;
const LEAST_BUDGET = 4 * 2 ** 20;

/** Bytes of code that may be of interest, and that no known function has, or one that is not decoded because it is too large. */
export interface MissedCode {
  readonly address: number;
  readonly isTooLarge: boolean;
}

export class FunctionUnits {
  readonly #file: LoadedFile;
  readonly #functions: FunctionMap;
  readonly #stubs: Stubs;
  readonly #decoded = new Map<number, readonly Instruction[]>();
  #budget: number;

  constructor(file: LoadedFile, functions: FunctionMap, stubs: Stubs, codeBytes: number) {
    this.#file = file;
    this.#stubs = stubs;
    this.#functions = functions;
    this.#budget = LEAST_BUDGET + MOST_DECODED_TIMES * codeBytes;
  }

  /**
   * The functions that have a system call at one of the addresses, or an instruction that ends with one of the references;
   * by entry. Bytes in no function are data, or assembly that nothing describes.
   */
  unitsOf(
    systemCalls: Iterable<number>,
    references: Iterable<number>,
  ): { readonly units: FunctionUnit[]; readonly missed: readonly MissedCode[] } {
    const missed: MissedCode[] = [];
    const ranges = new Map<number, CodeRange>();
    const take = (address: number, isMeant: (instruction: Instruction) => boolean): void => {
      const range = this.#functions.rangeAt(address);
      if (range === undefined || range.end - range.start > LARGEST_RANGE) {
        missed.push({ address, isTooLarge: range !== undefined });
        return;
      }
      if (ranges.has(range.start)) return;
      const instruction = this.#instructionAt(range, address);
      if (instruction !== undefined && isMeant(instruction)) ranges.set(range.start, range);
    };
    for (const address of systemCalls) {
      take(address, (found) => found.operation === 'system-call' && found.address === address);
    }
    for (const end of references) take(end - 1, ({ next }) => next === end);
    const starts = new Set<number>();
    const owners = this.#ownersOf([...ranges.values()]);
    for (const { start } of ranges.values()) {
      for (const owner of owners.get(start) ?? [start]) starts.add(owner);
    }
    const isPart = (start: number): boolean => owners.get(start)?.has(start) === false;
    const units = [...starts].sort((a, b) => a - b).map((start) => this.#unit(start, isPart));
    return { units, missed };
  }

  /** The instruction that a byte of a function belongs to. */
  #instructionAt(range: CodeRange, address: number): Instruction | undefined {
    const instructions = this.#decode(range);
    const index = lastNotAbove(instructions.length, (at) => instructions[at]?.address ?? 0, address);
    const found = instructions[index];
    return found !== undefined && address < found.next ? found : undefined;
  }

  /** For parts that others jump into: the functions that do. */
  #ownersOf(ranges: readonly CodeRange[]): Map<number, Set<number>> {
    const owners = new Map<number, Set<number>>();
    const sorted = [...ranges].sort((a, b) => a.start - b.start);
    const { jumps, called } = findWaysInto(this.#file, ranges);
    for (const { from, to } of jumps) {
      const part = sorted[rangeIndexAt(sorted, to)];
      const owner = this.#functions.rangeAt(from);
      if (part === undefined || owner === undefined || owner.end - owner.start > LARGEST_RANGE) continue;
      // Bytes that only look like a jump are in no instruction of the owner, or lead into the middle of one of the part.
      const isJump = this.#decode(owner).some(({ address, target }) => address === from && target === to);
      if (!isJump || !this.#decode(part).some(({ address }) => address === to)) continue;
      // A function that others jump into is one in its own right when it is called, too.
      const known = owners.get(part.start) ?? new Set(called.has(part.start) ? [part.start] : []);
      owners.set(part.start, known.add(owner.start));
    }
    return owners;
  }

  /** Where the function that begins at an address jumps to instead of returning; undefined when it may return itself. */
  waysOut(address: number): readonly number[] | undefined {
    const range = this.#functions.rangeAt(address);
    if (range?.start !== address || range.end - range.start > LARGEST_RANGE) return undefined;
    const instructions = this.#decode(range);
    // What could not be decoded to its end may do anything there.
    if (instructions.at(-1)?.next !== range.end) return undefined;
    const ways: number[] = [];
    for (const { operation, target } of instructions) {
      if (operation === 'return') return undefined;
      if (operation !== 'jump' && operation !== 'jump-if') continue;
      if (target === undefined) return undefined;
      if (target < range.start || target >= range.end) ways.push(target);
    }
    return ways;
  }

  /** `isPart` says of the beginning of a range that it has something of interest and is nothing but a part of others. */
  #unit(start: number, isPart: (start: number) => boolean): FunctionUnit {
    const range = this.#functions.rangeAt(start);
    const own: (readonly Instruction[])[] = range === undefined ? [] : [this.#decode(range)];
    const shared: (readonly Instruction[])[] = [];
    const seen = new Set([start]);
    for (const part of own) {
      for (const { operation, target } of part) {
        if ((operation !== 'jump' && operation !== 'jump-if') || target === undefined) continue;
        if (range !== undefined && target >= range.start && target < range.end) continue;
        const other = this.#functions.rangeAt(target);
        if (other === undefined || other.start === target || seen.has(other.start)) continue;
        if (this.#stubs.has(target)) continue;
        if (seen.size >= MOST_PARTS || other.end - other.start > LARGEST_RANGE) continue;
        seen.add(other.start);
        (isPart(other.start) ? own : shared).push(this.#decode(other));
      }
    }
    return { start, code: functionCode(own, shared) };
  }

  #decode(range: CodeRange): readonly Instruction[] {
    const known = this.#decoded.get(range.start);
    if (known !== undefined) return known;
    const length = range.end - range.start;
    const offset = this.#file.offsetOf(range.start, length);
    this.#budget -= length;
    const isPossible = offset !== undefined && length > 0 && this.#budget >= 0;
    const bytes = isPossible ? this.#file.bytes.subarray(offset, offset + length) : undefined;
    const instructions = bytes === undefined ? [] : decodeInstructions(bytes, range.start);
    this.#decoded.set(range.start, instructions);
    return instructions;
  }
}
