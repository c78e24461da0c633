// SPDX-License-Identifier: MIT
// One program of threads on a kernel for one CPU, and with two CPUs on one that uses them, in turn.
import { measured, type BenchContext, type Benchmark } from '../src/cli/benchmark.ts';
import { err, ok, type Result } from '../src/diagnostic/index.ts';
import type { GuestSpec } from '../src/machine/index.ts';
import { spawn } from '../src/util/index.ts';
import { staticProgram } from './support/fixtures.ts';
import { benchImage, benchKernel, benchSpec, runWorkingGuest } from './support/guest.ts';
import { commandFailed, unexpectedOutput } from './support/messages.ts';

const ROUNDS = 3;
/** What bench/programs/cpus-work.c prints, in this order. */
const PARTS = ['one', 'two', 'futex', 'call'] as const;
type Figures = Readonly<Record<(typeof PARTS)[number], number>>;

async function specs(context: BenchContext, program: string): Promise<Result<readonly GuestSpec[]>> {
  const image = benchImage(context, 'cpus', { host: program, guest: '/cpus-work' });
  if (!image.ok) return image;
  const found: GuestSpec[] = [];
  for (const cpus of [1, 2]) {
    const switches = cpus === 1 ? [] : [{ name: 'smp', on: true, by: 'bench cpus' }];
    const kernel = await benchKernel(context, 'microvm', 'none', undefined, switches);
    if (!kernel.ok) return kernel;
    found.push(benchSpec(kernel.value.strippedPath, image.value, ['/cpus-work'], { cpus }));
  }
  return ok(found);
}

function readFigures(output: string): Result<Figures> {
  const figures: Partial<Record<(typeof PARTS)[number], number>> = {};
  for (const part of PARTS) {
    const text = new RegExp(`^${part} (\\d+) ns$`, 'm').exec(output)?.[1];
    if (text === undefined) return err(unexpectedOutput('cpus-work', `a line of "${part}"`, output));
    figures[part] = Number(text);
  }
  return ok(figures as Figures);
}

async function measure(context: BenchContext, spec: GuestSpec): Promise<Result<Figures>> {
  const finished = await runWorkingGuest(context, `cpus-work on ${spec.cpus} CPUs`, spec, 300_000);
  return finished.ok ? readFigures(finished.value.stdout) : finished;
}

/** How much two threads get done on the host while one would: other work there takes its part. */
async function hostSpeedup(context: BenchContext, program: string): Promise<Result<number>> {
  const outcome = await spawn(program, [], { cwd: context.folder });
  if (outcome.kind !== 'exited' || outcome.code !== 0) return err(commandFailed(program, outcome));
  const figures = readFigures(outcome.stdout);
  return figures.ok ? ok(speedup(figures.value)) : figures;
}

function speedup({ one, two }: Figures): number {
  return (2 * one) / two;
}

export const benchmark: Benchmark = {
  name: 'cpus',
  summary: 'threads that compute and wake each other, on 1 and on 2 CPUs: the best of several rounds',
  packagesFor: 'test',
  run: async (context) => {
    const program = await staticProgram(context, 'cpus-work', 'glibc');
    if (!program.ok) return program;
    const guests = await specs(context, program.value);
    if (!guests.ok) return guests;
    const best = new Map<number, Figures>();
    const speedups: number[] = [];
    const onHost: number[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      context.say(`round ${round} of ${ROUNDS}`);
      const host = await hostSpeedup(context, program.value);
      if (!host.ok) return host;
      onHost.push(host.value);
      for (const spec of guests.value) {
        const figures = await measure(context, spec);
        if (!figures.ok) return figures;
        const { futex, call } = figures.value;
        const before = best.get(spec.cpus) ?? figures.value;
        best.set(spec.cpus, {
          ...before,
          futex: Math.min(before.futex, futex),
          call: Math.min(before.call, call),
        });
        if (spec.cpus === 2) speedups.push(speedup(figures.value));
      }
    }
    const [single, double] = [best.get(1), best.get(2)];
    return ok(
      measured([
        {
          what: 'two threads that compute, 2 CPUs to one thread twice',
          value: Math.max(...speedups),
          unit: 'times',
          note: 'the same run; 2 is perfect',
        },
        { what: 'the same on the host itself', value: Math.max(...onHost), unit: 'times' },
        { what: 'futex round trip, 1 CPU', value: single?.futex ?? NaN, unit: 'ns' },
        { what: 'futex round trip, 2 CPUs', value: double?.futex ?? NaN, unit: 'ns' },
        { what: 'one getppid call, kernel for 1 CPU', value: single?.call ?? NaN, unit: 'ns' },
        { what: 'one getppid call, kernel with smp', value: double?.call ?? NaN, unit: 'ns' },
      ]),
    );
  },
};
