// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { copiedNames, fileSource, readElf, undefinedSymbols, type ElfFile } from '../elf/index.ts';
import { fileStatus, openFile } from '../util/index.ts';
import { cannotOpen } from './messages.ts';

const ELF64 = [0x7f, 0x45, 0x4c, 0x46, 2];
/** Of e_ident and what follows up to e_machine, which is EM_X86_64 (62) in what can run here. */
const HEADER_BYTES = 20;
const EM_X86_64 = 62;
const ET_REL = 1;

function isLinkedElf(header: Uint8Array): boolean {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  return (
    header.length === HEADER_BYTES &&
    ELF64.every((byte, index) => header[index] === byte) &&
    view.getUint16(16, true) !== ET_REL &&
    view.getUint16(18, true) === EM_X86_64
  );
}

function namesIn(file: ElfFile): Result<string[]> {
  const symbols = undefinedSymbols(file);
  if (!symbols.ok) return symbols;
  const copied = copiedNames(file);
  if (!copied.ok) return copied;
  return ok([...new Set([...symbols.value.map(({ name }) => name), ...copied.value])].sort());
}

/**
 * The names that an ELF file expects from others, whatever their versions, sorted; those of variables that it copies included. Undefined
 * for a file that is no program or library of this CPU.
 *
 * @param host The path.
 * @param askedBy Where the path is from, for messages.
 */
export function importedNames(host: string, askedBy: string): Result<string[] | undefined> {
  const status = fileStatus(host);
  if (!status.ok) return err(cannotOpen(host, status.code, askedBy));
  const opened = openFile(host, 'r');
  if (!opened.ok) return err(cannotOpen(host, opened.code, askedBy));
  try {
    const header = opened.value.readAt(0, HEADER_BYTES);
    if (!header.ok) return err(cannotOpen(host, header.code, askedBy));
    if (!isLinkedElf(header.value)) return ok(undefined);
    const file = readElf(fileSource(opened.value, status.value.size), host);
    return file.ok ? namesIn(file.value) : file;
  } finally {
    opened.value.close();
  }
}
