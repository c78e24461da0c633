// SPDX-License-Identifier: MIT
// Stubs through which code calls other files: the entries of .plt, .plt.sec and .plt.got.
import type { LoadedFile } from './loaded-file.ts';
import { eachCodeArea } from './scan.ts';

/** The symbol that a stub jumps to, by each address that calls of the stub have. */
export type Stubs = ReadonlyMap<number, string>;

/** Finds `[endbr64] [bnd] jmp *slot(%rip)`: in the sections for it where there are sections, else everywhere. */
export function findStubs(file: LoadedFile): Stubs {
  const stubs = new Map<number, string>();
  if (file.fixups.size === 0) return stubs;
  const sections = file.elf.sections();
  if (!sections.ok || sections.value.length === 0) {
    eachCodeArea(file, (bytes, start) => addStubs(file, bytes, start, stubs));
    // A lonely one is the end of a function.
    const hasNeighbour = (address: number): boolean =>
      [-16, -8, 8, 16].some((distance) => stubs.has(address + distance));
    return new Map([...stubs].filter(([address]) => hasNeighbour(address)));
  }
  for (const { name, sh_addr, sh_size } of sections.value) {
    const size = Number(sh_size);
    const offset = name.startsWith('.plt') ? file.offsetOf(Number(sh_addr), size) : undefined;
    if (offset !== undefined)
      addStubs(file, file.bytes.subarray(offset, offset + size), Number(sh_addr), stubs);
  }
  return stubs;
}

function addStubs(file: LoadedFile, bytes: Uint8Array, start: number, stubs: Map<number, string>): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = bytes.indexOf(0xff); at >= 0 && at + 6 <= bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] !== 0x25) continue;
    const fixup = file.fixups.get(start + at + 6 + view.getInt32(at + 2, true));
    // In the middle of a function such a jump is a call at its end; stubs are aligned, and so is what is before them.
    if (fixup?.kind !== 'import') continue;
    const hasBound = bytes[at - 1] === 0xf2;
    const first = hasBound ? at - 1 : at;
    const hasBranchMark = first >= 4 && view.getUint32(first - 4, true) === 0xfa1e0ff3;
    const begin = hasBranchMark ? first - 4 : first;
    if ((start + begin) % 8 !== 0) continue;
    stubs.set(start + begin, fixup.name);
    stubs.set(start + first, fixup.name);
  }
}
