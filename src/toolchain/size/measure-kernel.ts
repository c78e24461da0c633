// SPDX-License-Identifier: MIT
// What every byte of a stripped kernel is for. The parts follow each other without gaps, so they add up to the file.
import { Elf64_Ehdr, Elf64_Phdr, PT, readElf, type ElfFile } from '../../elf/index.ts';
import { err, ok, type Result } from '../../diagnostic/index.ts';
import { readBytes } from '../../util/index.ts';
import { INTERNAL, isZeroed, type MapInput, type MapOutput } from '../link-map.ts';
import { fileFailed, mapDiffers } from '../messages.ts';
import type { OpenedKernel } from '../open-kernel.ts';

/** What a part is of. */
export type SizeOwner =
  /** Of an object: `symbol` is the function or object, or the section where it has no symbol. */
  | { readonly kind: 'object'; readonly object: string; readonly section: string; readonly symbol: string }
  /** What the linker made for all of them: merged strings, dynamic symbols, the build id. */
  | { readonly kind: 'linker'; readonly what: string }
  /** Of the file format. */
  | { readonly kind: 'format'; readonly what: string }
  | { readonly kind: 'padding'; readonly where: string };

export interface SizePart {
  readonly owner: SizeOwner;
  /** Of its first byte in the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** Memory that starts as zero, and is not in the file. */
export interface ZeroedPart {
  readonly owner: SizeOwner;
  readonly bytes: number;
}

export interface KernelSize {
  readonly fileBytes: number;
  /** By offset; their bytes add up to `fileBytes`. */
  readonly parts: readonly SizePart[];
  readonly zeroed: readonly ZeroedPart[];
}

const MADE: Readonly<Record<string, string>> = {
  '.dynsym': 'dynamic symbols',
  '.dynstr': 'names of dynamic symbols',
  '.gnu.hash': 'hash table of dynamic symbols',
  '.dynamic': 'dynamic table',
  '.note.gnu.build-id': 'build id',
  '.got': 'global offset table',
};

/** The pieces of a section of an object, one for each symbol that begins in it, with their place in the section. */
function pieces(
  input: MapInput,
): { readonly owner: SizeOwner; readonly start: number; readonly bytes: number }[] {
  const { object, section, address, size } = input;
  if (object === INTERNAL) {
    const what = MADE[section] ?? (section.endsWith('.rodata') ? 'merged strings' : `linker's ${section}`);
    return [{ owner: { kind: 'linker', what }, start: 0, bytes: size }];
  }
  const begins = new Map<number, string>();
  for (const symbol of input.symbols) {
    const start = symbol.address - address;
    if (start >= 0 && start < size && !begins.has(start)) begins.set(start, symbol.name);
  }
  if (!begins.has(0)) begins.set(0, section);
  const starts = [...begins.keys()].sort((a, b) => a - b);
  return starts.map((start, index) => ({
    owner: { kind: 'object', object, section, symbol: begins.get(start) ?? section },
    start,
    bytes: (starts[index + 1] ?? size) - start,
  }));
}

/** Where an output section is in the file, which tells of segments only; undefined for one that is not loaded. */
function offsetOf({ segments }: ElfFile, { address, size }: MapOutput): number | undefined {
  for (const { p_type, p_paddr, p_offset, p_filesz } of segments) {
    const inside = address - Number(p_paddr);
    if (p_type === PT.LOAD && inside >= 0 && inside + size <= Number(p_filesz))
      return Number(p_offset) + inside;
  }
  return undefined;
}

function sectionParts(output: MapOutput, offset: number): SizePart[] {
  return output.inputs.flatMap((input) =>
    pieces(input).map(({ owner, start, bytes }) => ({
      owner,
      offset: offset + input.address - output.address + start,
      bytes,
    })),
  );
}

/** Fills the gaps between parts. Undefined when two overlap, or one goes beyond the file. */
function tile(
  parts: readonly SizePart[],
  fileBytes: number,
  where: (offset: number) => string,
): SizePart[] | undefined {
  const tiled: SizePart[] = [];
  let end = 0;
  const fill = (to: number): void => {
    if (to > end) tiled.push({ owner: { kind: 'padding', where: where(end) }, offset: end, bytes: to - end });
    end = to;
  };
  for (const part of [...parts].sort((a, b) => a.offset - b.offset || a.bytes - b.bytes)) {
    if (part.bytes === 0) continue;
    if (part.offset < end || part.offset + part.bytes > fileBytes) return undefined;
    fill(part.offset);
    tiled.push(part);
    end = part.offset + part.bytes;
  }
  fill(fileBytes);
  return tiled;
}

/** Measures the stripped kernel. Fails when file and map are not of one link. */
export function measureKernel(kernel: OpenedKernel): Result<KernelSize> {
  const bytes = readBytes(kernel.strippedPath);
  if (!bytes.ok) return err(fileFailed(bytes));
  const file = readElf(bytes.value, kernel.strippedPath);
  if (!file.ok) return file;
  const { e_phoff, e_phnum } = file.value.header;
  const format = (what: string, offset: bigint | number, count: number): SizePart => ({
    owner: { kind: 'format', what },
    offset: Number(offset),
    bytes: count,
  });
  const parts: SizePart[] = [
    format('ELF header', 0, Elf64_Ehdr.size),
    format('program headers', e_phoff, e_phnum * Elf64_Phdr.size),
  ];
  const placed = kernel.map
    .filter((output) => !isZeroed(output))
    .flatMap((output) => {
      const offset = offsetOf(file.value, output);
      return offset === undefined ? [] : [{ output, offset }];
    });
  for (const { output, offset } of placed) parts.push(...sectionParts(output, offset));
  const where = (at: number): string => {
    const found = placed.find(({ output, offset }) => at >= offset && at < offset + output.size);
    return found === undefined ? 'between segments' : `in ${found.output.name}`;
  };
  const tiled = tile(parts, bytes.value.length, where);
  if (tiled === undefined) return err(mapDiffers(kernel.folder));
  const zeroed = kernel.map
    .filter(isZeroed)
    .flatMap(({ inputs }) => inputs)
    .flatMap((input) => pieces(input).map(({ owner, bytes: count }) => ({ owner, bytes: count })));
  return ok({ fileBytes: bytes.value.length, parts: tiled, zeroed });
}
