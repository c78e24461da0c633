// SPDX-License-Identifier: MIT
import {
  dwarfRegisters,
  loadBias,
  unwind,
  type ElfFile,
  type Frame,
  type RegisterName,
  type UnwindModule,
} from '../elf/index.ts';
import type { CrashReport } from './crash-report.ts';
import { signalCause, signalName } from './signal-names.ts';

/** The module path under which `openModule` is asked for the kernel itself. */
export const kernelModule = '[kernel]';

/** Gives the ELF file behind a guest path, or behind `kernelModule`; undefined when there is none to read. */
export type OpenModule = (path: string) => ElfFile | undefined;

/** The kernel lives in the top 2 GiB of the address space. */
const kernelStart = 0xffffffff80000000n;
const addressEnd = 1n << 64n;

function modulesOf(report: CrashReport, openModule: OpenModule): UnwindModule[] {
  const files = new Map<string, ElfFile | undefined>();
  const open = (path: string): ElfFile | undefined => {
    if (!files.has(path)) files.set(path, openModule(path));
    return files.get(path);
  };
  const modules = report.mappings.map(({ start, end, offset, path }): UnwindModule => {
    const file = open(path);
    const bias = file === undefined ? start - offset : loadBias(file, start, offset);
    return { path, start, end, bias, ...(file === undefined ? {} : { file }) };
  });
  const kernel = open(kernelModule);
  const own: UnwindModule = { path: kernelModule, start: kernelStart, end: addressEnd, bias: 0n };
  return [...modules, kernel === undefined ? own : { ...own, file: kernel }];
}

/** The call chain of a crash, innermost frame first. */
export function backtraceOf(report: CrashReport, openModule: OpenModule): Frame[] {
  const modules = modulesOf(report, openModule);
  const registers: Partial<Record<RegisterName, bigint>> = {};
  for (const name of dwarfRegisters) {
    const value = report.registers[name];
    if (value !== undefined) registers[name] = value;
  }
  return unwind({ registers, stack: report.stack, modules });
}

/** A crash as text: what happened, the call chain, the registers. Ends with a newline. */
export function renderBacktrace(report: CrashReport, openModule: OpenModule): string {
  const frames = backtraceOf(report, openModule);
  const lines = [headline(report), ...stackNote(report), 'Call chain, innermost first:'];
  const width = Math.max(1, String(frames.length - 1).length);
  for (const [index, frame] of frames.entries())
    lines.push(`  #${String(index).padEnd(width)} ${renderFrame(frame)}`);
  lines.push('Registers:', ...renderRegisters(report.registers));
  return `${lines.join('\n')}\n`;
}

function headline(report: CrashReport): string {
  const where = report.origin === 'kernel' ? 'The kernel' : 'The program';
  const what = report.signal === 0 ? 'panicked' : `got ${signalName(report.signal)}`;
  const cause = signalCause(report.signal, report.code, report.address);
  return `${where} ${what}${cause === undefined ? '' : ` (${cause})`} in thread ${report.thread}.`;
}

/** The guest sends the stack from the stack pointer on, or, where nothing is to be read there, from what is above. */
function stackNote({ origin, registers, stack }: CrashReport): string[] {
  const stackPointer = registers['rsp'];
  if (origin !== 'program' || stackPointer === undefined || stack.bytes.length === 0) return [];
  return stack.address > stackPointer
    ? ['The stack pointer is below the end of the stack: the stack was used up (endless recursion?).']
    : [];
}

function hex64(value: bigint): string {
  return `0x${value.toString(16).padStart(16, '0')}`;
}

function renderFrame({ address, module, symbol, offset, source }: Frame): string {
  const distance = offset === undefined ? '' : `+0x${offset.toString(16)}`;
  if (module === undefined) return `${hex64(address)} in no mapped file`;
  const line = source === undefined ? '' : ` at ${source.file}:${source.line}`;
  return symbol === undefined
    ? `${hex64(address)} ${module}${distance}${line}`
    : `${hex64(address)} ${symbol}${distance} (${module})${line}`;
}

function renderRegisters(registers: Readonly<Record<string, bigint>>): string[] {
  const cells = Object.entries(registers).map(([name, value]) => `${name.padEnd(6)} ${hex64(value)}`);
  const lines: string[] = [];
  for (let index = 0; index < cells.length; index += 3)
    lines.push(`  ${cells.slice(index, index + 3).join('  ')}`);
  return lines;
}
