// SPDX-License-Identifier: MIT
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { err, ok, type Result } from '../src/diagnostic/index.ts';
import { symbolAt, type ElfFile } from '../src/elf/index.ts';
import { KERNEL_LIBC } from '../src/cli/program-libc.ts';
import { dynamicProgram, staticProgram } from './support/fixtures.ts';
import { benchImage, benchKernel, benchSpec, runWorkingGuest } from './support/guest.ts';
import type { BootTrace } from './support/instruction-trace.ts';
import { unexpectedOutput } from './support/messages.ts';
import { openElf, programPoints, traceBoot, tracePoints } from './support/trace-boot.ts';

/** How many functions are shown. */
const FUNCTIONS = 8;

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

/** A hello as gcc makes it by itself, with the kernel as its libc: up to `main`, the dynamic linker included. */
async function dynamicRows(context: BenchContext): Promise<Result<BenchRow[]>> {
  const built = await benchKernel(context, 'microvm', 'kernel');
  if (!built.ok) return built;
  const program = await dynamicProgram(context, 'hello');
  if (!program.ok) return program;
  const where = { host: program.value, guest: '/hello' };
  const image = benchImage(context, 'hello-dynamic', where, [], KERNEL_LIBC);
  if (!image.ok) return image;
  const [kernel, hello] = [openElf(built.value.path), openElf(program.value)];
  if (!kernel.ok) return kernel;
  if (!hello.ok) return hello;
  const [points, ofProgram] = [tracePoints(kernel.value), programPoints(hello.value)];
  if (!points.ok) return points;
  if (!ofProgram.ok) return ofProgram;
  const paths = { kernel: built.value.strippedPath, image: image.value };
  const trace = await traceBoot(context, paths, { ...points.value, program: ofProgram.value });
  if (!trace.ok) return trace;
  const { total, main = Number.NaN } = trace.value;
  return ok([
    {
      what: 'dynamic hello, to main',
      value: main,
      unit: 'instructions',
      target: { atMost: 1_500_000 },
      note: "position independent, bound to the kernel's libc",
    },
    { what: '  to its first instruction', value: total, unit: 'instructions' },
    { what: '  from there to main', value: main - total, unit: 'instructions' },
    ...functionRows(kernel.value, trace.value),
  ]);
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
    const kernel = openElf(built.value.path);
    if (!kernel.ok) return kernel;
    const points = tracePoints(kernel.value);
    if (!points.ok) return points;
    const own = await ownCount(context, paths);
    if (!own.ok) return own;
    const trace = await traceBoot(context, paths, points.value);
    if (!trace.ok) return trace;
    const total: BenchRow = {
      what: 'static hello, to its first instruction',
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
    const dynamic = await dynamicRows(context);
    if (!dynamic.ok) return dynamic;
    const functions = functionRows(kernel.value, trace.value);
    return ok(measured([total, counted, ...stages, ...functions, ...dynamic.value, ...PUBLISHED]));
  },
};
