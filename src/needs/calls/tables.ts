// SPDX-License-Identifier: MIT
// What the entries of a table may be, when the code goes through it with an index or a pointer that is not followed.
import type { LoadedFile } from '../code/loaded-file.ts';
import { symbolSizes, type SymbolSizes } from './symbol-sizes.ts';

/** Larger tables are not those of names. */
const MOST_ENTRIES = 4096;

export class TableReader {
  readonly #file: LoadedFile;
  #sizes: SymbolSizes | undefined;

  constructor(file: LoadedFile) {
    this.#file = file;
  }

  /** Where a table that begins at or reaches over an address ends; undefined when no symbol tells. */
  #endOf(address: number): number | undefined {
    this.#sizes ??= symbolSizes(this.#file.elf);
    return this.#sizes.endAt(address);
  }

  /** Texts that the pointers (or distances from `origin`) at base, base + step, ... lead to. */
  pointedTexts(base: number, step: number, width: 4 | 8, origin: number): string[] {
    const texts: string[] = [];
    const end = this.#endOf(base);
    for (let index = 0; index < MOST_ENTRIES; index++) {
      const at = base + index * step;
      if (end !== undefined && at >= end) break;
      const word = this.#file.word(at, width);
      // A pointer to something else, or to nothing, may stand between those to names.
      if (word.kind === 'unknown') break;
      const value = word.kind === 'number' ? (width === 4 ? word.value | 0 : word.value) : undefined;
      const text = value === undefined ? undefined : this.#textAt(origin + value, width);
      if (text !== undefined && text !== '') texts.push(text);
      else if (end === undefined) break;
    }
    return texts;
  }

  /** Behind the end of a table of distances there may be any numbers, so only whole texts count. */
  #textAt(address: number, width: 4 | 8): string | undefined {
    const before = this.#file.word(address - 1, 1);
    const isWhole = before.kind === 'number' && (before.value < 0x20 || before.value > 0x7e);
    return width === 8 || isWhole ? this.#file.textAt(address) : undefined;
  }

  /** Texts that lie one after the other at base, base + step, ... */
  embeddedTexts(base: number, step: number): string[] {
    const texts: string[] = [];
    const end = this.#endOf(base);
    for (let index = 0; step > 1 && index < MOST_ENTRIES; index++) {
      const at = base + index * step;
      if (end !== undefined && at >= end) break;
      const text = this.#file.textAt(at);
      if (text === undefined || text === '') break;
      texts.push(text);
    }
    return texts;
  }

  /** Numbers at base, base + step, ... as far as a symbol says that the table reaches. */
  numbers(base: number, step: number, width: 4 | 8): number[] | undefined {
    const end = this.#endOf(base);
    if (end === undefined) return undefined;
    const numbers: number[] = [];
    for (let at = base; at < end && numbers.length < MOST_ENTRIES; at += step) {
      const word = this.#file.word(at, width);
      if (word.kind !== 'number') return undefined;
      numbers.push(word.value);
    }
    return numbers;
  }
}
