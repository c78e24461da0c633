// SPDX-License-Identifier: MIT
// The functions of a Go program by its table .gopclntab, which is there in stripped programs too (the runtime needs it for
// backtraces and to scan stacks). Layout: internal/abi and runtime/symtab.go of Go 1.18 to 1.23, `pcHeader` and `functab`.
import type { LoadedFile } from './loaded-file.ts';

export interface NamedFunction {
  readonly start: number;
  readonly end: number;
  readonly name: string | undefined;
}

/** Magic numbers of the layouts since Go 1.18 and since Go 1.20, which differ in nothing that is read here. */
const MAGICS: ReadonlySet<number> = new Set([0xfffffff0, 0xfffffff1]);

const HEADER_BYTES = 72;
/** Bytes of an entry: distance of the function from the text, and of its description from the table. */
const ENTRY_BYTES = 8;
const LONGEST_NAME = 512;

function findTable(file: LoadedFile): number | undefined {
  const sections = file.elf.sections();
  const named = sections.ok
    ? sections.value.find(({ name }) => name === '.gopclntab' || name === '.data.rel.ro.gopclntab')
    : undefined;
  if (named !== undefined) return Number(named.sh_addr);
  // Without sections: the magic, two zeroes, 1 (instruction quantum of x86), 8 (bytes of a pointer).
  for (const { start, end, offset, isExecutable } of file.areas) {
    if (isExecutable) continue;
    const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset + offset, end - start);
    for (const magic of ['f0ffffff00000108', 'f1ffffff00000108']) {
      const at = bytes.indexOf(Buffer.from(magic, 'hex'));
      if (at >= 0) return start + at;
    }
  }
  return undefined;
}

/** Whether the Go compiler made the file, at least partly. Ascending; empty for all other files. */
export function goFunctions(file: LoadedFile): NamedFunction[] {
  const table = findTable(file);
  if (table === undefined) return [];
  const offset = file.offsetOf(table, HEADER_BYTES);
  const area = file.areaAt(table);
  if (offset === undefined || area === undefined) return [];
  const length = area.end - table;
  const view = new DataView(file.bytes.buffer, file.bytes.byteOffset + offset, length);
  if (!MAGICS.has(view.getUint32(0, true)) || view.getUint8(7) !== 8) return [];
  const count = Number(view.getBigUint64(8, true));
  // In position-independent programs a relocation fills in where the text begins.
  const textWord = file.word(table + 24, 8);
  const text = textWord.kind === 'number' ? textWord.value : 0;
  const names = Number(view.getBigUint64(32, true));
  const functions = Number(view.getBigUint64(64, true));
  // One more entry says where the last function ends.
  if (!(functions >= HEADER_BYTES && functions + count * ENTRY_BYTES + 4 <= length && count < length))
    return [];
  const result: NamedFunction[] = [];
  for (let index = 0; index < count; index++) {
    const entry = functions + index * ENTRY_BYTES;
    const start = text + view.getUint32(entry, true);
    const end = text + view.getUint32(entry + ENTRY_BYTES, true);
    const description = functions + view.getUint32(entry + 4, true);
    const nameAt = description + 8 <= length ? names + view.getInt32(description + 4, true) : -1;
    if (end > start) result.push({ start, end, name: nameIn(view, nameAt) });
  }
  return result.sort((a, b) => a.start - b.start);
}

function nameIn(view: DataView, at: number): string | undefined {
  if (!(at >= 0 && at < view.byteLength)) return undefined;
  const bytes = new Uint8Array(
    view.buffer,
    view.byteOffset + at,
    Math.min(LONGEST_NAME, view.byteLength - at),
  );
  const end = bytes.indexOf(0);
  return end <= 0 ? undefined : new TextDecoder().decode(bytes.subarray(0, end));
}
