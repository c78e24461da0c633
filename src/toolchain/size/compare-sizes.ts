// SPDX-License-Identifier: MIT
import type { SizeRow, SizeTable } from './group-sizes.ts';

export interface SizeChange {
  readonly name: string;
  readonly file?: string;
  /** Bytes in the kernel's file; 0 for what was not there. */
  readonly before: number;
  readonly after: number;
}

export interface SizeComparison {
  /** What changed, the largest change first. */
  readonly changes: readonly SizeChange[];
  /** Bytes of what did not. */
  readonly unchanged: number;
  readonly before: number;
  readonly after: number;
}

function keyOf({ name, file }: SizeRow): string {
  return `${name}\n${file ?? ''}`;
}

/** What became of the rows of one table in another one. */
export function compareSizes(before: SizeTable, after: SizeTable): SizeComparison {
  const [old, now] = [before, after].map((table) => new Map(table.rows.map((row) => [keyOf(row), row])));
  const changes: SizeChange[] = [];
  let unchanged = 0;
  for (const [key, row] of new Map([...(old ?? []), ...(now ?? [])])) {
    const [was, is] = [old?.get(key)?.bytes ?? 0, now?.get(key)?.bytes ?? 0];
    if (was === is) unchanged += is;
    else
      changes.push({
        name: row.name,
        ...(row.file === undefined ? {} : { file: row.file }),
        before: was,
        after: is,
      });
  }
  const growth = ({ before: was, after: is }: SizeChange): number => is - was;
  changes.sort((a, b) => Math.abs(growth(b)) - Math.abs(growth(a)) || growth(b) - growth(a));
  return { changes, unchanged, before: before.fileBytes, after: after.fileBytes };
}
