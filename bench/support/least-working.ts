// SPDX-License-Identifier: MIT
import { ok, type Result } from '../../src/diagnostic/index.ts';

/**
 * The least whole number from `least` to `most` with which something works, by bisection: what works with one is taken to work with
 * every larger one. Undefined when not even `most` does.
 */
export async function leastWorking(
  works: (amount: number) => Promise<Result<boolean>>,
  least: number,
  most: number,
): Promise<Result<number | undefined>> {
  const withMost = await works(most);
  if (!withMost.ok || !withMost.value) return withMost.ok ? ok(undefined) : withMost;
  let [fails, runs] = [least - 1, most];
  while (runs - fails > 1) {
    const middle = Math.floor((fails + runs) / 2);
    const ran = await works(middle);
    if (!ran.ok) return ran;
    if (ran.value) runs = middle;
    else fails = middle;
  }
  return ok(runs);
}
