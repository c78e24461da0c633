// SPDX-License-Identifier: MIT
// The data of a file in blocks, of which each is reached as a whole, and what ld.so writes into them.
import { R_X86_64, SHN, type ElfSymbol } from '../../elf/index.ts';
import { lastNotAbove, rangeIndexAt } from '../../util/index.ts';
import type { LoadedFile } from '../code/loaded-file.ts';

/** What ld.so writes into a word: an address of the file, that of a symbol of this or another file, or neither. */
export interface Filling {
  readonly at: number;
  readonly address?: number;
  readonly name?: string;
}

interface Range {
  readonly start: number;
  end: number;
}

/** Compilers give an array by the address of an element before its first; no further before it than this. */
const BEFORE = 256;

const WORD = 8;

/** Sections of which each word is for itself: code loads one of them, and has the address of none. */
const SLOTS: ReadonlySet<string> = new Set(['.got', '.got.plt']);

/** Variables that other files can bind to, by address; those that overlap are one. */
function variableRanges(symbols: readonly ElfSymbol[]): Range[] {
  const ranges: Range[] = [];
  const variables = symbols
    .filter(({ type, section, size }) => type === 'object' && section !== SHN.UNDEF && size > 0n)
    .map(({ value, size }) => ({ start: Number(value), end: Number(value + size) }))
    .sort((a, b) => a.start - b.start);
  for (const each of variables) {
    const last = ranges.at(-1);
    if (last !== undefined && each.start < last.end) last.end = Math.max(last.end, each.end);
    else ranges.push(each);
  }
  return ranges;
}

interface Fillings {
  readonly words: Filling[];
  /** Functions that ld.so calls to learn what to write. */
  readonly resolvers: number[];
  /** Thread-local symbols, and others of which not the address is wanted. */
  readonly otherNames: string[];
}

function readFillings(file: LoadedFile, symbols: readonly ElfSymbol[]): Fillings {
  const relocations = file.elf.relocations();
  const found: Fillings = { words: [], resolvers: [], otherNames: [] };
  for (const { offset, type, symbol, addend } of relocations.ok ? relocations.value : []) {
    const at = Number(offset);
    const target = symbol === 0 ? undefined : symbols[symbol];
    switch (type) {
      case R_X86_64.RELATIVE: {
        // Relative ones of DT_RELR have their addend in memory.
        const word = addend === 0n ? file.word(at, WORD) : undefined;
        found.words.push({ at, address: word?.kind === 'number' ? word.value : Number(addend) });
        break;
      }
      case R_X86_64[64]:
      case R_X86_64.GLOB_DAT:
      case R_X86_64.JUMP_SLOT:
        found.words.push({
          at,
          ...(target === undefined || target.section === SHN.UNDEF
            ? {}
            : { address: Number(target.value + addend) }),
          ...(target === undefined || target.binding === 'local' ? {} : { name: target.name }),
        });
        break;
      default:
        found.words.push({ at });
        if (type === R_X86_64.IRELATIVE) found.resolvers.push(Number(addend));
        if (target !== undefined) found.otherNames.push(target.name);
    }
  }
  found.words.sort((a, b) => a.at - b.at);
  return found;
}

export class FileData {
  readonly resolvers: readonly number[];
  readonly otherNames: readonly string[];
  readonly #words: readonly Filling[];
  readonly #variables: readonly Range[];
  readonly #sections: readonly Range[];
  /** By section. */
  readonly #isSlots: readonly boolean[];
  /** The words of a block. Blocks are variables, what else there is in a section, and slots, numbered in this order. */
  readonly #blocks = new Map<number, Filling[]>();

  constructor(file: LoadedFile, symbols: readonly ElfSymbol[]) {
    const { words, resolvers, otherNames } = readFillings(file, symbols);
    const sections = file.elf.sections();
    const allocated = (sections.ok ? sections.value : [])
      .filter(({ sh_addr, sh_size }) => sh_addr !== 0n && sh_size > 0n)
      .map(({ name, sh_addr, sh_size }) => ({
        start: Number(sh_addr),
        end: Number(sh_addr + sh_size),
        isSlots: SLOTS.has(name),
      }))
      .sort((a, b) => a.start - b.start);
    this.resolvers = resolvers;
    this.otherNames = otherNames;
    this.#words = words;
    this.#sections = allocated;
    this.#isSlots = allocated.map(({ isSlots }) => isSlots);
    this.#variables = variableRanges(symbols);
    for (const each of words) {
      const block = this.#blockAt(each.at);
      const known = this.#blocks.get(block);
      if (known === undefined) this.#blocks.set(block, [each]);
      else known.push(each);
    }
  }

  /** What is written into a block. */
  fillingsOf(block: number): readonly Filling[] {
    return this.#blocks.get(block) ?? [];
  }

  /** Whether there are words that are each for itself. */
  areSlotsAt(address: number): boolean {
    return this.#isSlots[rangeIndexAt(this.#sections, address)] === true;
  }

  /** Whether ld.so writes a word there that is for itself. */
  isSlot(address: number): boolean {
    return this.areSlotsAt(address) && this.#words[this.#lastBefore(address + 1)]?.at === address;
  }

  /**
   * The blocks that code may get at.
   *
   * @param isAddress Whether code has the address, and may compute others from it.
   */
  blocksFrom(address: number, isAddress: boolean): number[] {
    const own = this.#blockAt(address);
    if (this.areSlotsAt(address)) return [own];
    const next = isAddress ? this.#words[this.#lastBefore(address + 1) + 1] : undefined;
    if (next === undefined || next.at > address + BEFORE || this.areSlotsAt(next.at)) return [own];
    const other = this.#blockAt(next.at);
    // Variables that others can bind to are not reached by the address of something else.
    return other === own || other < this.#variables.length ? [own] : [own, other];
  }

  /** The words in a range. */
  fillingsIn(start: number, end: number): readonly Filling[] {
    return this.#words.slice(this.#lastBefore(start) + 1, this.#lastBefore(end) + 1);
  }

  #lastBefore(address: number): number {
    return lastNotAbove(this.#words.length, (at) => this.#words[at]?.at ?? 0, address - 1);
  }

  #blockAt(address: number): number {
    const variable = rangeIndexAt(this.#variables, address);
    if (variable >= 0) return variable;
    const section = rangeIndexAt(this.#sections, address);
    if (section < 0) return -1;
    const count = this.#variables.length + this.#sections.length;
    return this.#isSlots[section] === true ? count + address : this.#variables.length + section;
  }
}
