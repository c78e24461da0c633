// SPDX-License-Identifier: MIT

/** Adds to `best` what a program printed, `NAME NANOSECONDS` a line, where that is less than what is there. */
export function takeBest(best: Map<string, number>, output: string): void {
  for (const [, name = '', text] of output.matchAll(/^(\S+) (\d+\.\d+)$/gm))
    best.set(name, Math.min(best.get(name) ?? Infinity, Number(text)));
}
