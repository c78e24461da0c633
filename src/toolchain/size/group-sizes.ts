// SPDX-License-Identifier: MIT
import type { ObjectNaming } from '../../liveness/index.ts';
import type { KernelSize, SizeOwner } from './measure-kernel.ts';

/** What the rows of a table of sizes stand for. */
export type SizeGrouping = 'component' | 'file' | 'symbol';

export interface SizeRow {
  /** In parentheses for what belongs to no component. */
  readonly name: string;
  /** The file of a symbol. */
  readonly file?: string;
  /** In the kernel's file. */
  readonly bytes: number;
  /** Memory beyond the file, which starts as zero. */
  readonly zeroedBytes: number;
}

export interface SizeTable {
  readonly by: SizeGrouping;
  /** The largest first; `bytes` add up to `fileBytes`. */
  readonly rows: readonly SizeRow[];
  readonly fileBytes: number;
  readonly zeroedBytes: number;
}

interface Label {
  readonly name: string;
  readonly file?: string;
}

function labelOf(owner: SizeOwner, by: SizeGrouping, naming: ObjectNaming): Label {
  switch (owner.kind) {
    case 'object': {
      const component = naming.component(owner.object);
      const file = naming.source(owner.object);
      if (by === 'symbol')
        return { name: owner.symbol, file: component === undefined ? '(generated)' : file };
      if (component === undefined) return { name: '(generated tables)' };
      return { name: by === 'component' ? component : file };
    }
    case 'linker':
      return { name: `(${owner.what})` };
    case 'format':
      return { name: by === 'symbol' ? `(${owner.what})` : '(headers)' };
    case 'padding':
      return { name: by === 'symbol' ? `(padding ${owner.where})` : '(padding)' };
    default:
      return owner satisfies never;
  }
}

/** Adds sizes up. Two symbols of one name in two files are two rows. */
export function groupSizes(size: KernelSize, by: SizeGrouping, naming: ObjectNaming): SizeTable {
  const rows = new Map<string, { -readonly [Key in keyof SizeRow]: SizeRow[Key] }>();
  const rowOf = (owner: SizeOwner) => {
    const label = labelOf(owner, by, naming);
    const key = `${label.name}\n${label.file ?? ''}`;
    const known = rows.get(key) ?? { ...label, bytes: 0, zeroedBytes: 0 };
    rows.set(key, known);
    return known;
  };
  for (const { owner, bytes } of size.parts) rowOf(owner).bytes += bytes;
  for (const { owner, bytes } of size.zeroed) rowOf(owner).zeroedBytes += bytes;
  const sorted = [...rows.values()].sort(
    (a, b) => b.bytes - a.bytes || b.zeroedBytes - a.zeroedBytes || (a.name < b.name ? -1 : 1),
  );
  return {
    by,
    rows: sorted,
    fileBytes: size.fileBytes,
    zeroedBytes: size.zeroed.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
