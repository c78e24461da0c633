// SPDX-License-Identifier: MIT
// A boot of a hello with each instruction written down, and what is needed to make something of it.
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { pvhEntry, readElf, type ElfFile } from '../../src/elf/index.ts';
import { findTools } from '../../src/toolchain/find-tools.ts';
import { SYSTEM_TOOLS } from '../../src/toolchain/system-packages.ts';
import { join, readBytes, readText, removeTree } from '../../src/util/index.ts';
import { benchSpec, runWorkingGuest } from './guest.ts';
import { readBootTrace, traceArgs, type BootTrace, type TracePoints } from './instruction-trace.ts';
import { fileFailed, unexpectedOutput } from './messages.ts';

const MARK = 'boot_stage_done';

async function qemuVersion(context: BenchContext): Promise<string> {
  const tools = SYSTEM_TOOLS.filter((tool) => tool.name === 'qemu-system-x86_64');
  const cache = join(context.root, 'build/cache/system-tools.json');
  const [state] = await findTools(tools, context.env['PATH'] ?? '', cache);
  return state?.kind === 'found' ? (state.version ?? '0') : '0';
}

export function openElf(path: string): Result<ElfFile> {
  const bytes = readBytes(path);
  return bytes.ok ? readElf(bytes.value, path) : err(fileFailed(bytes));
}

export function tracePoints(kernel: ElfFile): Result<TracePoints> {
  const symbols = kernel.symbols();
  if (!symbols.ok) return symbols;
  const mark = symbols.value.find((symbol) => symbol.name === MARK)?.value;
  const entry = pvhEntry(kernel);
  if (mark === undefined || entry === undefined) {
    return err(unexpectedOutput(kernel.name, `a PVH entry and a function ${MARK}`, ''));
  }
  return ok({ entry, mark });
}

/** Boots /hello once under the eye of QEMU's log, which makes it slow, and reads what was executed. */
export async function traceBoot(
  context: BenchContext,
  paths: { readonly kernel: string; readonly image: string },
  points: TracePoints,
): Promise<Result<BootTrace>> {
  const file = join(context.folder, 'trace.log');
  const vmmArgs = traceArgs(file, await qemuVersion(context));
  const spec = benchSpec(paths.kernel, paths.image, ['/hello'], { vmmArgs });
  const finished = await runWorkingGuest(context, 'hello, traced', spec);
  if (!finished.ok) return finished;
  const text = readText(file);
  removeTree(file);
  if (!text.ok) return err(fileFailed(text));
  const trace = readBootTrace(text.value, points);
  return trace === undefined
    ? err(
        unexpectedOutput(
          "QEMU's log of instructions",
          'the boot up to the program',
          text.value.slice(0, 500),
        ),
      )
    : ok(trace);
}

/** The addresses in a program that tell when it reaches `main`. */
export function programPoints(program: ElfFile): Result<NonNullable<TracePoints['program']>> {
  const symbols = program.symbols();
  if (!symbols.ok) return symbols;
  const main = symbols.value.find(({ name }) => name === 'main')?.value;
  return main === undefined
    ? err(unexpectedOutput(program.name, 'a function main', ''))
    : ok({ entry: program.header.e_entry, main });
}
