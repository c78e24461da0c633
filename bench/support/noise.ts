// SPDX-License-Identifier: MIT

/**
 * Bytes that no layer can guess, neither zeroes nor a pattern: a linear congruential generator, Knuth's MMIX. `length` is a multiple
 * of 8.
 */
export function noise(length: number): Uint8Array {
  const words = new BigUint64Array(length / 8);
  let state = 1n;
  for (let index = 0; index < words.length; index++) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    words[index] = state;
  }
  return new Uint8Array(words.buffer);
}
