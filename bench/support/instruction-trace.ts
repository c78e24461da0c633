// SPDX-License-Identifier: MIT
// Counts guest instructions by having QEMU write down each one that it executes. A clock that counts instructions
// (`-icount`) would count the time in which the CPU waits for the disk as well; what is not executed is not in a trace.
import { compareVersions } from '../../src/toolchain/find-tools.ts';

/** From this version on, the option that makes QEMU translate one instruction at a time belongs to the accelerator. */
const ONE_INSN_PER_TB_SINCE = '8.1';

/** QEMU's arguments for a trace into a file. `version` is QEMU's. */
export function traceArgs(file: string, version: string): string[] {
  const single =
    compareVersions(version, ONE_INSN_PER_TB_SINCE) < 0
      ? ['-singlestep']
      : ['-accel', 'tcg,one-insn-per-tb=on'];
  return [...single, '-d', 'exec,nochain', '-D', file];
}

export interface BootTrace {
  /** Instructions from the kernel's entry up to the program's first one, that one not included. */
  readonly total: number;
  /** The same up to the program's main function, where that was asked for. */
  readonly main?: number;
  /** Numbers of instructions executed when `mark` was entered for the first, second, ... time. */
  readonly marks: readonly number[];
  /** How often each address was executed. */
  readonly byAddress: ReadonlyMap<bigint, number>;
}

export interface TracePoints {
  /** The physical address at which the machine enters the kernel. */
  readonly entry: bigint;
  /** A function whose calls divide the boot into stages. */
  readonly mark: bigint;
  /** As the program's file has them: wherever it is loaded, its entry is what it executes first. */
  readonly program?: { readonly entry: bigint; readonly main: bigint };
}

// `Trace 0: HOST [CS_BASE/PC/FLAGS/CFLAGS] SYMBOL`; `Stopped execution of TB chain before HOST [PC]` takes the last one back.
const EXECUTED = /^Trace \d+: \S+ \[[0-9a-f]+\/([0-9a-f]+)\//;
const TAKEN_BACK = 'Stopped execution';

/** The kernel's half of the address space; programs are in the other one. */
export const UPPER_HALF = 1n << 63n;

/**
 * Reads a trace from the kernel's entry to the program's first instruction, the first one in the lower half once the kernel has left
 * it, or to its main function. Undefined when the trace ends before.
 */
export function readBootTrace(trace: string, { entry, mark, program }: TracePoints): BootTrace | undefined {
  const marks: number[] = [];
  const byAddress = new Map<bigint, number>();
  let total = 0;
  let state: 'firmware' | 'entered' | 'upper' = 'firmware';
  let last: bigint | undefined;
  /** Set at the program's first instruction, when the trace is wanted beyond. */
  let beyond: { readonly main: bigint; readonly total: number } | undefined;
  let start = 0;
  while (start < trace.length) {
    const newline = trace.indexOf('\n', start);
    const end = newline < 0 ? trace.length : newline;
    const line = trace.slice(start, end);
    start = end + 1;
    const executed = EXECUTED.exec(line)?.[1];
    if (executed === undefined) {
      if (line.startsWith(TAKEN_BACK) && last !== undefined && state !== 'firmware') {
        total--;
        byAddress.set(last, (byAddress.get(last) ?? 1) - 1);
        if (last === mark) marks.pop();
      }
      continue;
    }
    const address = BigInt(`0x${executed}`);
    if (state === 'firmware' && address === entry) state = 'entered';
    if (state === 'firmware') continue;
    if (address >= UPPER_HALF) state = 'upper';
    else if (state === 'upper' && beyond === undefined) {
      if (program === undefined) return { total, marks, byAddress };
      beyond = { main: address - program.entry + program.main, total };
    } else if (address === beyond?.main) return { total: beyond.total, main: total, marks, byAddress };
    if (address === mark) marks.push(total);
    total++;
    byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
    last = address;
  }
  return undefined;
}
