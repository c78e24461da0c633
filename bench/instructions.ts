// SPDX-License-Identifier: MIT
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { err, ok, type Result } from '../src/diagnostic/index.ts';
import { pvhEntry, readElf, symbolAt, type ElfFile } from '../src/elf/index.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { SYSTEM_TOOLS } from '../src/toolchain/system-packages.ts';
import { join, readBytes, readText, removeTree } from '../src/util/index.ts';
import { staticProgram } from './support/fixtures.ts';
import { benchImage, benchKernel, benchSpec, runWorkingGuest } from './support/guest.ts';
import { readBootTrace, traceArgs, type BootTrace, type TracePoints } from './support/instruction-trace.ts';
import { fileFailed, unexpectedOutput } from './support/messages.ts';

const MARK = 'boot_stage_done';

/** How many functions are shown. */
const FUNCTIONS = 8;

async function qemuVersion(context: BenchContext): Promise<string> {
  const tools = SYSTEM_TOOLS.filter((tool) => tool.name === 'qemu-system-x86_64');
  const cache = join(context.root, 'build/cache/system-tools.json');
  const [state] = await findTools(tools, context.env['PATH'] ?? '', cache);
  return state?.kind === 'found' ? (state.version ?? '0') : '0';
}

function openKernel(path: string): Result<ElfFile> {
  const bytes = readBytes(path);
  return bytes.ok ? readElf(bytes.value, path) : err(fileFailed(bytes));
}

function tracePoints(kernel: ElfFile): Result<TracePoints> {
  const symbols = kernel.symbols();
  if (!symbols.ok) return symbols;
  const mark = symbols.value.find((symbol) => symbol.name === MARK)?.value;
  const entry = pvhEntry(kernel);
  if (mark === undefined || entry === undefined) {
    return err(unexpectedOutput(kernel.name, `a PVH entry and a function ${MARK}`, ''));
  }
  return ok({ entry, mark });
}

/** Boots once under the eye of QEMU's log, which makes it slow, and reads what was executed. */
async function traceBoot(
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

interface OwnCount {
  /** The names of the stages, in their order. */
  readonly stages: readonly string[];
  readonly total: number;
}

/** What the guest counts itself, with a clock that goes by instructions. */
async function ownCount(
  context: BenchContext,
  paths: { readonly kernel: string; readonly image: string },
): Promise<Result<OwnCount>> {
  const spec = benchSpec(paths.kernel, paths.image, ['/hello'], { countInstructions: true });
  const finished = await runWorkingGuest(context, 'hello with --bootchart', spec);
  if (!finished.ok) return finished;
  const { log, bootInstructions } = finished.value.run;
  if (bootInstructions === null) {
    return err(unexpectedOutput("the kernel's log", 'the lines of --bootchart', log.join('\n')));
  }
  const names = log.flatMap((line) => /^thimble: bootchart: (.+?) +\d+$/.exec(line)?.[1] ?? []);
  return ok({ stages: names.slice(0, names.indexOf('total')), total: bootInstructions });
}

function stageRows(names: readonly string[], { total, marks }: BootTrace): BenchRow[] {
  const ends = [...marks, total];
  return ends.map((end, index) => ({
    what: `  ${names[index] ?? 'into the program'}`,
    value: end - (ends[index - 1] ?? 0),
    unit: 'instructions',
  }));
}

/** Where most of the instructions are. */
function functionRows(kernel: ElfFile, { byAddress }: BootTrace): BenchRow[] {
  const byName = new Map<string, number>();
  for (const [address, count] of byAddress) {
    const name = symbolAt(kernel, address)?.name ?? 'before paging';
    byName.set(name, (byName.get(name) ?? 0) + count);
  }
  const most = [...byName].sort(([, a], [, b]) => b - a).slice(0, FUNCTIONS);
  return most.map(([name, value]) => ({ what: `  in ${name}()`, value, unit: 'instructions' }));
}

/** Counted in the same way on the same machine, for a hello in C. */
const PUBLISHED: readonly BenchRow[] = [
  { what: 'OSv, kernel minimized by hand', value: 980_000, unit: 'instructions', published: true },
  { what: 'OSv', value: 2_500_000, unit: 'instructions', published: true },
];

export const benchmark: Benchmark = {
  name: 'instructions',
  summary: "guest instructions from the kernel's entry to the program's first, on microvm",
  packagesFor: 'test',
  run: async (context) => {
    const built = await benchKernel(context, 'microvm');
    if (!built.ok) return built;
    const program = await staticProgram(context, 'hello', 'musl');
    if (!program.ok) return program;
    const image = benchImage(context, 'hello', { host: program.value, guest: '/hello' });
    if (!image.ok) return image;
    const paths = { kernel: built.value.strippedPath, image: image.value };
    const kernel = openKernel(built.value.path);
    if (!kernel.ok) return kernel;
    const points = tracePoints(kernel.value);
    if (!points.ok) return points;
    const own = await ownCount(context, paths);
    if (!own.ok) return own;
    const trace = await traceBoot(context, paths, points.value);
    if (!trace.ok) return trace;
    const total: BenchRow = {
      what: 'boot',
      value: trace.value.total,
      unit: 'instructions',
      target: { atMost: 1_000_000 },
      note: 'executed ones only: waiting for the disk counts nothing',
    };
    const counted: BenchRow = {
      what: 'the same, counted by the guest',
      value: own.value.total,
      unit: 'instructions',
      note: 'what run --json gives as bootInstructions',
    };
    const stages = stageRows(own.value.stages, trace.value);
    return ok(
      measured([total, counted, ...stages, ...functionRows(kernel.value, trace.value), ...PUBLISHED]),
    );
  },
};
