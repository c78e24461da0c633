// SPDX-License-Identifier: MIT
import { lastNotAbove } from '../../util/index.ts';
import { PT } from '../constants.ts';
import { Cursor } from '../cursor.ts';
import type { ElfFile } from '../elf-file.ts';
import { readMemory, readMemoryRest } from '../memory.ts';
import { readSection } from '../sections.ts';
import { DW_EH_PE, readEncodedPointer } from './encoded-pointer.ts';
import { readEntryHead, readFde, type Fde, type FrameData } from './frame-entry.ts';

type FdeFinder = (address: bigint) => Fde | undefined;

const finders = new WeakMap<ElfFile, FdeFinder>();

/** The frame description for an address of the file (load bias taken off); undefined when there is none. */
export function findFde(file: ElfFile, address: bigint): Fde | undefined {
  let finder = finders.get(file);
  if (finder === undefined) {
    finder =
      finderByHeader(file) ??
      finderBySection(file, 'eh_frame') ??
      finderBySection(file, 'debug_frame') ??
      ((): undefined => undefined);
    finders.set(file, finder);
  }
  const fde = finder(address);
  return fde !== undefined && address >= fde.start && address < fde.end ? fde : undefined;
}

const sortedTableEncoding = DW_EH_PE.datarel | DW_EH_PE.sdata4;
const tableEntrySize = 8;

/** By the sorted table in .eh_frame_hdr (LSB 5.0 core generic, chapter 10.6.2), which every linker encodes alike. */
function finderByHeader(file: ElfFile): FdeFinder | undefined {
  const segment = file.segments.find(({ p_type }) => p_type === PT.GNU_EH_FRAME);
  if (segment === undefined) return undefined;
  const bytes = readMemory(file, '.eh_frame_hdr', segment.p_vaddr, segment.p_filesz);
  if (!bytes.ok) return undefined;
  const bases = { start: segment.p_vaddr, data: segment.p_vaddr };
  const cursor = new Cursor(bytes.value);
  if (cursor.u8() !== 1) return undefined;
  const frameEncoding = cursor.u8();
  const countEncoding = cursor.u8();
  if (cursor.u8() !== sortedTableEncoding) return undefined;
  const frameAddress = readEncodedPointer(cursor, frameEncoding, bases);
  const count = readEncodedPointer(cursor, countEncoding, bases);
  if (frameAddress === undefined || count === undefined || cursor.overrun) return undefined;
  const table = bytes.value.subarray(cursor.position);
  if (count === 0n || count * BigInt(tableEntrySize) > BigInt(table.length)) return undefined;
  const frames = readMemoryRest(file, '.eh_frame', frameAddress);
  if (!frames.ok) return undefined;
  const data: FrameData = { bytes: frames.value, address: frameAddress, format: 'eh_frame' };
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const address = (index: number, field: number): bigint =>
    segment.p_vaddr + BigInt(view.getInt32(index * tableEntrySize + field, true));
  return (wanted) => {
    const index = lastNotAbove(Number(count), (middle) => address(middle, 0), wanted);
    if (index < 0) return undefined;
    const offset = address(index, 4) - data.address;
    return offset >= 0n ? readFde(data, Number(offset)) : undefined;
  };
}

/**
 * By reading all of a section: of .eh_frame, as static programs of glibc need, which have no .eh_frame_hdr, or of .debug_frame, which
 * is what kernels have.
 */
function finderBySection(file: ElfFile, format: FrameData['format']): FdeFinder | undefined {
  const sections = file.sections();
  const section = sections.ok ? sections.value.find(({ name }) => name === `.${format}`) : undefined;
  const bytes = section && readSection(file, section);
  if (section === undefined || bytes?.ok !== true) return undefined;
  const data: FrameData = { bytes: bytes.value, address: section.sh_addr, format };
  const entries: { start: bigint; offset: number }[] = [];
  for (let offset = 0; ;) {
    const head = readEntryHead(data, offset);
    if (head === undefined) break;
    const fde = head.cie === undefined ? undefined : readFde(data, offset);
    if (fde !== undefined) entries.push({ start: fde.start, offset });
    offset = head.end;
  }
  entries.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  return (wanted) => {
    const entry = entries[lastNotAbove(entries.length, (index) => entries[index]?.start ?? 0n, wanted)];
    return entry && readFde(data, entry.offset);
  };
}
