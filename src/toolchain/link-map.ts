// SPDX-License-Identifier: MIT
import { KERNEL_BASE } from './flags.ts';

/** What objects put into a linked kernel, in bytes. */
export interface LinkedSizes {
  /** Code, constants and initial data, by object. */
  readonly byObject: ReadonlyMap<string, number>;
  /** Zeroed memory that takes no room in the file, by object. */
  readonly zeroedByObject: ReadonlyMap<string, number>;
  /** Strings that the linker shares between objects, and what else it made itself. */
  readonly shared: number;
}

// VMA, LMA, size and alignment, then file:(section), deeper indented than the name of an output section.
const INPUT = /^ *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\d+ {9}(\S.*):\((\S+)\)$/;

/**
 * Reads the map that lld writes (`-Map`). Debug information and the like, whose addresses count from 0, is not part
 * of a kernel.
 */
export function readLinkMap(map: string): LinkedSizes {
  const byObject = new Map<string, number>();
  const zeroedByObject = new Map<string, number>();
  let shared = 0;
  for (const line of map.split('\n')) {
    const [, address = '0', size = '0', object = '', section = ''] = INPUT.exec(line) ?? [];
    if (BigInt(`0x${address}`) < KERNEL_BASE) continue;
    const bytes = Number.parseInt(size, 16);
    if (object === '<internal>') shared += bytes;
    else {
      const sizes = /^(\.bss|\.boot\.bss|COMMON)/.test(section) ? zeroedByObject : byObject;
      sizes.set(object, (sizes.get(object) ?? 0) + bytes);
    }
  }
  return { byObject, zeroedByObject, shared };
}
