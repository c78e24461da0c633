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

/** The sorted table in .eh_frame_hdr (LSB 5.0 core generic, chapter 10.6.2), which every linker encodes alike. */
interface FrameTable {
  readonly count: number;
  /** Where the function with this number in the table begins, and where its description is. */
  readonly start: (index: number) => bigint;
  readonly description: (index: number) => bigint;
  readonly frameAddress: bigint;
}

function readFrameTable(file: ElfFile): FrameTable | undefined {
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
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const address = (index: number, field: number): bigint =>
    segment.p_vaddr + BigInt(view.getInt32(index * tableEntrySize + field, true));
  return {
    count: Number(count),
    start: (index) => address(index, 0),
    description: (index) => address(index, 4),
    frameAddress,
  };
}

function frameData(file: ElfFile, address: bigint): FrameData | undefined {
  const frames = readMemoryRest(file, '.eh_frame', address);
  return frames.ok ? { bytes: frames.value, address, format: 'eh_frame' } : undefined;
}

function fdeAt(data: FrameData, address: bigint): Fde | undefined {
  const offset = address - data.address;
  return offset >= 0n ? readFde(data, Number(offset)) : undefined;
}

/** How many functions are in the table of them that linkers make; 0 for a file without one. */
export function frameCount(file: ElfFile): number {
  return readFrameTable(file)?.count ?? 0;
}

/** All functions that are described, by address; undefined for a file without the table of them that linkers make. */
export function frameRanges(file: ElfFile): Pick<Fde, 'start' | 'end'>[] | undefined {
  const table = readFrameTable(file);
  const data = table && frameData(file, table.frameAddress);
  if (table === undefined || data === undefined) return undefined;
  const ranges: Pick<Fde, 'start' | 'end'>[] = [];
  for (let index = 0; index < table.count; index++) {
    const fde = fdeAt(data, table.description(index));
    if (fde === undefined) return undefined;
    ranges.push(fde);
  }
  return ranges;
}

function finderByHeader(file: ElfFile): FdeFinder | undefined {
  const table = readFrameTable(file);
  const data = table && frameData(file, table.frameAddress);
  if (table === undefined || data === undefined) return undefined;
  const { count, start, description } = table;
  return (wanted) => {
    const index = lastNotAbove(count, start, wanted);
    return index < 0 ? undefined : fdeAt(data, description(index));
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
