// SPDX-License-Identifier: MIT
import type { Component } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { unknownSystemCall } from './messages.ts';
import type { ConditionalName } from '../liveness/index.ts';
import { encodeNames } from './name-codes.ts';
import type { FactsByObject } from './object-facts.ts';
import { SYSTEM_CALLS, systemCallName } from './syscalls-x86-64.ts';

/** System calls that the objects implement (functions `sys_NAME`), by number. A name that is none is an error. */
export function implementedSystemCalls(facts: FactsByObject): Result<Map<number, string>> {
  const implemented = new Map<number, string>();
  const complaints: Diagnostic[] = [];
  for (const [object, { facts: each }] of facts) {
    for (const symbol of each.defined) {
      if (!symbol.startsWith('sys_')) continue;
      const name = symbol.slice('sys_'.length);
      const number = SYSTEM_CALLS.get(name);
      if (number === undefined) complaints.push(unknownSystemCall(name, object, [...SYSTEM_CALLS.keys()]));
      else implemented.set(number, name);
    }
  }
  const [first, ...rest] = complaints;
  return first === undefined ? ok(implemented) : err(first, ...rest);
}

function begin(symbol: string, align: number): string[] {
  const section = `    .section .rodata.${symbol}, "a"`;
  return [section, `    .balign ${align}`, `    .globl ${symbol}`, `    .hidden ${symbol}`, `${symbol}:`];
}

/** Where generated code stands that runs as part of a program. */
export const PROGRAM_GENERATED_TEXT = '.program-generated.text';

/** What the table leads to: the function itself, or a stub that tells of it first. */
function entryOf(name: string, number: number, records: boolean): string {
  return records ? `record_${number}` : `sys_${name}`;
}

function renderTable(implemented: ReadonlyMap<number, string>, records: boolean): string[] {
  const size = Math.max(-1, ...implemented.keys()) + 1;
  const lines = begin('syscall_table', 4);
  for (let number = 0; number < size; number++) {
    const name = implemented.get(number);
    lines.push(
      name === undefined ? '    .long 0' : `    .long ${entryOf(name, number, records)} - syscall_table`,
    );
  }
  return [...lines, ...begin('syscall_table_size', 8), `    .quad ${size}`];
}

/** A bit per number, as kernel/syscall/dispatch.c reads them. */
function renderLeftOutCalls(leftOut: readonly number[]): string[] {
  const bytes = new Uint8Array((Math.max(-1, ...leftOut) >> 3) + 1);
  for (const number of leftOut) bytes[number >> 3] = (bytes[number >> 3] ?? 0) | (1 << (number & 7));
  return [
    ...begin('syscall_left_out', 1),
    ...Array.from(bytes, (byte) => `    .byte ${byte}`),
    ...begin('syscall_left_out_size', 8),
    `    .quad ${bytes.length}`,
  ];
}

/** The hash of names in DT_GNU_HASH. */
function gnuHash(name: string): number {
  let hash = 5381;
  for (const byte of new TextEncoder().encode(name)) hash = (Math.imul(hash, 33) + byte) >>> 0;
  return hash;
}

const BUCKET_COUNT = 256;

/**
 * The names that the kernel could export and does not, as 24 bits of their hashes: `ldso_left_out_index` has for each value of the first
 * eight where in `ldso_left_out_hashes` the others begin, and one more. kernel/ldso/left-out.c looks names up.
 */
function renderLeftOutNames(names: readonly string[]): string[] {
  const hashes = [...new Set(names.map((name) => gnuHash(name) >>> 8))].sort((a, b) => a - b);
  const buckets = names.length === 0 ? 0 : BUCKET_COUNT;
  const index = Array.from({ length: buckets + 1 }, (_, bucket) => {
    const first = hashes.findIndex((hash) => hash >>> 16 >= bucket);
    return first < 0 ? hashes.length : first;
  });
  return [
    ...begin('ldso_left_out_buckets', 4),
    `    .long ${buckets}`,
    ...begin('ldso_left_out_index', 2),
    ...index.map((first) => `    .short ${first}`),
    ...begin('ldso_left_out_hashes', 2),
    ...hashes.map((hash) => `    .short ${hash & 0xffff}`),
  ];
}

/** A function that goes on in another one. */
function renderJump(name: string, to: string): string[] {
  return [`    .globl ${name}`, `    .hidden ${name}`, `${name}:`, `    jmp ${to}`];
}

