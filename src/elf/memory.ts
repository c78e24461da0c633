// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { PT } from './constants.ts';
import type { ElfBase } from './elf-base.ts';
import { unmappedAddress } from './messages.ts';
import { readRange } from './source.ts';
import type { Elf64_Phdr } from './structures.ts';

/** The PT_LOAD segment that brings the byte at a virtual address (of the file, without load bias) from the file. */
export function segmentAt(base: ElfBase, address: bigint): Elf64_Phdr | undefined {
  return base.segments.find(
    ({ p_type, p_vaddr, p_filesz }) =>
      p_type === PT.LOAD && address >= p_vaddr && address < p_vaddr + p_filesz,
  );
}

/** The bytes that are at an address once the file is loaded, as dynamic tables refer to each other. */
export function readMemory(base: ElfBase, what: string, address: bigint, length: bigint): Result<Uint8Array> {
  if (length === 0n) return ok(new Uint8Array(0));
  const segment = segmentAt(base, address);
  if (segment === undefined || address + length > segment.p_vaddr + segment.p_filesz) {
    return err(unmappedAddress(placeOfDynamic(base), what, address, length));
  }
  return readRange(base, what, segment.p_offset + (address - segment.p_vaddr), length);
}

/** From an address to the end of what the file brings there: for tables that do not tell their size. */
export function readMemoryRest(base: ElfBase, what: string, address: bigint): Result<Uint8Array> {
  const segment = segmentAt(base, address);
  if (segment === undefined) return err(unmappedAddress(placeOfDynamic(base), what, address, 1n));
  return readMemory(base, what, address, segment.p_vaddr + segment.p_filesz - address);
}

/** Where in the file an address comes from, for messages. */
export function placeOfAddress(base: ElfBase, address: bigint): { file: string; offset?: number } {
  const segment = segmentAt(base, address);
  if (segment === undefined) return { file: base.name };
  return { file: base.name, offset: Number(segment.p_offset + (address - segment.p_vaddr)) };
}

/** Where the dynamic table is, for complaints about its entries. */
export function placeOfDynamic(base: ElfBase): { file: string; offset?: number } {
  const segment = base.segments.find(({ p_type }) => p_type === PT.DYNAMIC);
  return segment === undefined ? { file: base.name } : { file: base.name, offset: Number(segment.p_offset) };
}
