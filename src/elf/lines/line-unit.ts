// SPDX-License-Identifier: MIT
// One unit of .debug_line: the header before a line number program (DWARF 5 section 6.2.4; DWARF 4, the same section, for
// versions 2 to 4).
import { posix } from '../../util/index.ts';
import { Cursor } from '../cursor.ts';
import { readForm, type LineStrings } from './line-form.ts';

export interface LineUnit {
  readonly version: number;
  readonly minimumInstructionLength: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** How many operands each standard opcode has, from opcode 1 on. */
  readonly operandCounts: Uint8Array;
  /** Directories and files, which are only read where a name is asked for. */
  readonly tables: Uint8Array;
  readonly program: Uint8Array;
}

const VERSIONS = { least: 2, operations: 4, most: 5 } as const;
const LENGTH_64_BIT = 0xffffffff;

/**
 * Reads the unit at the cursor, and leaves the cursor behind it. Undefined for one that is not understood, which is passed over; with a
 * cursor that has overrun when there is none.
 */
export function readLineUnit(section: Cursor): LineUnit | undefined {
  const length = section.u32();
  const isLong = length === LENGTH_64_BIT;
  const cursor = new Cursor(section.take(isLong ? Number(section.u64()) : length));
  const version = cursor.u16();
  if (section.overrun || version < VERSIONS.least || version > VERSIONS.most) return undefined;
  // Sizes of an address and of a segment selector.
  if (version === VERSIONS.most) cursor.skip(2);
  const header = new Cursor(cursor.take(isLong ? Number(cursor.u64()) : cursor.u32()));
  const minimumInstructionLength = header.u8();
  if (version >= VERSIONS.operations) header.skip(1);
  // is_stmt begins as a default, and makes no difference here.
  header.skip(1);
  const lineBase = header.i8();
  const lineRange = header.u8();
  const opcodeBase = header.u8();
  const operandCounts = header.take(Math.max(opcodeBase - 1, 0));
  if (cursor.overrun || header.overrun || lineRange === 0) return undefined;
  const tables = header.take(header.length - header.position);
  const program = cursor.take(cursor.length - cursor.position);
  return {
    ...{ version, minimumInstructionLength, lineBase, lineRange, opcodeBase, operandCounts },
    ...{ tables, program },
  };
}

interface Entry {
  readonly path: string;
  readonly directory: number;
}

/** Content types, DWARF 5 section 6.2.4.1. */
const DW_LNCT = { path: 1, directory_index: 2 } as const;

/** Directories or files of DWARF 5: first what each entry has, then the entries. */
function readEntries(cursor: Cursor, strings: LineStrings): Entry[] | undefined {
  const formats = Array.from({ length: cursor.u8() }, () => [cursor.count(), cursor.count()] as const);
  const count = cursor.count();
  // Entries of nothing would take no bytes, and so could be any number.
  if (formats.length === 0) return count === 0 ? [] : undefined;
  const entries: Entry[] = [];
  while (entries.length < count && !cursor.overrun) {
    let [path, directory] = ['', 0];
    for (const [content, form] of formats) {
      const value = readForm(cursor, form, strings);
      if (value === undefined) return undefined;
      if (content === DW_LNCT.path && typeof value === 'string') path = value;
      if (content === DW_LNCT.directory_index && typeof value === 'number') directory = value;
    }
    entries.push({ path, directory });
  }
  return cursor.overrun ? undefined : entries;
}

/** Directories and files before DWARF 5: texts up to an empty one, counted from 1. */
function readOldTables(cursor: Cursor): { directories: Entry[]; files: Entry[] } {
  const none: Entry = { path: '', directory: 0 };
  const [directories, files] = [[none], [none]];
  for (let path = cursor.cstring(); path !== ''; path = cursor.cstring())
    directories.push({ path, directory: 0 });
  for (let path = cursor.cstring(); path !== ''; path = cursor.cstring()) {
    files.push({ path, directory: cursor.count() });
    // Time and size.
    cursor.count();
    cursor.count();
  }
  return { directories, files };
}

/**
 * The path of a file by its number in the program: relative to where the compiler ran when that is how it was named and the unit does not
 * say where that was. Undefined for a file that is not in the tables.
 */
export function fileName(unit: LineUnit, number: number, strings: LineStrings): string | undefined {
  const cursor = new Cursor(unit.tables);
  const isNew = unit.version === VERSIONS.most;
  const old = isNew ? undefined : readOldTables(cursor);
  const directories = old?.directories ?? readEntries(cursor, strings);
  const files = old?.files ?? readEntries(cursor, strings);
  const file = files?.[number];
  if (cursor.overrun || file === undefined || file.path === '') return undefined;
  const [compiledIn = '', directory = ''] = [directories?.[0]?.path, directories?.[file.directory]?.path];
  const folder =
    posix.isAbsolute(directory) || file.directory === 0 ? directory : posix.join(compiledIn, directory);
  return posix.isAbsolute(file.path) ? file.path : posix.join(folder, file.path);
}
