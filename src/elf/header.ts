// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { EI, ELFCLASS, ELFDATA, EM, ET, PN_XNUM, PT, machineName } from './constants.ts';
import * as messages from './messages.ts';
import { checkRange, readRange, type NamedSource } from './source.ts';
import { Elf64_Ehdr, Elf64_Phdr, Elf64_Shdr } from './structures.ts';

/** First bytes of other kinds of files that people take for programs. */
const otherMagics: readonly (readonly [magic: string, meaning: string])[] = [
  ['MZ', 'it looks like a Windows executable'],
  ['\xcf\xfa\xed\xfe', 'it looks like a macOS executable'],
  ['\xca\xfe\xba\xbe', 'it looks like a Java class or a macOS universal binary'],
  ['BC\xc0\xde', 'it looks like LLVM bitcode (an object of a build with -flto)'],
  ['\x1f\x8b', 'it looks like a gzip file'],
  ['\x00asm', 'it looks like a WebAssembly module'],
];

/** What the file must be beyond being ELF: `e_machine`, x86-64 unless told otherwise. */
export interface HeaderExpectation {
  readonly machine?: number;
}

/** Reads and checks the ELF header. Errors say what the file is instead of a 64-bit ELF file of the machine. */
export function readHeader(from: NamedSource, expect: HeaderExpectation = {}): Result<Elf64_Ehdr> {
  const { name, source } = from;
  if (source.size === 0) return err(messages.emptyFile(name));
  const start = source.read(0, Math.min(source.size, 128));
  if (!start.ok) return start;
  const bytes = start.value;
  const text = String.fromCharCode(...bytes);
  if (!text.startsWith('\x7fELF')) return notElf(name, text);

  const elfClass = bytes[EI.CLASS];
  const data = bytes[EI.DATA];
  const low = bytes[18];
  const high = bytes[19];
  if (elfClass === undefined || data === undefined || low === undefined || high === undefined) {
    return err(messages.truncated(name, 'bytes of the ELF header', 0n, BigInt(Elf64_Ehdr.size), source.size));
  }
  const machine = data === ELFDATA.MSB ? (low << 8) | high : (high << 8) | low;
  if (elfClass === ELFCLASS[32]) return err(messages.is32Bit(name, machineName(machine)));
  const at = (offset: number): { file: string; offset: number } => ({ file: name, offset });
  if (elfClass !== ELFCLASS[64]) return err(messages.badField(at(EI.CLASS), 'EI_CLASS', elfClass, '1 or 2'));
  if (data === ELFDATA.MSB) return err(messages.bigEndian(name, machineName(machine)));
  if (data !== ELFDATA.LSB) return err(messages.badField(at(EI.DATA), 'EI_DATA', data, '1 or 2'));
  if (bytes.length < Elf64_Ehdr.size) {
    return err(messages.truncated(name, 'bytes of the ELF header', 0n, BigInt(Elf64_Ehdr.size), source.size));
  }

  const expected = expect.machine ?? EM.X86_64;
  if (machine !== expected)
    return err(messages.otherMachine(name, machineName(machine), machineName(expected)));
  const header = Elf64_Ehdr.read(bytes);
  const { offsets } = Elf64_Ehdr;
  if (header.e_version !== 1)
    return err(messages.badField(at(offsets.e_version), 'e_version', header.e_version, '1'));
  if (header.e_type < ET.REL || header.e_type > ET.CORE) {
    return err(messages.badField(at(offsets.e_type), 'e_type', header.e_type, '1 (object) to 4 (core dump)'));
  }
  if (header.e_phoff !== 0n && header.e_phnum > 0 && header.e_phentsize !== Elf64_Phdr.size) {
    return err(
      messages.badField(at(offsets.e_phentsize), 'e_phentsize', header.e_phentsize, `${Elf64_Phdr.size}`),
    );
  }
  if (header.e_shoff === 0n) return ok(header);
  if (header.e_shentsize !== Elf64_Shdr.size) {
    return err(
      messages.badField(at(offsets.e_shentsize), 'e_shentsize', header.e_shentsize, `${Elf64_Shdr.size}`),
    );
  }
  // The section headers are the last thing in most files, so this is what tells that a file was cut off.
  const length = BigInt(Math.max(header.e_shnum, 1) * Elf64_Shdr.size);
  const inside = checkRange(from, 'section headers', header.e_shoff, length);
  return inside.ok ? ok(header) : inside;
}

function notElf(name: string, text: string): Result<never> {
  if (text.startsWith('#!'))
    return err(messages.isScript(name, text.slice(2).split('\n', 1)[0]?.trim() ?? ''));
  if (text.startsWith('!<arch>\n') || text.startsWith('!<thin>\n')) return err(messages.isArchive(name));
  for (const [magic, meaning] of otherMagics) {
    if (text.startsWith(magic)) return err(messages.notElf(name, meaning));
  }
  const bytes = Array.from(text.slice(0, 4), (char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join(
    ' ',
  );
  return err(messages.notElf(name, `it begins with ${bytes}; expected 7f 45 4c 46`));
}

/** Reads the program headers and checks what the kernel and every ld.so rely on. */
export function readSegments(from: NamedSource, header: Elf64_Ehdr): Result<Elf64_Phdr[]> {
  let count = BigInt(header.e_phnum);
  if (header.e_phoff === 0n || count === 0n) return ok([]);
  if (header.e_phnum === PN_XNUM) {
    const first = readRange(from, 'section headers', header.e_shoff, BigInt(Elf64_Shdr.size));
    if (!first.ok) return first;
    count = BigInt(Elf64_Shdr.read(first.value).sh_info);
  }
  const bytes = readRange(from, 'program headers', header.e_phoff, count * BigInt(Elf64_Phdr.size));
  if (!bytes.ok) return bytes;
  const segments = Elf64_Phdr.readAll(bytes.value);
  const checked = checkSegments(from, Number(header.e_phoff), segments);
  return checked.ok ? ok(segments) : checked;
}

const addressLimit = 1n << 64n;

function checkSegments(
  from: NamedSource,
  tableOffset: number,
  segments: readonly Elf64_Phdr[],
): Result<undefined> {
  let previousEnd = 0n;
  for (const [index, segment] of segments.entries()) {
    const { p_type, p_offset, p_vaddr, p_filesz, p_memsz, p_align } = segment;
    if (p_type !== PT.LOAD) continue;
    const fail = (fact: string): Result<never> =>
      err(
        messages.badSegment({ file: from.name, offset: tableOffset + index * Elf64_Phdr.size }, index, fact),
      );
    if (p_filesz > p_memsz) return fail(`p_filesz (${p_filesz}) is more than p_memsz (${p_memsz})`);
    if (p_vaddr + p_memsz > addressLimit) return fail('p_vaddr + p_memsz goes beyond the address space');
    if ((p_align & (p_align - 1n)) !== 0n && p_align !== 0n)
      return fail(`p_align (${p_align}) is no power of two`);
    if (p_align > 1n && (p_vaddr - p_offset) % p_align !== 0n) {
      return fail(`p_offset and p_vaddr differ modulo p_align (${p_align})`);
    }
    if (p_vaddr < previousEnd) return fail('it overlaps the PT_LOAD segment before it, or is out of order');
    previousEnd = p_vaddr + p_memsz;
    const inside = checkRange(from, `contents of segment ${index}`, p_offset, p_filesz);
    if (!inside.ok) return inside;
  }
  return ok(undefined);
}
