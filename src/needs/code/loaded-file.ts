// SPDX-License-Identifier: MIT
// An ELF file as it will be in memory: what is at an address, and whether it can change.
import { PF, PT, R_X86_64, SHN, type ElfFile } from '../../elf/index.ts';

/** A part of a PT_LOAD segment that the file brings. */
interface Area {
  readonly start: number;
  readonly end: number;
  /** Of `start`, in the file. */
  readonly offset: number;
  readonly isWritable: boolean;
  readonly isExecutable: boolean;
}

/** What ld.so writes into a word. */
export type Fixup =
  | { readonly kind: 'address'; readonly address: number }
  /** `isSlot` tells a slot that code calls through from a pointer in data. */
  | { readonly kind: 'import'; readonly name: string; readonly isSlot: boolean }
  | { readonly kind: 'other' };

/** A word of memory: a number, the address of another file's symbol, or nobody knows. */
export type Word =
  | { readonly kind: 'number'; readonly value: number; readonly exact: boolean }
  | { readonly kind: 'import'; readonly name: string }
  | { readonly kind: 'unknown' };

const UNKNOWN: Word = { kind: 'unknown' };

/** Longer names are none. */
const LONGEST_TEXT = 256;

export class LoadedFile {
  readonly elf: ElfFile;
  readonly bytes: Uint8Array;
  readonly areas: readonly Area[];
  readonly #view: DataView;
  /** What ld.so makes read-only once it has filled it in. */
  readonly #constant: { readonly start: number; readonly end: number } | undefined;
  #fixups: ReadonlyMap<number, Fixup> | undefined;

  /** `bytes` is the whole file. */
  constructor(elf: ElfFile, bytes: Uint8Array) {
    this.elf = elf;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.areas = elf.segments.flatMap((segment): Area[] => {
      const { p_type, p_vaddr, p_offset, p_filesz, p_flags } = segment;
      // Addresses that are no safe integers are not those of a Linux program.
      if (p_type !== PT.LOAD || p_vaddr + p_filesz > BigInt(Number.MAX_SAFE_INTEGER)) return [];
      const start = Number(p_vaddr);
      const isWritable = (p_flags & PF.W) !== 0;
      const isExecutable = (p_flags & PF.X) !== 0;
      return [{ start, end: start + Number(p_filesz), offset: Number(p_offset), isWritable, isExecutable }];
    });
    const relro = elf.segments.find(({ p_type }) => p_type === PT.GNU_RELRO);
    this.#constant = relro && {
      start: Number(relro.p_vaddr),
      end: Number(relro.p_vaddr + relro.p_memsz),
    };
  }

  areaAt(address: number): Area | undefined {
    return this.areas.find(({ start, end }) => address >= start && address < end);
  }

  /** Offset in the file of `size` bytes at an address; undefined where the file has none. */
  offsetOf(address: number, size: number): number | undefined {
    const area = this.areaAt(address);
    return area === undefined || address + size > area.end ? undefined : area.offset + (address - area.start);
  }

  /** Whether the program cannot change the byte at an address. */
  isConstant(address: number): boolean {
    const area = this.areaAt(address);
    if (area === undefined) return false;
    if (!area.isWritable) return true;
    const relro = this.#constant;
    return relro !== undefined && address >= relro.start && address < relro.end;
  }

  /** What a load of 1, 2, 4 or 8 bytes gives once ld.so is done; numbers are unsigned, but those of 8 bytes. */
  word(address: number, size: number): Word {
    const fixup = this.fixups.get(address);
    if (fixup !== undefined && size === 8) {
      if (fixup.kind === 'import') return fixup;
      if (fixup.kind === 'other') return UNKNOWN;
      return { kind: 'number', value: fixup.address, exact: this.isConstant(address) };
    }
    const offset = this.offsetOf(address, size);
    const value = offset === undefined ? undefined : this.#numberAt(offset, size);
    return value === undefined ? UNKNOWN : { kind: 'number', value, exact: this.isConstant(address) };
  }

  #numberAt(offset: number, size: number): number | undefined {
    if (size === 1) return this.#view.getUint8(offset);
    if (size === 2) return this.#view.getUint16(offset, true);
    if (size === 4) return this.#view.getUint32(offset, true);
    if (size !== 8) return undefined;
    const value = Number(this.#view.getBigInt64(offset, true));
    return Number.isSafeInteger(value) ? value : undefined;
  }

  /** The text of printable ASCII that begins at an address and ends with NUL. */
  textAt(address: number): string | undefined {
    const area = this.areaAt(address);
    if (area === undefined) return undefined;
    const start = area.offset + (address - area.start);
    const limit = Math.min(area.offset + (area.end - area.start), start + LONGEST_TEXT);
    let text = '';
    for (let at = start; at < limit; at++) {
      const byte = this.bytes[at] ?? 0;
      if (byte === 0) return text;
      if (byte < 0x20 || byte > 0x7e) return undefined;
      text += String.fromCharCode(byte);
    }
    return undefined;
  }

  /** By the address of the word. Empty when the tables are damaged, which reading the imports complains about. */
  get fixups(): ReadonlyMap<number, Fixup> {
    this.#fixups ??= this.#readFixups();
    return this.#fixups;
  }

  #readFixups(): Map<number, Fixup> {
    const fixups = new Map<number, Fixup>();
    const relocations = this.elf.relocations();
    const symbols = this.elf.dynamicSymbols();
    if (!relocations.ok || !symbols.ok) return fixups;
    for (const { offset, type, symbol, addend } of relocations.value) {
      const at = Number(offset);
      switch (type) {
        case R_X86_64.RELATIVE: {
          const address = addend === 0n ? this.#memoryWord(at) : Number(addend);
          fixups.set(at, address === undefined ? { kind: 'other' } : { kind: 'address', address });
          break;
        }
        case R_X86_64[64]:
        case R_X86_64.GLOB_DAT:
        case R_X86_64.JUMP_SLOT: {
          const target = symbols.value[symbol];
          if (target === undefined) fixups.set(at, { kind: 'other' });
          else if (target.section === SHN.UNDEF) {
            const isSlot = type !== R_X86_64[64];
            fixups.set(at, { kind: 'import', name: target.name, isSlot });
          } else fixups.set(at, { kind: 'address', address: Number(target.value + addend) });
          break;
        }
        default:
          fixups.set(at, { kind: 'other' });
      }
    }
    return fixups;
  }

  /** Relative relocations of DT_RELR have their addend where they are applied. */
  #memoryWord(address: number): number | undefined {
    const offset = this.offsetOf(address, 8);
    return offset === undefined ? undefined : this.#numberAt(offset, 8);
  }
}
