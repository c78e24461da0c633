// SPDX-License-Identifier: MIT
// Sizes of a kernel and of its parts, as text.
import { styled } from '../diagnostic/index.ts';
import type { SizeComparison, SizeTable } from '../toolchain/index.ts';

/** Columns of numbers first, right-aligned, then text. */
function columns(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: number,
): string[] {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((cell, column) =>
        column < numbers ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** 169824 as "169,824". */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)}%`;
}

function signed(count: number): string {
  return count > 0 ? `+${grouped(count)}` : count < 0 ? `-${grouped(-count)}` : '0';
}

/**
 * One line a row, and a total. With `top`, what comes after so many rows is one line, so that the lines still add up.
 */
export function renderSizes(
  table: SizeTable,
  options: { readonly top: number; readonly colour: boolean },
): string {
  const shown = options.top > 0 ? table.rows.slice(0, options.top) : table.rows;
  const rest = table.rows.slice(shown.length);
  const sum = (key: 'bytes' | 'zeroedBytes') => rest.reduce((total, row) => total + row[key], 0);
  const cells = (name: string, bytes: number, zeroed: number, file = ''): string[] => [
    grouped(bytes),
    percent(bytes, table.fileBytes),
    zeroed === 0 ? '' : grouped(zeroed),
    name,
    file,
  ];
  const rows = shown.map((row) => cells(row.name, row.bytes, row.zeroedBytes, row.file));
  if (rest.length > 0) rows.push(cells(`(${rest.length} more)`, sum('bytes'), sum('zeroedBytes')));
  rows.push(cells('kernel-stripped.elf', table.fileBytes, table.zeroedBytes));
  const [head = '', ...lines] = columns(['bytes', 'share', 'zeroed', table.by, ''], rows, 3);
  const total = lines.pop() ?? '';
  return [styled('bold', head, options.colour), ...lines, styled('bold', total, options.colour)]
    .map((line) => `${line}\n`)
    .join('');
}

/** One line for each row that changed, one for all others, and a total. */
export function renderSizeComparison(
  comparison: SizeComparison,
  by: SizeTable['by'],
  colour: boolean,
): string {
  const { changes, unchanged, before, after } = comparison;
  const cells = (was: number, is: number, name: string, file = ''): string[] => [
    signed(is - was),
    grouped(was),
    grouped(is),
    name,
    file,
  ];
  const rows = changes.map((each) => cells(each.before, each.after, each.name, each.file));
  if (unchanged > 0) rows.push(cells(unchanged, unchanged, '(unchanged)'));
  rows.push(cells(before, after, 'kernel-stripped.elf'));
  const [head = '', ...lines] = columns(['change', 'before', 'after', by, ''], rows, 3);
  const total = lines.pop() ?? '';
  return [styled('bold', head, colour), ...lines, styled('bold', total, colour)]
    .map((line) => `${line}\n`)
    .join('');
}
