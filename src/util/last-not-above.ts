// SPDX-License-Identifier: MIT

/** Index of the last of `count` ascending values that is not above `wanted`, or -1. */
export function lastNotAbove<T extends number | bigint>(
  count: number,
  value: (index: number) => T,
  wanted: T,
): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (value(middle) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the one of ascending ranges, of which none overlaps another, that `wanted` is in, or -1. */
export function rangeIndexAt(
  ranges: readonly { readonly start: number; readonly end: number }[],
  wanted: number,
): number {
  const index = lastNotAbove(ranges.length, (at) => ranges[at]?.start ?? 0, wanted);
  const found = ranges[index];
  return found !== undefined && wanted < found.end ? index : -1;
}
