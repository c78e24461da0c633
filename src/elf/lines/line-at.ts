// SPDX-License-Identifier: MIT
// The line of source that code was made from, by the section .debug_line.
import { SHF } from '../constants.ts';
import { Cursor } from '../cursor.ts';
import type { ElfFile } from '../elf-file.ts';
import { readSection } from '../sections.ts';
import type { LineStrings } from './line-form.ts';
import { runLineProgram, type LineRow } from './line-program.ts';
import { fileName, readLineUnit, type LineUnit } from './line-unit.ts';

export interface SourceLine {
  /** As the compiler was given it, relative to where it ran, or absolute. */
  readonly file: string;
  readonly line: number;
}

/** Code without a gap, whose rows a unit has one after the other. */
interface Sequence {
  readonly start: bigint;
  /** The first address behind it. */
  readonly end: bigint;
  readonly unit: LineUnit;
}

interface LineIndex {
  readonly sequences: readonly Sequence[];
  readonly strings: LineStrings;
}

/** A backtrace has to be there at once; larger sections are those of browsers. */
const MOST_BYTES = 32 * 2 ** 20;

const indices = new WeakMap<ElfFile, LineIndex>();

/** Sections of debug information that somebody compressed, or that are damaged, count as absent. */
function sectionOf(file: ElfFile, name: string): Uint8Array {
  const sections = file.sections();
  const section = sections.ok ? sections.value.find((each) => each.name === name) : undefined;
  if (section === undefined || (section.sh_flags & SHF.COMPRESSED) !== 0n) return new Uint8Array(0);
  if (section.sh_size > MOST_BYTES) return new Uint8Array(0);
  const bytes = readSection(file, section);
  return bytes.ok ? bytes.value : new Uint8Array(0);
}

function sequencesOf(unit: LineUnit): Sequence[] {
  const sequences: Sequence[] = [];
  let start: bigint | undefined;
  runLineProgram(unit, ({ address, isEnd }) => {
    start ??= address;
    if (!isEnd) return 'go on';
    if (address > start) sequences.push({ start, end: address, unit });
    start = undefined;
    return 'go on';
  });
  return sequences;
}

function indexOf(file: ElfFile): LineIndex {
  let index = indices.get(file);
  if (index !== undefined) return index;
  const sequences: Sequence[] = [];
  const cursor = new Cursor(sectionOf(file, '.debug_line'));
  while (!cursor.atEnd) {
    const unit = readLineUnit(cursor);
    if (unit !== undefined) for (const each of sequencesOf(unit)) sequences.push(each);
  }
  const strings = {
    debug_str: sectionOf(file, '.debug_str'),
    debug_line_str: sectionOf(file, '.debug_line_str'),
  };
  index = { sequences, strings };
  indices.set(file, index);
  return index;
}

/** The row that an address of a sequence belongs to. */
function rowAt({ start, end, unit }: Sequence, address: bigint): LineRow | undefined {
  let inside = false;
  let last: LineRow | undefined;
  let found: LineRow | undefined;
  runLineProgram(unit, (row) => {
    // A unit may have several sequences that begin alike: those that the linker has left out begin at 0.
    inside ||= row.address === start;
    if (inside && row.address <= address && !row.isEnd) last = row;
    if (!row.isEnd) return 'go on';
    if (inside && row.address === end) found = last;
    [inside, last] = [false, undefined];
    return found === undefined ? 'go on' : 'stop';
  });
  return found;
}

/** The line of an address of the file (load bias taken off); undefined when the file does not tell. Never throws, whatever it holds. */
export function lineAt(file: ElfFile, address: bigint): SourceLine | undefined {
  const { sequences, strings } = indexOf(file);
  let best: Sequence | undefined;
  // What the linker has left out stands there as code from address 0 on, where other code may be: that begins later.
  for (const each of sequences) {
    if (address < each.start || address >= each.end) continue;
    if (best === undefined || each.start > best.start) best = each;
  }
  const row = best === undefined ? undefined : rowAt(best, address);
  if (best === undefined || row === undefined || row.line <= 0) return undefined;
  const name = fileName(best.unit, row.file, strings);
  return name === undefined ? undefined : { file: name, line: row.line };
}
