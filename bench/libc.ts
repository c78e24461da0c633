// SPDX-License-Identifier: MIT
// The same dynamic program with the kernel's libc and with glibc in the image, in turn, in machines that are alike.
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { KERNEL_LIBC } from '../src/cli/program-libc.ts';
import { err, ok, type Result } from '../src/diagnostic/index.ts';
import type { GuestSpec } from '../src/machine/index.ts';
import { takeBest } from './support/best-times.ts';
import { dynamicProgram } from './support/fixtures.ts';
import { benchImage, benchKernel, benchSpec, runWorkingGuest } from './support/guest.ts';
import { unexpectedOutput } from './support/messages.ts';

const ROUNDS = 3;

/** What a pair of figures should be at most, the kernel's libc to the image's, by the beginning of its name. */
const TARGETS: readonly (readonly [prefix: string, atMost: number])[] = [
  ['mem', 1.2],
  ['strlen', 1.2],
  // As much work a second as 0.8 of glibc's.
  ['malloc', 1.25],
];

async function specs(
  context: BenchContext,
): Promise<Result<readonly (readonly [libc: 'kernel' | 'image', spec: GuestSpec])[]>> {
  const program = await dynamicProgram(context, 'libc-calls');
  if (!program.ok) return program;
  const sides: (readonly ['kernel' | 'image', GuestSpec])[] = [];
  for (const libc of ['kernel', 'image'] as const) {
    const kernel = await benchKernel(context, 'microvm', libc === 'kernel' ? 'kernel' : 'none');
    if (!kernel.ok) return kernel;
    const where = { host: program.value, guest: '/libc-calls' };
    const image = benchImage(context, libc, where, [], libc === 'kernel' ? KERNEL_LIBC : undefined);
    if (!image.ok) return image;
    sides.push([libc, benchSpec(kernel.value.strippedPath, image.value, ['/libc-calls'])]);
  }
  return ok(sides);
}

function rowsOf(kernel: ReadonlyMap<string, number>, image: ReadonlyMap<string, number>): BenchRow[] {
  return [...kernel].flatMap(([name, own]): BenchRow[] => {
    const other = image.get(name);
    if (other === undefined) return [];
    const target = TARGETS.find(([prefix]) => name.startsWith(prefix));
    return [
      { what: `${name}, in the kernel`, value: own, unit: 'ns' },
      { what: `${name}, in the image`, value: other, unit: 'ns' },
      {
        what: `${name}, kernel to image`,
        value: own / other,
        unit: 'times',
        ...(target === undefined ? {} : { target: { atMost: target[1] } }),
      },
    ];
  });
}

export const benchmark: Benchmark = {
  name: 'libc',
  summary: "calls of the kernel's libc next to glibc's in the image, on microvm: the best of several rounds",
  packagesFor: 'test',
  run: async (context) => {
    const sides = await specs(context);
    if (!sides.ok) return sides;
    const best = { kernel: new Map<string, number>(), image: new Map<string, number>() };
    for (let round = 1; round <= ROUNDS; round++) {
      context.say(`round ${round} of ${ROUNDS}`);
      for (const [libc, spec] of sides.value) {
        const finished = await runWorkingGuest(
          context,
          `libc-calls with the libc of the ${libc}`,
          spec,
          600_000,
        );
        if (!finished.ok) return finished;
        takeBest(best[libc], finished.value.stdout);
        if (best[libc].size === 0)
          return err(unexpectedOutput('libc-calls', 'a figure a line', finished.value.stdout));
      }
    }
    return ok(measured(rowsOf(best.kernel, best.image)));
  },
};
