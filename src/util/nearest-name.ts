// SPDX-License-Identifier: MIT

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours count one each. */
function distance(a: string, b: string): number {
  const width = b.length + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: width }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column < width; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/**
 * The name that somebody who wrote `word` most likely meant: the one with the fewest typing errors between them, if
 * these are at most a third of its length (two for short names). Of equals the first in sorted order.
 */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const name of [...names].sort()) {
    const errors = distance(word.toLowerCase(), name.toLowerCase());
    if (errors < bestDistance) [best, bestDistance] = [name, errors];
  }
  if (best === undefined) return undefined;
  const allowed = Math.max(Math.floor(Math.max(word.length, best.length) / 3), Math.min(2, best.length - 1));
  return bestDistance <= allowed ? best : undefined;
}
