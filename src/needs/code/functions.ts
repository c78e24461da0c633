// SPDX-License-Identifier: MIT
// Which function an address is in. Told by frame descriptions, which nearly all code has; else by Go's own table, by
// symbols; and where there is nothing of all that, by what the code itself calls.
import { findFde, frameCount, symbolAt } from '../../elf/index.ts';
import { lastNotAbove, rangeIndexAt } from '../../util/index.ts';
import { candidatesOf } from './candidates.ts';
import type { CodeRange } from './flow.ts';
import { goFunctions, type NamedFunction } from './go-functions.ts';
import type { LoadedFile } from './loaded-file.ts';
import { codeBytes } from './scan.ts';

/** Longer ones are not functions but what lies between two that are known. */
const LONGEST_GUESS = 0x10000;
const LONGEST_UNSIZED = 0x1000;

/** Where there is less than one description for so much code, only the start files of the compiler brought any. */
const LARGE_FUNCTION = 0x1000;

export class FunctionMap {
  readonly #file: LoadedFile;
  readonly #go: readonly NamedFunction[];
  /**
   * Where all functions are described, code bytes between them are tables, in which anything can look like code. Static
   * programs have everything in one file, so that their assembly without descriptions counts.
   */
  readonly #mayGuess: boolean;
  #called: Float64Array | undefined;

  constructor(file: LoadedFile) {
    this.#file = file;
    const isDescribed = frameCount(file.elf) * LARGE_FUNCTION >= codeBytes(file);
    const dynamic = file.elf.dynamic();
    this.#mayGuess = !isDescribed || (dynamic.ok && dynamic.value === undefined);
    this.#go = goFunctions(file);
  }

  /** The Go compiler made at least a part of the file. */
  get hasGo(): boolean {
    return this.#go.length > 0;
  }

  isGo(address: number): boolean {
    return this.#goFunction(address) !== undefined;
  }

  /** The code range of the function, or of the part of it, that an address is in. */
  rangeAt(address: number): CodeRange | undefined {
    if (!Number.isSafeInteger(address) || address < 0) return undefined;
    const range =
      this.#goFunction(address) ?? this.#described(address) ?? this.#named(address) ?? this.#guessed(address);
    const area = this.#file.areaAt(address);
    if (range === undefined || area === undefined) return undefined;
    // What tables claim beyond the bytes of the file is not there.
    return { start: Math.max(range.start, area.start), end: Math.min(range.end, area.end) };
  }

  /** `name+0x12`, or undefined when nothing names it. */
  nameAt(address: number): string | undefined {
    const go = this.#goFunction(address);
    const found =
      go?.name === undefined ? this.#symbol(address) : { name: go.name, offset: address - go.start };
    if (found === undefined) return undefined;
    return found.offset === 0 ? found.name : `${found.name}+0x${found.offset.toString(16)}`;
  }

  #symbol(address: number): { name: string; offset: number } | undefined {
    const symbol = symbolAt(this.#file.elf, BigInt(address));
    return symbol && { name: symbol.name, offset: Number(symbol.offset) };
  }

  #goFunction(address: number): NamedFunction | undefined {
    return this.#go[rangeIndexAt(this.#go, address)];
  }

  #described(address: number): CodeRange | undefined {
    const fde = findFde(this.#file.elf, BigInt(address));
    if (fde === undefined) return undefined;
    // What a signal handler returns to is described from the byte before it, since unwinders look there for who called.
    const [start, end] = [Number(fde.start) + (fde.cie.isSignalFrame ? 1 : 0), Number(fde.end)];
    return Number.isSafeInteger(start) && Number.isSafeInteger(end) ? { start, end } : undefined;
  }

  #named(address: number): CodeRange | undefined {
    const symbol = symbolAt(this.#file.elf, BigInt(address));
    if (symbol === undefined || symbol.size > BigInt(this.#file.bytes.length)) return undefined;
    const start = address - Number(symbol.offset);
    // Assembly often does not tell sizes.
    const size = symbol.size === 0n ? LONGEST_UNSIZED : Number(symbol.size);
    return address < start + size ? { start, end: start + size } : undefined;
  }

  #guessed(address: number): CodeRange | undefined {
    if (!this.#mayGuess) return undefined;
    this.#called ??= calledAddresses(this.#file);
    const called = this.#called;
    const index = lastNotAbove(called.length, (at) => called[at] ?? 0, address);
    const start = called[index];
    if (start === undefined || address - start > LONGEST_GUESS) return undefined;
    return { start, end: Math.min(called[index + 1] ?? Infinity, start + LONGEST_GUESS) };
  }
}

/** call rel32 */
const CALL = 0xe8;

/** Where direct calls lead, ascending, with the entry point: as good as beginnings of functions. */
function calledAddresses(file: LoadedFile): Float64Array {
  const found = new Set<number>([Number(file.elf.header.e_entry)]);
  for (const { bytes, start, branches } of candidatesOf(file)) {
    const { count, ends, values } = branches;
    for (let index = 0; index < count; index++) {
      const end = ends[index] as number;
      const to = end + (values[index] as number);
      if (bytes[end - 5] === CALL && to >= 0 && to < bytes.length) found.add(start + to);
    }
  }
  return Float64Array.from(found).sort();
}
