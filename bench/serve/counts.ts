// SPDX-License-Identifier: MIT
// What bench/programs/count-instructions.c counts, in QEMU's emulator.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { symbolAt, type ElfFile } from '../../src/elf/index.ts';
import { join, openFile, spawn, type FsOutcome } from '../../src/util/index.ts';
import { sharedLibrary } from '../support/fixtures.ts';
import { UPPER_HALF } from '../support/instruction-trace.ts';
import { fileFailed } from '../support/messages.ts';

const RECORD_BYTES = 24;

/** Executed instructions by the address of the block that they are in. */
export type Counts = ReadonlyMap<bigint, number>;

export interface Counter {
  /** Has QEMU count. */
  readonly vmmArgs: readonly string[];
  /** Those up to now. */
  read(): Result<Counts>;
}

/** Blocks that were translated several times are counted together. */
export function readCounts(bytes: Uint8Array): Counts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const counts = new Map<bigint, number>();
  for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    const [address, instructions, executions] = [0, 8, 16].map((field) =>
      view.getBigUint64(at + field, true),
    ) as [bigint, bigint, bigint];
    counts.set(address, (counts.get(address) ?? 0) + Number(instructions * executions));
  }
  return counts;
}

function readFile(path: string): FsOutcome<Counts> {
  const file = openFile(path, 'r');
  if (!file.ok) return file;
  const head = file.value.readAt(0, RECORD_BYTES);
  const blocks = head.ok ? Number(Buffer.from(head.value).readBigUInt64LE(0)) : 0;
  const bytes = head.ok ? file.value.readAt(RECORD_BYTES, blocks * RECORD_BYTES) : head;
  file.value.close();
  return bytes.ok ? { ok: true, value: readCounts(bytes.value) } : bytes;
}

/** Undefined where QEMU was built without plugins. */
export async function instructionCounter(context: BenchContext): Promise<Result<Counter | undefined>> {
  const help = await spawn('qemu-system-x86_64', ['-help']);
  if (help.kind !== 'exited' || !help.stdout.includes('-plugin')) return ok(undefined);
  const plugin = await sharedLibrary(context, 'count-instructions');
  if (!plugin.ok) return plugin;
  const path = join(context.folder, 'counts');
  return ok({
    vmmArgs: ['-plugin', `${plugin.value},counts=${path}`],
    read: () => {
      const counts = readFile(path);
      return counts.ok ? ok(counts.value) : err(fileFailed(counts));
    },
  });
}

/** What was executed between two readings: by function of the kernel, if that is known, and `the program`. */
export function countFunctions(
  before: Counts,
  after: Counts,
  kernel: ElfFile | undefined,
): ReadonlyMap<string, number> {
  const functions = new Map<string, number>();
  for (const [address, count] of after) {
    const executed = count - (before.get(address) ?? 0);
    const symbol = kernel === undefined ? undefined : symbolAt(kernel, address);
    const name = address < UPPER_HALF ? 'the program' : (symbol?.name ?? 'the kernel');
    if (executed > 0) functions.set(name, (functions.get(name) ?? 0) + executed);
  }
  return functions;
}