/**
 * What kernel/ldso calls with each name that a program has looked up in the kernel; and where the kernel records, what takes the place of
 * functions that programs get to what else a kernel may lack.
 */
function renderHooks(records: boolean): string[] {
  const program = [`    .section ${PROGRAM_GENERATED_TEXT}, "ax"`];
  if (!records)
    return [
      ...program,
      '    .globl ldso_looked_up',
      '    .hidden ldso_looked_up',
      'ldso_looked_up:',
      '    ret',
    ];
  return [
    ...program,
    ...renderJump('ldso_looked_up', 'ldso_record'),
    ...REPLACED_OF_PROGRAMS.flatMap((name) => renderJump(name, `${name}_recorded`)),
    '    .section .text.recorded, "ax"',
    ...renderJump('mount_cross', 'mount_cross_recorded'),
  ];
}

/** Functions of the program's side that have others in their place in kernels that record, named as they are and `_recorded`. */
const REPLACED_OF_PROGRAMS = ['ldso_load', 'iconv_is_large'];

/** What the generated tables of a kernel that records call on the program's side, as far as its components have it. */
export const RECORDERS: readonly string[] = [
  'ldso_record',
  ...REPLACED_OF_PROGRAMS.map((name) => `${name}_recorded`),
];

/**
 * For each call a stub that has it told the first time (kernel/syscall/record.c), with all registers as they were: rax and r11 belong to
 * nobody at the entry of a function, the flags neither.
 */
function renderRecordStubs(implemented: ReadonlyMap<number, string>): string[] {
  const arguments_ = ['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9'];
  const words = (Math.max(...implemented.keys()) >> 5) + 1;
  return [
    '    .section .bss.syscall_recorded, "aw", @nobits',
    '    .balign 4',
    'syscall_recorded:',
    `    .skip ${4 * words}`,
    '    .section .text.record_first, "ax"',
    'record_first:',
    ...arguments_.map((register) => `    pushq %${register}`),
    '    pushq %r11',
    '    movl %eax, %edi',
    '    call syscall_record',
    '    popq %r11',
    ...arguments_.reverse().map((register) => `    popq %${register}`),
    '    jmp *%r11',
    ...[...implemented].flatMap(([number, name]) => [
      `record_${number}:`,
      `    lock btsl $${number & 31}, syscall_recorded + ${4 * (number >> 5)}(%rip)`,
      `    jc sys_${name}`,
      `    movl $${number}, %eax`,
      `    movq $sys_${name}, %r11`,
      '    jmp record_first',
    ]),
  ];
}

function renderNames(): string[] {
  const count = Math.max(...SYSTEM_CALLS.values()) + 1;
  const names = Array.from({ length: count }, (_, number) => systemCallName(number) ?? '');
  const { codes, pairs } = encodeNames(names);
  return [
    ...begin('syscall_name_count', 8),
    `    .quad ${count}`,
    ...begin('syscall_name_codes', 1),
    ...codes.map((code) => `    .byte ${code}`),
    ...begin('syscall_name_pairs', 1),
    ...pairs.map((pair) => `    .byte ${pair.join(', ')}`),
  ];
}

/** System calls that the objects call as functions (`sys_NAME`) and that none of them implements, by number. */
export function missingSystemCalls(
  facts: FactsByObject,
  implemented: ReadonlyMap<number, string>,
): Map<number, string> {
  const missing = new Map<number, string>();
  for (const { facts: each } of facts.values()) {
    for (const symbol of each.undefined) {
      const name = symbol.startsWith('sys_') ? symbol.slice('sys_'.length) : '';
      const number = SYSTEM_CALLS.get(name);
      if (number !== undefined && !implemented.has(number)) missing.set(number, name);
    }
  }
  return new Map([...missing].sort(([a], [b]) => a - b));
}

/** A function for each call that is missing: it says so once, and fails with ENOSYS. */
function renderMissing(missing: ReadonlyMap<number, string>): string[] {
  return [...missing].flatMap(([number, name]) => [
    `    .section .text.sys_${name}, "ax"`,
    `    .globl sys_${name}`,
    `    .hidden sys_${name}`,
    `sys_${name}:`,
    `    movl $${number}, %edi`,
    '    jmp syscall_missing',
  ]);
}

/**
 * The linker set `copyable` (kernel/libc/musl/include/libc/copyable.h): each exported variable with its slot of the global offset table,
 * by which the dynamic linker moves it into a program that has a copy of its own.
 */
