// SPDX-License-Identifier: MIT
import { ok, type Result } from '../diagnostic/index.ts';
import { ET, SHN } from './constants.ts';
import type { ElfFile } from './elf-file.ts';
import { segmentAt } from './memory.ts';
import type { ElfSymbol } from './symbols.ts';

/** The function that an address lies in. */
export interface SymbolAtAddress {
  readonly name: string;
  /** Bytes from the beginning of the function. */
  readonly offset: bigint;
  /** Bytes; 0 when the symbol does not tell. */
  readonly size: bigint;
}

interface IndexedSymbol {
  readonly name: string;
  readonly start: bigint;
  readonly size: bigint;
}

const indexes = new WeakMap<ElfFile, readonly IndexedSymbol[]>();

/**
 * The function at an address of the file (load bias taken off), by `.symtab` where there is one, else by the dynamic
 * symbols. A symbol without size, as assembly has them, reaches to the next one. Undefined when nothing fits, also
 * when the tables cannot be read: a backtrace with holes is better than none.
 */
export function symbolAt(file: ElfFile, address: bigint): SymbolAtAddress | undefined {
  let index = indexes.get(file);
  if (index === undefined) {
    index = buildIndex(file);
    indexes.set(file, index);
  }
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((index[middle] as IndexedSymbol).start <= address) low = middle + 1;
    else high = middle;
  }
  const found = index[low - 1];
  if (found === undefined) return undefined;
  const offset = address - found.start;
  const inside = found.size > 0n ? offset < found.size : sameSegment(file, found.start, address);
  return inside ? { name: found.name, offset, size: found.size } : undefined;
}

function sameSegment(file: ElfFile, first: bigint, second: bigint): boolean {
  const segment = segmentAt(file, first);
  return segment !== undefined && segment === segmentAt(file, second);
}

function buildIndex(file: ElfFile): IndexedSymbol[] {
  const candidates: ElfSymbol[] = [];
  for (const table of [file.symbols(), file.dynamicSymbols()]) {
    if (!table.ok) continue;
    for (const symbol of table.value) if (isCode(symbol)) candidates.push(symbol);
  }
  candidates.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : preference(b) - preference(a)));
  const index: IndexedSymbol[] = [];
  for (const { name, value, size } of candidates) {
    // Of several names for one address, the sort put the best first.
    if (index.at(-1)?.start !== value) index.push({ name, start: value, size });
  }
  return index;
}

function isCode(symbol: ElfSymbol): boolean {
  if (symbol.section === SHN.UNDEF || symbol.section === SHN.ABS || symbol.name === '') return false;
  return symbol.type === 'func' || symbol.type === 'ifunc' || symbol.type === 'notype';
}

/** Functions before labels, sized before unsized, global before weak before local, few leading underscores first. */
function preference(symbol: ElfSymbol): number {
  const binding = symbol.binding === 'global' ? 4 : symbol.binding === 'weak' ? 2 : 0;
  return (
    (symbol.type === 'notype' ? 0 : 16) +
    (symbol.size > 0n ? 8 : 0) +
    binding +
    (symbol.name.startsWith('_') ? 0 : 1)
  );
}

/**
 * The symbols that others can bind to: in linked files the dynamic ones, in objects the global and weak ones.
 * Hidden and internal symbols count in objects, since the link that they take part in sees them.
 */
export function definedSymbols(file: ElfFile): Result<ElfSymbol[]> {
  return select(file, (symbol) => symbol.section !== SHN.UNDEF);
}

/** The symbols that the file expects from others, same tables as `definedSymbols`. Weak ones may stay undefined. */
export function undefinedSymbols(file: ElfFile): Result<ElfSymbol[]> {
  return select(file, (symbol) => symbol.section === SHN.UNDEF);
}

function select(file: ElfFile, wanted: (symbol: ElfSymbol) => boolean): Result<ElfSymbol[]> {
  const table = file.header.e_type === ET.REL ? file.symbols() : file.dynamicSymbols();
  if (!table.ok) return table;
  return ok(
    table.value.filter((symbol) => symbol.name !== '' && symbol.binding !== 'local' && wanted(symbol)),
  );
}
