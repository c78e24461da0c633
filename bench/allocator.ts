// SPDX-License-Identifier: MIT
// The same dynamic program with each allocator of the kernel's libc, and with glibc in the image, in turn, in machines that are alike.
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { ALLOCATOR_ROLE, KERNEL_LIBC, usualAllocator } from '../src/cli/program-libc.ts';
import { loadComponents } from '../src/component/index.ts';
import { err, ok, type Result } from '../src/diagnostic/index.ts';
import { fillers } from '../src/graph/index.ts';
import type { GuestSpec } from '../src/machine/index.ts';
import { takeBest } from './support/best-times.ts';
import { dynamicProgram } from './support/fixtures.ts';
import { benchImage, benchKernel, benchSpec, runWorkingGuest } from './support/guest.ts';
import { unexpectedOutput } from './support/messages.ts';

const ROUNDS = 3;
const PROGRAM = 'allocations';

/** As much work a second as 0.8 of glibc's, in the ways of using malloc that the target is about. */
const AT_MOST = 1.25;
const WITH_TARGET = /^mixed-/;

const WHERE = { image: 'glibc in the image', kernel: 'in the kernel' } as const;

interface Side {
  /** The allocator's name, or `glibc`. */
  readonly name: string;
  readonly spec: GuestSpec;
  readonly kernelBytes: number;
  /** Whether kernels have this allocator unless somebody chooses; that is which the target is for. */
  readonly isUsual: boolean;
}

async function sidesOf(context: BenchContext): Promise<Result<readonly Side[]>> {
  const set = await loadComponents(context.root);
  if (!set.ok) return set;
  const program = await dynamicProgram(context, PROGRAM);
  if (!program.ok) return program;
  const where = { host: program.value, guest: `/${PROGRAM}` };
  const sides: Side[] = [];
  const known = fillers(set.value, ALLOCATOR_ROLE);
  for (const name of ['glibc', ...known.keys()]) {
    const byKernel = name !== 'glibc';
    const kernel = byKernel
      ? await benchKernel(context, 'microvm', 'kernel', name)
      : await benchKernel(context, 'microvm');
    if (!kernel.ok) return kernel;
    const image = benchImage(context, name, where, [], byKernel ? KERNEL_LIBC : undefined);
    if (!image.ok) return image;
    const { strippedPath, strippedBytes } = kernel.value;
    sides.push({
      name,
      spec: benchSpec(strippedPath, image.value, [`/${PROGRAM}`]),
      kernelBytes: strippedBytes,
      isUsual: byKernel && known.get(name)?.name === usualAllocator(set.value),
    });
  }
  return ok(sides);
}

/** What each way of using malloc takes, side by side; the first side is what the others are compared with. */
function rowsOf(sides: readonly Side[], best: ReadonlyMap<string, ReadonlyMap<string, number>>): BenchRow[] {
  const [first, ...others] = sides;
  if (first === undefined) return [];
  const base = best.get(first.name) ?? new Map<string, number>();
  return [...base].flatMap(([way, reference]): BenchRow[] => [
    { what: `${way}, ${WHERE.image}`, value: reference, unit: 'ns' },
    ...others.flatMap(({ name, isUsual }): BenchRow[] => {
      const value = best.get(name)?.get(way);
      if (value === undefined) return [];
      const hasTarget = isUsual && WITH_TARGET.test(way);
      return [
        { what: `${way}, ${name} ${WHERE.kernel}`, value, unit: 'ns' },
        {
          what: `${way}, ${name} to glibc`,
          value: value / reference,
          unit: 'times',
          ...(hasTarget ? { target: { atMost: AT_MOST } } : {}),
        },
      ];
    }),
  ]);
}

export const benchmark: Benchmark = {
  name: 'allocator',
  summary:
    'a block of malloc in several ways of using it, by allocator, with 1 and 4 threads: the best of several rounds',
  packagesFor: 'test',
  run: async (context) => {
    const sides = await sidesOf(context);
    if (!sides.ok) return sides;
    const best = new Map(sides.value.map(({ name }) => [name, new Map<string, number>()]));
    for (let round = 1; round <= ROUNDS; round++) {
      context.say(`round ${round} of ${ROUNDS}`);
      for (const { name, spec } of sides.value) {
        const finished = await runWorkingGuest(context, `${PROGRAM} with ${name}`, spec, 600_000);
        if (!finished.ok) return finished;
        const { stdout } = finished.value;
        const times = best.get(name) ?? new Map<string, number>();
        takeBest(times, stdout);
        if (times.size === 0) return err(unexpectedOutput(PROGRAM, 'a figure a line', stdout));
      }
    }
    const sizes = sides.value
      .filter(({ name }) => name !== 'glibc')
      .map(({ name, kernelBytes }): BenchRow => ({
        what: `kernel for microvm with ${name}`,
        value: kernelBytes,
        unit: 'bytes',
      }));
    return ok(measured([...rowsOf(sides.value, best), ...sizes]));
  },
};
