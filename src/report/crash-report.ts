// SPDX-License-Identifier: MIT
// The crash report of docs/guest-interface.md, "Log lines".
import { err, errorDiagnostic, ok, type Result } from '../diagnostic/index.ts';
import type { MemoryCopy } from '../elf/index.ts';

/** A mapping of executable bytes of a file. */
export interface CrashMapping {
  readonly start: bigint;
  readonly end: bigint;
  /** Offset in the file, in bytes, of what is at `start`. */
  readonly offset: bigint;
  /** As `r-x`. */
  readonly protection: string;
  /** Guest path. */
  readonly path: string;
}

export interface CrashReport {
  /** 0 when the kernel found its own state broken without a fault. */
  readonly signal: number;
  /** `si_code`. */
  readonly code: number;
  /** `si_addr`. */
  readonly address: bigint;
  readonly thread: number;
  readonly origin: 'program' | 'kernel';
  /** By lower-case name, in the order of the report. */
  readonly registers: Readonly<Record<string, bigint>>;
  readonly mappings: readonly CrashMapping[];
  /** From the stack pointer upward; empty when the report has none. */
  readonly stack: MemoryCopy;
}

/** More stack than the guest ever sends (8 KiB); the rest is not from it. */
const maxStackWords = 1 << 16;

const prefix = /^(?:thimble: )?crash: /;

interface Draft {
  head?: Pick<CrashReport, 'signal' | 'code' | 'address' | 'thread' | 'origin'>;
  registers: Record<string, bigint>;
  mappings: CrashMapping[];
  stackAddress?: bigint;
  stackWords: bigint[];
}

const headPattern =
  /^signal ([0-9a-f]+) code (-?[0-9a-f]+) address ([0-9a-f]+) thread ([0-9a-f]+) in (program|kernel)$/;
const mapPattern = /^map ([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+) ([rwxps-]{3,4}) (.*)$/;
const registersPattern = /^r[a-z0-9]+ [0-9a-f]+( [a-z][a-z0-9_]* [0-9a-f]+)*$/;
const stackPattern = /^stack ([0-9a-f]+)((?: [0-9a-f]{1,16})+)$/;

function hex(text: string | undefined): bigint {
  return BigInt.asUintN(64, BigInt(`0x${text ?? '0'}`));
}

/** Takes one line into the draft; false when it has none of the forms. */
function takeLine(line: string, draft: Draft): boolean {
  const head = headPattern.exec(line);
  if (head !== null) {
    draft.head = {
      signal: Number(head[1]),
      code: Number(head[2]),
      address: hex(head[3]),
      thread: Number(head[4]),
      origin: head[5] === 'kernel' ? 'kernel' : 'program',
    };
    return [draft.head.signal, draft.head.code, draft.head.thread].every(Number.isSafeInteger);
  }
  const map = mapPattern.exec(line);
  if (map !== null) {
    const [, start, end, offset, protection = '', path = ''] = map;
    draft.mappings.push({ start: hex(start), end: hex(end), offset: hex(offset), protection, path });
    return true;
  }
  const stack = stackPattern.exec(line);
  if (stack !== null) return takeStack(hex(stack[1]), stack[2] ?? '', draft);
  if (!registersPattern.test(line)) return false;
  const words = line.split(' ');
  for (let index = 0; index + 1 < words.length; index += 2) {
    draft.registers[words[index] as string] = hex(words[index + 1]);
  }
  return true;
}

/** Lines continue each other; after a gap nothing is taken, since the copy must be one piece. */
function takeStack(address: bigint, words: string, draft: Draft): boolean {
  draft.stackAddress ??= address;
  if (address !== draft.stackAddress + BigInt(draft.stackWords.length * 8)) return true;
  for (const word of words.trim().split(' '))
    if (draft.stackWords.length < maxStackWords) draft.stackWords.push(hex(word));
  return true;
}

/** Whether a line of the kernel's log belongs to a crash report. */
export function isCrashLine(line: string): boolean {
  return prefix.test(line);
}

/**
 * Reads the crash report in the lines of a log; lines that are not of it may stand in between, as the program may
 * still write. An error when there is none, or when a line of it cannot be understood (it is cut off, or garbled by
 * output of the program).
 */
export function parseCrashReport(lines: readonly string[]): Result<CrashReport> {
  const draft: Draft = { registers: {}, mappings: [], stackWords: [] };
  let bad: string | undefined;
  for (const raw of lines) {
    const line = raw.replace(/\r?\n?$/, '');
    if (!prefix.test(line)) continue;
    if (!takeLine(line.replace(prefix, '').trimEnd(), draft)) bad ??= line;
  }
  // What was understood of a damaged report still gives the user the better part of a backtrace.
  if (draft.head === undefined || draft.registers['rip'] === undefined) return err(incomplete(draft, bad));
  const bytes = new Uint8Array(draft.stackWords.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of draft.stackWords.entries()) view.setBigUint64(index * 8, word, true);
  return ok({
    ...draft.head,
    registers: draft.registers,
    mappings: draft.mappings,
    stack: { address: draft.stackAddress ?? draft.registers['rsp'] ?? 0n, bytes },
  });
}

function incomplete(draft: Draft, bad: string | undefined): ReturnType<typeof errorDiagnostic> {
  const missing = draft.head === undefined ? 'the line that names the signal' : 'the line with the registers';
  const garbled = bad === undefined ? '' : `; this line cannot be understood: ${bad}`;
  return errorDiagnostic(
    'report/incomplete-crash-report',
    `the guest's crash report lacks ${missing}${garbled}`,
    {
      help: 'Run it with --log on a port of its own, so that output of the program does not mix with it.',
    },
  );
}
