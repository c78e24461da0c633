// SPDX-License-Identifier: MIT
import type { Component } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { unknownSystemCall } from './messages.ts';
import type { ConditionalName } from '../liveness/index.ts';
import { encodeNames } from './name-codes.ts';
import type { FactsByObject } from './object-facts.ts';
import { SYSTEM_CALLS } from './syscalls-x86-64.ts';

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

function renderTable(implemented: ReadonlyMap<number, string>): string[] {
  const size = Math.max(-1, ...implemented.keys()) + 1;
  const lines = begin('syscall_table', 4);
  for (let number = 0; number < size; number++) {
    const name = implemented.get(number);
    lines.push(name === undefined ? '    .long 0' : `    .long sys_${name} - syscall_table`);
  }
  return [...lines, ...begin('syscall_table_size', 8), `    .quad ${size}`];
}

function renderNames(): string[] {
  const byNumber = new Map([...SYSTEM_CALLS].map(([name, number]) => [number, name]));
  const count = Math.max(...byNumber.keys()) + 1;
  const names = Array.from({ length: count }, (_, number) => byNumber.get(number) ?? '');
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

/** Where generated code stands that runs as part of a program. */
export const PROGRAM_GENERATED_TEXT = '.program-generated.text';

/** A function that is not linked, and whose code would run on which side. */
export interface AbsentFunction extends ConditionalName {
  readonly side: Component['side'];
}

export interface GeneratedContent {
  /** System calls that are reached by number, by number. */
  readonly implemented: ReadonlyMap<number, string>;
  /** System calls that the C library makes and that nothing implements, by number. */
  readonly missing: ReadonlyMap<number, string>;
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
 * - the set `copyable` of exported variables
 * - what stands in for functions that nobody demands (kernel/core/include/core/demand.h)
 */
export function renderGeneratedTables(content: GeneratedContent): string {
  const { implemented, missing, variables, version, absent = [] } = content;
  const lines = [
    '/* Generated. */',
    ...renderTable(implemented),
    ...renderMissing(missing),
    ...renderCopyable(variables),
    ...renderAbsent(absent),
    ...renderNames(),
    ...renderVersion(version),
  ];
  return `${lines.join('\n')}\n`;
}