function renderCopyable(variables: readonly string[]): string[] {
  if (variables.length === 0) return [];
  const entries = variables.map((name) => `    .quad ${name}\n    .long ${name}@GOTPCREL, 0`);
  return ['    .section .set.copyable, "aR", @progbits', '    .balign 8', ...entries];
}

/** An ELF note `Thimble`, type 1: the version as text. `readelf --notes` shows it, the kernel reads it by symbol. */
function renderVersion(version: string): string[] {
  return [
    '    .section .note.thimble, "a", @note',
    '    .balign 4',
    `    .long 8, ${version.length + 1}, 1`,
    '    .asciz "Thimble"',
    '    .globl kernel_version',
    '    .hidden kernel_version',
    'kernel_version:',
    `    .asciz "${version}"`,
    '    .balign 4',
  ];
}

/** Names of functions that are linked on demand, and that nobody demands: they win over the weak names of the functions themselves. */
function renderAbsent(absent: readonly AbsentFunction[]): string[] {
  const hidden = ({ symbol }: AbsentFunction): string[] => [`    .globl ${symbol}`, `    .hidden ${symbol}`];
  const nothing = (side: Component['side'], section: string): string[] => {
    const names = absent.filter((each) => each.instead === 'nothing' && each.side === side);
    const labels = names.flatMap((each) => [...hidden(each), `${each.symbol}:`]);
    const code = ['    xorl %eax, %eax', '    ret'];
    return names.length === 0 ? [] : [`    .section ${section}, "ax"`, ...labels, ...code];
  };
  return [
    ...absent
      .filter(({ instead }) => instead === 'null')
      .flatMap((each) => [...hidden(each), `    .set ${each.symbol}, 0`]),
    ...nothing('kernel', '.text.nothing'),
    ...nothing('program', PROGRAM_GENERATED_TEXT),
  ];
}

/** A function that is not linked, and whose code would run on which side. */
export interface AbsentFunction extends ConditionalName {
  readonly side: Component['side'];
}

export interface GeneratedContent {
  /** System calls that are reached by number, by number. */
  readonly implemented: ReadonlyMap<number, string>;
  /** System calls that the C library makes and that nothing implements, by number. */
  readonly missing: ReadonlyMap<number, string>;
  /** Numbers of system calls that components implement and the kernel does not have. */
  readonly leftOutCalls: readonly number[];
  /** Names that it could export and does not. */
  readonly leftOutNames: readonly string[];
  /** Whether it tells what programs ask for by number or by name. */
  readonly records: boolean;
  /** Variables that are exported. */
  readonly variables: readonly string[];
  /** Of the kernel. */
  readonly version: string;
  /** Names of functions that are not there; none unless given. */
  readonly absent?: readonly AbsentFunction[];
}

/**
 * The assembly that the tool adds to a kernel:
 *
 * - `int32_t syscall_table[]`, indexed by the number: where its function is, in bytes from the beginning of the table; 0 where
 *   it is not implemented. `uint64_t syscall_table_size` is the number of its entries
 * - `syscall_name_codes`, `syscall_name_pairs` and `syscall_name_count`: the name of every call, implemented or not, as
 *   `encodeNames` makes it; empty for numbers that Linux does not use
 * - `char kernel_version[]`
 * - `long sys_NAME()` for calls that the C library makes and that are not implemented
 * - `syscall_left_out`, `ldso_left_out_index` and `ldso_left_out_hashes`: what there is and this kernel has not
 * - `void ldso_looked_up(const char *name)`, and for kernels that record what is asked for stubs around system calls, and functions in the
 *   place of others
 * - the set `copyable` of exported variables
 * - what stands in for functions that nobody demands (kernel/core/include/core/demand.h)
 */
export function renderGeneratedTables(content: GeneratedContent): string {
  const { implemented, missing, records, variables, version, absent = [] } = content;
  const lines = [
    '/* Generated. */',
    ...renderTable(implemented, records),
    ...(records && implemented.size > 0 ? renderRecordStubs(implemented) : []),
    ...renderMissing(missing),
    ...renderLeftOutCalls(content.leftOutCalls),
    ...renderLeftOutNames(content.leftOutNames),
    ...renderHooks(records),
    ...renderCopyable(variables),
    ...renderAbsent(absent),
    ...renderNames(),
    ...renderVersion(version),
  ];
  return `${lines.join('\n')}\n`;
}
