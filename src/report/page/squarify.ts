// SPDX-License-Identifier: MIT

/** Where a box is, in the units that the area was given in. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Divides an area among weights, so that each box's area is to the whole as its weight is to the sum, and boxes are as
 * square as may be (Bruls, Huizing, van Wijk: "Squarified Treemaps", 2000). Weights are positive, the largest first.
 *
 * The report's page has this very function as text: it must not use anything from outside of it.
 */
export function squarify(weights: readonly number[], area: Box): Box[] {
  let { x, y, width, height } = area;
  let rest = weights.reduce((sum, weight) => sum + weight, 0);
  const boxes: Box[] = [];
  // How far from a square the worst box of a row is, when the row has these weights and lies along the shorter side.
  const worst = (row: readonly number[], side: number, scale: number): number => {
    const sum = row.reduce((total, weight) => total + weight, 0) * scale;
    const [largest, smallest] = [(row[0] ?? 0) * scale, (row[row.length - 1] ?? 0) * scale];
    return Math.max((side * side * largest) / (sum * sum), (sum * sum) / (side * side * smallest));
  };
  for (let start = 0; start < weights.length;) {
    const side = Math.min(width, height);
    const scale = rest > 0 ? (width * height) / rest : 0;
    let end = start + 1;
    while (
      end < weights.length &&
      worst(weights.slice(start, end + 1), side, scale) <= worst(weights.slice(start, end), side, scale)
    )
      end++;
    const row = weights.slice(start, end);
    const sum = row.reduce((total, weight) => total + weight, 0);
    const isLast = end === weights.length;
    const thickness = side > 0 ? (isLast ? Math.max(width, height) : (sum * scale) / side) : 0;
    let along = 0;
    for (const weight of row) {
      const length = sum > 0 ? (side * weight) / sum : 0;
      boxes.push(
        width <= height
          ? { x: x + along, y, width: length, height: thickness }
          : { x, y: y + along, width: thickness, height: length },
      );
      along += length;
    }
    if (width <= height) {
      y += thickness;
      height = Math.max(0, height - thickness);
    } else {
      x += thickness;
      width = Math.max(0, width - thickness);
    }
    rest -= sum;
    start = end;
  }
  return boxes;
}
