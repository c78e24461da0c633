// SPDX-License-Identifier: MIT
import { styled } from '../diagnostic/index.ts';

/** Columns as wide as their widest cell, two blanks between, headings above. The last column is not padded. */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  colour: boolean,
): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [styled('bold', line(headings), colour), ...rows.map(line)].map((each) => `${each}\n`).join('');
}
