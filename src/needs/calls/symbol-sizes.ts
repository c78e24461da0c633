// SPDX-License-Identifier: MIT
import { SHN, type ElfFile } from '../../elf/index.ts';

/** Where the data that symbols name ends. */
export interface SymbolSizes {
  /** The end of the object that an address lies in; undefined when no symbol has it. */
  endAt(address: number): number | undefined;
}

export function symbolSizes(file: ElfFile): SymbolSizes {
  const objects: { readonly start: number; readonly end: number }[] = [];
  for (const table of [file.symbols(), file.dynamicSymbols()]) {
    if (!table.ok) continue;
    for (const { type, section, value, size } of table.value) {
      if (type !== 'object' || section === SHN.UNDEF || size === 0n) continue;
      objects.push({ start: Number(value), end: Number(value + size) });
    }
  }
  objects.sort((a, b) => a.start - b.start);
  return {
    endAt(address) {
      let low = 0;
      let high = objects.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((objects[middle]?.start ?? 0) <= address) low = middle + 1;
        else high = middle;
      }
      const found = objects[low - 1];
      return found !== undefined && address < found.end ? found.end : undefined;
    },
  };
}
