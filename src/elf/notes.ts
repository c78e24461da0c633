// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { NT_GNU_BUILD_ID, PT, SHT, XEN_ELFNOTE_PHYS32_ENTRY } from './constants.ts';
import { Cursor } from './cursor.ts';
import type { ElfBase } from './elf-base.ts';
import type { ElfFile } from './elf-file.ts';
import { badTable } from './messages.ts';
import type { ElfSection } from './sections.ts';
import { readRange } from './source.ts';

/** gABI chapter 5, "Note Section". */
export interface ElfNote {
  /** Who defines the types: `GNU`, `Xen`, `Go`. */
  readonly owner: string;
  readonly type: number;
  readonly description: Uint8Array;
}

/** The notes of all PT_NOTE segments; in objects, which have no segments, of all SHT_NOTE sections. */
export function readNotes(base: ElfBase, sections: () => Result<readonly ElfSection[]>): Result<ElfNote[]> {
  const areas: { offset: bigint; size: bigint; align: bigint }[] = [];
  for (const { p_type, p_offset, p_filesz, p_align } of base.segments) {
    if (p_type === PT.NOTE) areas.push({ offset: p_offset, size: p_filesz, align: p_align });
  }
  if (base.segments.length === 0) {
    const found = sections();
    if (!found.ok) return found;
    for (const { sh_type, sh_offset, sh_size, sh_addralign } of found.value) {
      if (sh_type === SHT.NOTE) areas.push({ offset: sh_offset, size: sh_size, align: sh_addralign });
    }
  }
  const notes: ElfNote[] = [];
  for (const { offset, size, align } of areas) {
    const bytes = readRange(base, 'notes', offset, size);
    if (!bytes.ok) return bytes;
    // Notes are padded to 4 bytes although the gABI says 8 for 64-bit files; only those in areas aligned to 8 are not.
    const parsed = parseNotes({ file: base.name, offset: Number(offset) }, bytes.value, align === 8n ? 8 : 4);
    if (!parsed.ok) return parsed;
    notes.push(...parsed.value);
  }
  return ok(notes);
}

function parseNotes(
  at: { file: string; offset: number },
  bytes: Uint8Array,
  alignment: number,
): Result<ElfNote[]> {
  const notes: ElfNote[] = [];
  const cursor = new Cursor(bytes);
  while (cursor.length - cursor.position >= 12) {
    const nameSize = cursor.u32();
    const descriptionSize = cursor.u32();
    const type = cursor.u32();
    const name = cursor.take(nameSize);
    cursor.align(alignment);
    const description = cursor.take(descriptionSize);
    cursor.align(alignment);
    if (cursor.overrun) return err(badTable(at, 'PT_NOTE', 'a note is longer than its segment'));
    notes.push({ owner: new TextDecoder().decode(name).replace(/\0+$/, ''), type, description });
  }
  return ok(notes);
}

/** The build id in hexadecimal, as `file` and debuginfod print it. */
export function buildId(file: ElfFile): string | undefined {
  const notes = file.notes();
  if (!notes.ok) return undefined;
  const note = notes.value.find(({ owner, type }) => owner === 'GNU' && type === NT_GNU_BUILD_ID);
  return note && Buffer.from(note.description).toString('hex');
}

/** The physical address at which a PVH loader enters the kernel; undefined when it has no such note. */
export function pvhEntry(file: ElfFile): bigint | undefined {
  const notes = file.notes();
  if (!notes.ok) return undefined;
  const note = notes.value.find(({ owner, type }) => owner === 'Xen' && type === XEN_ELFNOTE_PHYS32_ENTRY);
  if (note === undefined) return undefined;
  // Xen allows 4 or 8 bytes here, and loaders take either.
  const cursor = new Cursor(note.description);
  const value = note.description.length >= 8 ? cursor.u64() : BigInt(cursor.u32());
  return cursor.overrun ? undefined : value;
}
