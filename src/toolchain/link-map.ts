// SPDX-License-Identifier: MIT
// The map that lld writes (`-Map`): where everything went that it linked.
import { KERNEL_BASE } from './flags.ts';

export interface MapSymbol {
  readonly name: string;
  /** Bytes from KERNEL_BASE. */
  readonly address: number;
  readonly size: number;
}

/** A section of an object, or what the linker made itself (object `<internal>`). */
export interface MapInput {
  readonly object: string;
  readonly section: string;
  /** Bytes from KERNEL_BASE. */
  readonly address: number;
  readonly size: number;
  /** In the order of the map, which is by address. */
  readonly symbols: readonly MapSymbol[];
}

/** A section of the linked file. */
export interface MapOutput {
  readonly name: string;
  /** Bytes from KERNEL_BASE. */
  readonly address: number;
  readonly size: number;
  readonly inputs: readonly MapInput[];
}

/** What objects put into a linked kernel, in bytes. */
export interface LinkedSizes {
  /** Code, constants and initial data, by object. */
  readonly byObject: ReadonlyMap<string, number>;
  /** Zeroed memory that takes no room in the file, by object. */
  readonly zeroedByObject: ReadonlyMap<string, number>;
  /** Strings that the linker shares between objects, and what else it made itself. */
  readonly shared: number;
}

/** The object of what the linker made itself. */
export const INTERNAL = '<internal>';

// VMA, LMA, size and alignment; then the name of an output section, file:(section) deeper, a symbol deeper still.
const LINE = /^ *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\d+ ( *)(\S.*)$/;
const INPUT_INDENT = 8;
const SYMBOL_INDENT = 16;

/** Objects of the link are named relative to the root; the one with the tables is in a folder of a random name. */
function objectName(path: string): string {
  return path.replace(/^.*\/\.link-[^/]*\//, '');
}

/** Bytes from KERNEL_BASE; undefined below it, where the addresses of debug information count from 0. */
function kernelOffset(hex: string): number | undefined {
  const address = BigInt(`0x${hex}`);
  return address < KERNEL_BASE ? undefined : Number(address - KERNEL_BASE);
}

/** Reads a map. Debug information and the like is not part of a kernel, and left out. */
export function parseLinkMap(map: string): MapOutput[] {
  return parseLines(map.split('\n'));
}

/** The lines of a map that are not about symbols, as nine of ten are; the first line says where these begin. */
function withoutSymbols(map: string): string[] {
  const lines = map.split('\n');
  const column = lines[0]?.indexOf('Symbol') ?? -1;
  return column < SYMBOL_INDENT
    ? lines
    : lines.filter((line) => !line.startsWith(' '.repeat(SYMBOL_INDENT), column - SYMBOL_INDENT));
}

function parseLines(lines: readonly string[]): MapOutput[] {
  const outputs: (MapOutput & { readonly inputs: MapInput[] })[] = [];
  let symbols: MapSymbol[] = [];
  for (const line of lines) {
    const [, hex = '0', sizeHex = '0', indent = '', text = ''] = LINE.exec(line) ?? [];
    const address = kernelOffset(hex);
    if (address === undefined) continue;
    const size = Number.parseInt(sizeHex, 16);
    if (indent.length === 0) {
      if (!text.includes(' = ')) outputs.push({ name: text, address, size, inputs: [] });
    } else if (indent.length === INPUT_INDENT) {
      const [, object, section] = /^(.+):\((.*)\)$/.exec(text) ?? [];
      if (object === undefined || section === undefined) continue;
      symbols = [];
      outputs.at(-1)?.inputs.push({ object: objectName(object), section, address, size, symbols });
    } else if (indent.length >= SYMBOL_INDENT) symbols.push({ name: text, address, size });
  }
  return outputs;
}

/** Whether an output section has no bytes in the file (as the linker script lays it out). */
export function isZeroed(output: MapOutput): boolean {
  return /\bt?bss\b/.test(output.name);
}

/** What a map says of the sizes of objects. */
export function readLinkMap(map: string): LinkedSizes {
  const byObject = new Map<string, number>();
  const zeroedByObject = new Map<string, number>();
  let shared = 0;
  for (const output of parseLines(withoutSymbols(map))) {
    for (const { object, size } of output.inputs) {
      if (object === INTERNAL) shared += size;
      else {
        const sizes = isZeroed(output) ? zeroedByObject : byObject;
        sizes.set(object, (sizes.get(object) ?? 0) + size);
      }
    }
  }
  return { byObject, zeroedByObject, shared };
}
