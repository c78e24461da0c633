// SPDX-License-Identifier: MIT
// Names as few bytes: pairs of characters that are frequent become one byte, then pairs of those (byte pair encoding, Gage
// 1994). kernel/syscall/names.c reads them.

export interface CodedNames {
  /** The codes of all names, one after the other; the last of each has bit 7 set. A name that is empty is code 0. */
  readonly codes: readonly number[];
  /** What the codes of pairs stand for, by their order. */
  readonly pairs: readonly (readonly [first: number, second: number])[];
}

/** Set in the last code of a name. */
export const LAST = 0x80;

/** Codes for pairs: what is neither 0 nor a digit, a small letter or "_" (nor beyond the small letters). */
const PAIR_CODES: readonly number[] = [...range(1, 0x2f), ...range(0x3a, 0x5e)];

/** Two bytes for the pair and one for each occurrence must be less than two for each occurrence. */
const LEAST_OCCURRENCES = 4;

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The pair that occurs most often; of equals the first by its codes. */
function mostFrequent(words: readonly (readonly number[])[]): readonly [number, number] | undefined {
  const counts = new Map<number, number>();
  for (const word of words) {
    for (let at = 0; at + 1 < word.length; at++) {
      const key = ((word[at] ?? 0) << 8) | (word[at + 1] ?? 0);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  let [best, most] = [0, 0];
  for (const [key, count] of counts) {
    if (count < most || (count === most && key > best)) continue;
    [best, most] = [key, count];
  }
  return most < LEAST_OCCURRENCES ? undefined : [best >> 8, best & 0xff];
}

function replacePair(
  word: readonly number[],
  [first, second]: readonly [number, number],
  code: number,
): number[] {
  const replaced: number[] = [];
  for (let at = 0; at < word.length; at++) {
    if (word[at] === first && word[at + 1] === second) {
      replaced.push(code);
      at++;
    } else replaced.push(word[at] ?? 0);
  }
  return replaced;
}

/** Encodes names of small letters, digits and "_", in their order. */
export function encodeNames(names: readonly string[]): CodedNames {
  let words = names.map((name) => Array.from(name, (character) => character.charCodeAt(0)));
  const pairs: (readonly [number, number])[] = [];
  for (const code of PAIR_CODES) {
    const pair = mostFrequent(words);
    if (pair === undefined) break;
    pairs.push(pair);
    words = words.map((word) => replacePair(word, pair, code));
  }
  const codes = words.flatMap((word) => {
    const own = word.length === 0 ? [0] : word;
    return [...own.slice(0, -1), (own.at(-1) ?? 0) | LAST];
  });
  return { codes, pairs };
}
