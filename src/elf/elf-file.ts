// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { PT } from './constants.ts';
import { readDynamic, type DynamicTable } from './dynamic.ts';
import type { ElfBase } from './elf-base.ts';
import { readHeader, readSegments, type HeaderExpectation } from './header.ts';
import { badString } from './messages.ts';
import { readNotes, type ElfNote } from './notes.ts';
import { readDynamicRelocations, type ElfRelocation } from './relocations.ts';
import { readSections, type ElfSection } from './sections.ts';
import { bytesSource, readRange, type ElfSource, type NamedSource } from './source.ts';
import { readDynamicSymbols, readSymbols, type ElfSymbol } from './symbols.ts';

/** An ELF file. The header and segments are read; each method reads its part when first called and remembers it. */
export interface ElfFile extends ElfBase {
  /** Empty when the section headers are stripped. */
  sections(): Result<readonly ElfSection[]>;
  /** What ld.so reads (PT_DYNAMIC, sections not needed); undefined in files without one. */
  dynamic(): Result<DynamicTable | undefined>;
  /** `.symtab`; empty in stripped files. */
  symbols(): Result<readonly ElfSymbol[]>;
  /** The symbols of the dynamic table with their versions, sections not needed. */
  dynamicSymbols(): Result<readonly ElfSymbol[]>;
  /** The relocations that ld.so or the program itself apply when it starts. */
  relocations(): Result<readonly ElfRelocation[]>;
  notes(): Result<readonly ElfNote[]>;
  /** The path in PT_INTERP. */
  interpreter(): Result<string | undefined>;
}

function once<T>(compute: () => T): () => T {
  let done: { readonly value: T } | undefined;
  return () => (done ??= { value: compute() }).value;
}

/**
 * Reads an ELF file: 64-bit, little-endian, for x86-64 unless `expect` says otherwise. Checks the header and the
 * program headers at once, so that what is no ELF file, is for another machine or is cut off is an error here.
 * `name` is what messages call the file. The bytes must not change while the result is in use.
 */
export function readElf(
  input: Uint8Array | ElfSource,
  name: string,
  expect: HeaderExpectation = {},
): Result<ElfFile> {
  const from: NamedSource = { name, source: input instanceof Uint8Array ? bytesSource(input) : input };
  const header = readHeader(from, expect);
  if (!header.ok) return header;
  const segments = readSegments(from, header.value);
  if (!segments.ok) return segments;
  const base: ElfBase = { ...from, header: header.value, segments: segments.value };
  const sections = once(() => readSections(base));
  const dynamic = once(() => readDynamic(base));
  const dynamicSymbols = once(() => readDynamicSymbols(base, dynamic()));
  return ok({
    ...base,
    sections,
    dynamic,
    symbols: once(() => readSymbols(base, sections())),
    dynamicSymbols,
    relocations: once(() => readDynamicRelocations(base, dynamic())),
    notes: once(() => readNotes(base, sections)),
    interpreter: once(() => readInterpreter(base)),
  });
}

function readInterpreter(base: ElfBase): Result<string | undefined> {
  const segment = base.segments.find((candidate) => candidate.p_type === PT.INTERP);
  if (segment === undefined) return ok(undefined);
  const bytes = readRange(base, 'bytes of the interpreter path', segment.p_offset, segment.p_filesz);
  if (!bytes.ok) return bytes;
  const end = bytes.value.indexOf(0);
  // A path that is longer than Linux's PATH_MAX cannot be opened by anybody.
  if (end < 1 || end > 4096) {
    const at = { file: base.name, table: 'PT_INTERP', offset: Number(segment.p_offset) };
    return err(badString(at, 0, bytes.value.length));
  }
  return ok(new TextDecoder().decode(bytes.value.subarray(0, end)));
}
