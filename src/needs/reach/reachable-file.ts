// SPDX-License-Identifier: MIT
// What of a library is reached from what is asked of it. All that is not known for sure counts as reached.
import { DF, DT, PT, SHN, type DynamicTable, type ElfSymbol } from '../../elf/index.ts';
import { rangeIndexAt } from '../../util/index.ts';
import type { LoadedFile } from '../code/loaded-file.ts';
import { visitReferences, type CodePart } from '../code/references.ts';
import { codeParts } from './code-parts.ts';
import { FileData, type Filling } from './file-data.ts';

/** Distances in tables are words of so many bytes. */
const DISTANCE = 4;

/** `endbr64` and `jmp *slot(%rip)`, whose distance comes last; a `bnd` may be between them. */
const ENDBR = [0xf3, 0x0f, 0x1e, 0xfa] as const;
const BND = 0xf2;
const JUMP_SLOT = [0xff, 0x25] as const;
const LONGEST_STUB = 11;

export class ReachableFile {
  /** Names of symbols, of this and other files, that reached code and data refers to. */
  readonly names = new Set<string>();
  readonly #file: LoadedFile;
  readonly #ask: (name: string) => void;
  readonly #symbols: readonly ElfSymbol[];
  readonly #byName = new Map<string, ElfSymbol[]>();
  readonly #data: FileData;
  /** Undefined where they are not known. */
  readonly #parts: readonly CodePart[] | undefined;
  readonly #reachedParts = new Set<number>();
  readonly #reachedBlocks = new Set<number>();
  readonly #tables = new Set<number>();
  /** Parts that were reached and not yet gone through. */
  readonly #waiting: number[] = [];

  /** @param ask Is called with each name that is reached. */
  constructor(file: LoadedFile, ask: (name: string) => void) {
    const symbols = file.elf.dynamicSymbols();
    this.#file = file;
    this.#ask = ask;
    this.#symbols = symbols.ok ? symbols.value : [];
    this.#data = new FileData(file, this.#symbols);
    this.#parts = codeParts(file);
    for (const symbol of this.#symbols) {
      if (symbol.section === SHN.UNDEF || symbol.binding === 'local') continue;
      this.#byName.set(symbol.name, [...(this.#byName.get(symbol.name) ?? []), symbol]);
    }
  }

