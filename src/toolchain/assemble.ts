// SPDX-License-Identifier: MIT
// Assembles generated tables. Of the assembler's language (GNU as, x86-64) only what src/toolchain/generated-tables.ts writes for kernels that
// are cut: to start clang for a table of numbers takes as long as linking the kernel. Anything else is left to clang.
import {
  R_X86_64,
  SHF,
  SHT,
  writeObject,
  type ObjectRelocation,
  type ObjectSection,
  type ObjectSymbol,
} from '../elf/index.ts';

const FLAGS: Readonly<Record<string, bigint>> = {
  a: SHF.ALLOC,
  x: SHF.EXECINSTR,
  R: SHF.GNU_RETAIN,
};

const TYPES: Readonly<Record<string, number>> = { '@progbits': SHT.PROGBITS, '@note': SHT.NOTE };

/** Bytes of the items of a directive. */
const SIZES: Readonly<Record<string, number>> = { '.byte': 1, '.short': 2, '.long': 4, '.quad': 8 };

/** Instructions, but for the four bytes at the end of those that take something. */
const INSTRUCTIONS: readonly (readonly [
  form: RegExp,
  opcode: readonly number[],
  takes: 'nothing' | 'number' | 'target',
])[] = [
  [/^ret$/, [0xc3], 'nothing'],
  [/^xorl %eax, %eax$/, [0x31, 0xc0], 'nothing'],
  [/^movl \$(\d+), %edi$/, [0xbf], 'number'],
  [/^jmp (\w+)$/, [0xe9], 'target'],
];

class Section {
  readonly relocations: ObjectRelocation[] = [];
  readonly #bytes: number[] = [];
  readonly name: string;
  readonly flags: bigint;
  readonly type: number;
  alignment = 1;

  constructor(name: string, flags: bigint, type: number) {
    this.name = name;
    this.flags = flags;
    this.type = type;
  }

  get size(): number {
    return this.#bytes.length;
  }

  /** Appends the low bytes of a number. */
  number(value: number, size: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    for (let index = 0; index < size; index++, rest >>= 8n) this.#bytes.push(Number(rest & 0xffn));
  }

  text(text: string): void {
    this.#bytes.push(...Buffer.from(`${text}\0`));
  }

