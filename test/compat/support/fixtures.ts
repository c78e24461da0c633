// SPDX-License-Identifier: MIT
// What the programs of the compatibility table read: the same bytes each time.
import { fixturePath, type CompatFixture } from '../../../src/cli/compat.ts';
import { arbitraryBytes } from '../../boot/compare.ts';

const WORDS = ['kernel', 'segment', 'relocation', 'symbol', 'thread', 'page', 'mapping', 'Über', 'naïve'];

/** Lines of words and numbers, unsorted, with repetitions. */
function lines(count: number): string {
  return Array.from({ length: count }, (_, at) => {
    const number = (at * 7919) % 20_011;
    return `${number} ${WORDS[at % WORDS.length] ?? ''} line ${at % 1000}\n`;
  }).join('');
}

/** 20,000 lines, some 500 KiB. */
export const TEXT: CompatFixture = { name: 'text', make: () => lines(20_000) };

/** 20 MiB that compress to a fraction. */
export const LARGE: CompatFixture = {
  name: 'large',
  make: () => {
    const part = Buffer.from(lines(20_000));
    return Buffer.concat(Array.from({ length: Math.ceil((20 << 20) / part.length) }, () => part)).subarray(
      0,
      20 << 20,
    );
  },
};

/** 1 MiB without a pattern. */
export const RANDOM: CompatFixture = { name: 'random', make: () => arbitraryBytes(1 << 20) };

export const JSON_RECORDS: CompatFixture = {
  name: 'records.json',
  make: () =>
    JSON.stringify(
      Array.from({ length: 2000 }, (_, id) => ({
        id,
        name: `${WORDS[id % WORDS.length] ?? ''} ${id}`,
        tags: [id % 2 === 0 ? 'even' : 'odd', `mod${id % 7}`],
        value: (id * 31) % 97,
      })),
    ),
};

export const text = fixturePath(TEXT.name);
export const large = fixturePath(LARGE.name);
export const random = fixturePath(RANDOM.name);
export const records = fixturePath(JSON_RECORDS.name);
