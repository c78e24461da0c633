// SPDX-License-Identifier: MIT
import { DT, ET } from '../../elf/index.ts';
import type { LoadedFile } from '../code/loaded-file.ts';

/** Those of the addresses that a pointer in the file's data has: by a relocation, or in static programs as they are. */
export function pointersTo(file: LoadedFile, addresses: ReadonlySet<number>): Set<number> {
  const found = new Set<number>();
  if (addresses.size === 0) return found;
  for (const fixup of file.fixups.values()) {
    if (fixup.kind === 'address' && addresses.has(fixup.address)) found.add(fixup.address);
  }
  // Elsewhere every pointer has a relocation, and symbol tables have numbers that look like pointers.
  if (file.elf.header.e_type !== ET.EXEC) return found;
  const dynamic = file.elf.dynamic();
  const symbols = dynamic.ok ? dynamic.value?.value(DT.SYMTAB) : undefined;
  for (const { start, end, offset, isExecutable } of file.areas) {
    if (isExecutable || (symbols !== undefined && symbols >= BigInt(start) && symbols < BigInt(end)))
      continue;
    const view = new DataView(file.bytes.buffer, file.bytes.byteOffset + offset, end - start);
    const first = (8 - (start % 8)) % 8;
    for (let at = first; at + 8 <= view.byteLength; at += 8) {
      if (view.getUint32(at + 4, true) !== 0) continue;
      const value = view.getUint32(at, true);
      if (addresses.has(value)) found.add(value);
    }
  }
  return found;
}
