// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { badString, overlappingStrings } from './messages.ts';

const decoder = new TextDecoder('utf-8');

/**
 * How many times its size the names of one table may add up to. Linkers let a name share the tail of another, so
 * a little more than once is normal; without a limit, n symbols that all name the same long text cost n times it.
 */
const maxExpansion = 16;

/** Where a string table is from, for messages. */
export interface StringTablePlace {
  readonly file: string;
  /** For example `.dynstr`. */
  readonly table: string;
  /** Of its first byte in the file. */
  readonly offset: number;
}

/** NUL-terminated names, found by their offset (gABI chapter 4, "String Table"). */
export class StringTable {
  readonly #bytes: Uint8Array;
  readonly #place: StringTablePlace;
  readonly #known = new Map<number, string>();
  #budget: number;

  constructor(bytes: Uint8Array, place: StringTablePlace) {
    this.#bytes = bytes;
    this.#place = place;
    this.#budget = 4096 + maxExpansion * bytes.length;
  }

  at(offset: bigint | number): Result<string> {
    const start = Number(offset);
    const known = this.#known.get(start);
    if (known !== undefined) return ok(known);
    const end = start < this.#bytes.length ? this.#bytes.indexOf(0, start) : -1;
    if (end < 0) {
      // Offset 0 of an absent table is the empty name: objects without names have no table.
      if (start === 0 && this.#bytes.length === 0) return ok('');
      return err(badString(this.#place, offset, this.#bytes.length));
    }
    this.#budget -= end - start;
    if (this.#budget < 0) return err(overlappingStrings(this.#place));
    const text = decoder.decode(this.#bytes.subarray(start, end));
    this.#known.set(start, text);
    return ok(text);
  }
}