  align(to: number): void {
    this.alignment = Math.max(this.alignment, to);
    while (this.#bytes.length % to !== 0) this.#bytes.push(0);
  }

  /** Appends room for what the linker fills in. */
  reference(symbol: string, type: number, addend: number, size: number): void {
    this.relocations.push({ offset: this.size, symbol, type, addend });
    this.number(0, size);
  }

  get contents(): ObjectSection {
    const { name, flags, type, alignment, relocations } = this;
    return { name, flags, type, alignment, relocations, bytes: Uint8Array.from(this.#bytes) };
  }
}

interface Label {
  readonly section: number | 'absolute';
  readonly value: number;
}

class Assembler {
  readonly #sections: Section[] = [];
  readonly #byName = new Map<string, number>();
  readonly #labels = new Map<string, Label>();
  readonly #global = new Set<string>();
  readonly #hidden = new Set<string>();
  #current = -1;

  /** False for a line that is not understood. */
  line(text: string): boolean {
    if (text === '' || text.startsWith('/*')) return true;
    const label = /^(\w+):$/.exec(text)?.[1];
    if (label !== undefined) return this.#label(label);
    const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
    switch (word) {
      case '.section':
        return this.#section(rest);
      case '.globl':
        this.#global.add(rest);
        return true;
      case '.hidden':
        this.#hidden.add(rest);
        return true;
      case '.set':
        return this.#set(rest);
      default:
        return this.#content(word, rest, text);
    }
  }

  /** Undefined when a name is neither global nor elsewhere: those of this file alone are not written. */
  finish(): Uint8Array | undefined {
    if ([...this.#labels.keys()].some((name) => !this.#global.has(name))) return undefined;
    const symbols = new Map<string, ObjectSymbol>();
    for (const [name, label] of this.#labels)
      symbols.set(name, { name, ...label, isHidden: this.#hidden.has(name) });
    for (const { relocations } of this.#sections) {
      for (const { symbol: name } of relocations)
        if (!symbols.has(name)) symbols.set(name, { name, section: undefined, value: 0, isHidden: false });
    }
    return writeObject(
      this.#sections.map(({ contents }) => contents),
      [...symbols.values()],
    );
  }

  #label(name: string): boolean {
    const section = this.#sections[this.#current];
    if (section === undefined || this.#labels.has(name)) return false;
    this.#labels.set(name, { section: this.#current, value: section.size });
    return true;
  }

  #section(rest: string): boolean {
    const [, name = '', letters = '', kind = '@progbits'] = /^(\S+), "(\w*)"(?:, (@\w+))?$/.exec(rest) ?? [];
    const flags = Array.from(letters, (letter) => FLAGS[letter]);
    const type = TYPES[kind];
    if (name === '' || type === undefined || flags.includes(undefined)) return false;
    const known = this.#byName.get(name);
    this.#current = known ?? this.#sections.length;
    if (known !== undefined) return true;
    this.#byName.set(name, this.#current);
    const all = flags.reduce<bigint>((sum, flag) => sum | (flag ?? 0n), 0n);
    this.#sections.push(new Section(name, all, type));
    return true;
  }

  #set(rest: string): boolean {
    const [, name = '', value] = /^(\w+), (\d+)$/.exec(rest) ?? [];
    if (value === undefined || this.#labels.has(name)) return false;
    this.#labels.set(name, { section: 'absolute', value: Number(value) });
    return true;
  }

  #content(word: string, rest: string, text: string): boolean {
    const section = this.#sections[this.#current];
    if (section === undefined) return false;
    const size = SIZES[word];
    if (size !== undefined) return rest.split(', ').every((item) => this.#item(section, item, size));
    if (word === '.balign' && /^\d+$/.test(rest)) {
      section.align(Number(rest));
      return true;
    }
    const string = word === '.asciz' ? /^"([^"\\]*)"$/.exec(rest)?.[1] : undefined;
    if (string === undefined) return this.#instruction(section, text);
    section.text(string);
    return true;
  }

  /** A number, the address of a symbol, its distance from one in this section, or that of its slot of the GOT from here. */
  #item(section: Section, item: string, size: number): boolean {
    if (/^-?\d+$/.test(item)) {
      section.number(Number(item), size);
      return true;
    }
    const [, symbol = '', slot, from] = /^([A-Za-z_]\w*)(@GOTPCREL)?(?: - (\w+))?$/.exec(item) ?? [];
    if (symbol === '') return false;
    if (from !== undefined) {
      const base = this.#labels.get(from);
      if (size !== 4 || slot !== undefined || base?.section !== this.#current) return false;
      section.reference(symbol, R_X86_64.PC32, section.size - base.value, size);
    } else if (slot !== undefined) {
      if (size !== 4) return false;
      section.reference(symbol, R_X86_64.GOTPCREL, 0, size);
    } else {
      if (size !== 8) return false;
      section.reference(symbol, R_X86_64['64'], 0, size);
    }
    return true;
  }

  #instruction(section: Section, text: string): boolean {
    for (const [form, opcode, takes] of INSTRUCTIONS) {
      const match = form.exec(text);
      if (match === null) continue;
      for (const byte of opcode) section.number(byte, 1);
      if (takes === 'number') section.number(Number(match[1]), 4);
      // Distances count from behind themselves.
      if (takes === 'target') section.reference(match[1] ?? '', R_X86_64.PLT32, -4, 4);
      return true;
    }
    return false;
  }
}

/** The object of an assembly; undefined when it has anything that is not understood here. */
export function assemble(text: string): Uint8Array | undefined {
  const assembler = new Assembler();
  return text.split('\n').every((line) => assembler.line(line.trim())) ? assembler.finish() : undefined;
}
