// SPDX-License-Identifier: MIT
// Which beginnings of paths stand in the files of an image: what a program does not name, it hardly opens.
import { PT, readElf } from '../elf/index.ts';

const NAME_BYTE = /[A-Za-z0-9_-]/;

/** Whether `prefix` stands in `bytes` as a path of its own or the beginning of one: "/dev" does in "/dev/null", not in "/devel". */
function holds(bytes: Buffer, prefix: string): boolean {
  for (let at = bytes.indexOf(prefix, 0, 'latin1'); at >= 0; at = bytes.indexOf(prefix, at + 1, 'latin1')) {
    const next = bytes[at + prefix.length];
    if (next === undefined || !NAME_BYTE.test(String.fromCharCode(next))) return true;
  }
  return false;
}

/** What of a file a program can have in memory: of an ELF file its loaded segments, without debug information; of others all. */
export function loadedParts(bytes: Uint8Array): readonly Uint8Array[] {
  const file = readElf(bytes, 'file');
  if (!file.ok) return [bytes];
  const parts: Uint8Array[] = [];
  for (const segment of file.value.segments) {
    if (segment.p_type !== PT.LOAD || segment.p_filesz === 0n) continue;
    const offset = Number(segment.p_offset);
    parts.push(bytes.subarray(offset, offset + Number(segment.p_filesz)));
  }
  return parts.length === 0 ? [bytes] : parts;
}

/** Those of `prefixes`, absolute paths such as "/proc", that a file names. */
export function pathsInFile(bytes: Uint8Array, prefixes: readonly string[]): string[] {
  const parts = loadedParts(bytes).map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  return prefixes.filter((prefix) => parts.some((part) => holds(part, prefix)));
}

/** Those of `prefixes` that a text names: an argument, the target of a symbolic link. */
export function pathsInText(text: string, prefixes: readonly string[]): string[] {
  const bytes = Buffer.from(text);
  return prefixes.filter((prefix) => holds(bytes, prefix));
}