  /** Functions that the file does not start without. */
  get requiredFunctions(): Set<string> {
    const required = this.#symbols.filter(
      ({ section, type, binding }) => section === SHN.UNDEF && type === 'func' && binding === 'global',
    );
    return new Set(required.map(({ name }) => name));
  }

  /** Reaches what runs when the file is loaded and unloaded; everything, where parts cannot be told apart. */
  load(): void {
    const dynamic = this.#file.elf.dynamic();
    const table = dynamic.ok ? dynamic.value : undefined;
    if (
      table === undefined ||
      this.#parts === undefined ||
      hasTextRelocations(table) ||
      hasLargeModel(this.#file)
    ) {
      this.#reachAll();
      return;
    }
    for (const tag of [DT.INIT, DT.FINI]) {
      const address = table.value(tag);
      if (address !== undefined) this.#reachAddress(Number(address));
    }
    for (const each of this.#initial(table)) this.#reachFilling(each);
    for (const address of this.#data.resolvers) this.#reachAddress(address);
    for (const name of this.#data.otherNames) this.#reachName(name);
    this.#reachExceptions();
    this.#run();
  }

  /** Reaches what the file has under a name. */
  bind(name: string): void {
    for (const { value } of this.#byName.get(name) ?? []) this.#reachAddress(Number(value));
    this.#run();
  }

  /** Tables of functions that ld.so calls, and what threads get a copy of. */
  #initial(table: DynamicTable): Filling[] {
    const ranges = [
      [table.value(DT.INIT_ARRAY), table.value(DT.INIT_ARRAYSZ)],
      [table.value(DT.FINI_ARRAY), table.value(DT.FINI_ARRAYSZ)],
      ...this.#file.elf.segments
        .filter(({ p_type }) => p_type === PT.TLS)
        .map(({ p_vaddr, p_filesz }) => [p_vaddr, p_filesz]),
    ];
    return ranges.flatMap(([address = 0n, size = 0n]) => [
      ...this.#data.fillingsIn(Number(address), Number(address + size)),
    ]);
  }

  /** Descriptions of how exceptions are handled refer to data, by ways that are not followed: to words of sections of data. */
  #reachExceptions(): void {
    const sections = this.#file.elf.sections();
    if (!sections.ok || !sections.value.some(({ name }) => name === '.gcc_except_table')) return;
    for (const { name, sh_addr } of sections.value)
      if (name.startsWith('.data')) this.#reachMemory(Number(sh_addr), false);
  }

  #reachAll(): void {
    for (const { name } of this.#symbols) this.#reachName(name);
  }

  #reachName(name: string): void {
    if (name === '' || this.names.has(name)) return;
    this.names.add(name);
    this.#ask(name);
  }

  #reachFilling({ at, address, name }: Filling): void {
    // A word with its own address (__dso_handle) leads nowhere.
    if (address !== undefined && address !== at) this.#reachAddress(address);
    if (name !== undefined) this.#reachName(name);
  }

  /** Of which code or data may do anything. */
  #reachAddress(address: number): void {
    this.#reachMemory(address, true);
    this.#reachTable(address);
  }

  #reachMemory(address: number, isAddress: boolean): void {
    if (this.#reachCode(address)) return;
    // Who has the address of the table of slots reaches things by their distance from it.
    if (isAddress && this.#data.areSlotsAt(address) && !this.#data.isSlot(address)) this.#reachAll();
    for (const block of this.#data.blocksFrom(address, isAddress)) {
      if (this.#reachedBlocks.has(block)) continue;
      this.#reachedBlocks.add(block);
      for (const each of this.#data.fillingsOf(block)) this.#reachFilling(each);
    }
  }

  /** Whether there is code. */
  #reachCode(address: number): boolean {
    const slot = this.#slotOfStub(address);
    if (slot !== undefined) {
      this.#reachMemory(slot, false);
      return true;
    }
    const part = rangeIndexAt(this.#parts ?? [], address);
    if (part >= 0) this.#waiting.push(part);
    return part >= 0;
  }

  /** Goes through the code that was reached. */
  #run(): void {
    for (let index = this.#waiting.pop(); index !== undefined; index = this.#waiting.pop()) {
      const part = this.#parts?.[index];
      if (part === undefined || this.#reachedParts.has(index)) continue;
      this.#reachedParts.add(index);
      // What is not described may be the end of what is.
      if (part.isDescribed && this.#parts?.[index + 1]?.isDescribed === false) this.#waiting.push(index + 1);
      visitReferences(this.#file.bytes, part, {
        branch: (target) => void this.#reachCode(target),
        operand: (target, isAddress) =>
          isAddress ? this.#reachAddress(target) : this.#reachMemory(target, false),
      });
    }
  }

  /** The slot that the stub of a procedure linkage table at an address jumps through. */
  #slotOfStub(address: number): number | undefined {
    const { bytes } = this.#file;
    const start = this.#file.offsetOf(address, LONGEST_STUB);
    if (start === undefined) return undefined;
    let at = start;
    if (ENDBR.every((byte, index) => bytes[at + index] === byte)) at += ENDBR.length;
    if (bytes[at] === BND) at++;
    if (bytes[at] !== JUMP_SLOT[0] || bytes[at + 1] !== JUMP_SLOT[1]) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const slot = address + (at + 6 - start) + view.getInt32(at + 2, true);
    return this.#data.isSlot(slot) ? slot : undefined;
  }

  /**
   * Constant data may be a table of distances from its beginning to code: those of a switch, or to functions. It ends where there can be
   * no such distance.
   */
  #reachTable(start: number): void {
    const area = this.#file.areaAt(start);
    if (area === undefined || area.isExecutable || area.isWritable || this.#tables.has(start)) return;
    this.#tables.add(start);
    const { bytes } = this.#file;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = start; at + DISTANCE <= area.end; at += DISTANCE) {
      const target = start + view.getInt32(area.offset + (at - area.start), true);
      if (this.#file.areaAt(target) === undefined) return;
      this.#reachCode(target);
    }
  }
}

/** The end of `lea 0b(%rip), %reg` with itself as the address, and what begins a load of 64 bits. */
const OWN_ADDRESS = Buffer.from('f9ffffff', 'hex');

/** Whether there is code for the large model (psABI, 3.5.1), which has distances of 64 bits from an address of its own. */
function hasLargeModel({ bytes }: LoadedFile): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = buffer.indexOf(OWN_ADDRESS); at >= 0; at = buffer.indexOf(OWN_ADDRESS, at + 1)) {
    const [rex = 0, opcode = 0] = buffer.subarray(at + OWN_ADDRESS.length);
    if ((rex & 0xfe) === 0x48 && (opcode & 0xf8) === 0xb8) return true;
  }
  return false;
}

function hasTextRelocations(table: DynamicTable): boolean {
  return table.value(DT.TEXTREL) !== undefined || (table.flags & DF.TEXTREL) !== 0n;
}
