// SPDX-License-Identifier: MIT
// One program of threads on a kernel for one CPU, and with two and four CPUs on one that uses them, in turn; then next to Linux.
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { cpuSwitches } from '../src/cli/cpu-switches.ts';
import { err, ok, type Result } from '../src/diagnostic/index.ts';
import type { GuestSpec } from '../src/machine/index.ts';
import { spawn } from '../src/util/index.ts';
import { compareWithLinux, leastOf } from './support/compare.ts';
import { staticProgram } from './support/fixtures.ts';
import { benchImage, benchKernel, benchSpec, runWorkingGuest } from './support/guest.ts';
import { commandFailed, unexpectedOutput } from './support/messages.ts';

const ROUNDS = 3;
/** What bench/programs/cpus-work.c prints, in this order. */
const PARTS = ['one', 'two', 'futex', 'pairs2', 'pairs4', 'call'] as const;
type Figures = Readonly<Record<(typeof PARTS)[number], number>>;

async function specs(context: BenchContext, program: string): Promise<Result<readonly GuestSpec[]>> {
  const image = benchImage(context, 'cpus', { host: program, guest: '/cpus-work' });
  if (!image.ok) return image;
  const found: GuestSpec[] = [];
  for (const cpus of [1, 2, 4]) {
    const kernel = await benchKernel(context, 'microvm', 'none', undefined, cpuSwitches(cpus, []));
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

/** The same on the host: other work there takes its part. */
async function hostFigures(context: BenchContext, program: string): Promise<Result<Figures>> {
  const outcome = await spawn(program, [], { cwd: context.folder });
  if (outcome.kind !== 'exited' || outcome.code !== 0) return err(commandFailed(program, outcome));
  return readFigures(outcome.stdout);
}

/** What several get done together, to what one gets done. */
const SPEEDUPS = {
  compute: ({ one, two }: Figures) => (2 * one) / two,
  pairs2: ({ futex, pairs2 }: Figures) => (2 * futex) / pairs2,
  pairs4: ({ futex, pairs4 }: Figures) => (4 * futex) / pairs4,
} as const;

/** Rounds of one program on one machine. */
class Rounds {
  readonly #rounds: Figures[] = [];

  add(figures: Figures): void {
    this.#rounds.push(figures);
  }

  least(part: keyof Figures): number {
    return Math.min(...this.#rounds.map((figures) => figures[part]));
  }

  /** Both times of one round, since what the host does besides changes. */
  speedup(kind: keyof typeof SPEEDUPS): number {
    return Math.max(...this.#rounds.map(SPEEDUPS[kind]));
  }
}

function rows(host: Rounds, [one, two, four]: readonly [Rounds, Rounds, Rounds]): BenchRow[] {
  const times = (what: string, value: number, note?: string): BenchRow => ({
    what,
    value,
    unit: 'times',
    ...(note === undefined ? {} : { note }),
  });
  const ns = (what: string, value: number): BenchRow => ({ what, value, unit: 'ns' });
  return [
    times('two threads that compute, 2 CPUs to one thread twice', two.speedup('compute'), '2 is perfect'),
    times('the same on the host itself', host.speedup('compute')),
    ns('futex round trip, 1 CPU', one.least('futex')),
    ns('futex round trip, 2 CPUs', two.least('futex')),
    ns('futex round trip, 4 CPUs', four.least('futex')),
    times('futex round trips of 2 pairs to those of one, 4 CPUs', four.speedup('pairs2'), '2 is perfect'),
    times('futex round trips of 4 pairs to those of one, 4 CPUs', four.speedup('pairs4'), "up to the host's"),
    times('2 pairs to one on the host itself', host.speedup('pairs2')),
    times('4 pairs to one on the host itself', host.speedup('pairs4')),
    ns('one getppid call, kernel for 1 CPU', one.least('call')),
    ns('one getppid call, kernel with smp', two.least('call')),
  ];
}

/** Parts in which threads wake each other, in words. */
const WAKING = { futex: 'of one pair', pairs2: 'of 2 pairs', pairs4: 'of 4 pairs' } as const;

/** Round trips next to Linux, with more CPUs than the host may have; none where there can be no comparison. */
async function linuxRows(context: BenchContext): Promise<Result<BenchRow[]>> {
  const cpus = 4;
  const compared = await compareWithLinux(context, {
    program: 'cpus-work',
    args: [],
    data: new Map(),
    pattern: /^[a-z0-9]+ (\d+) ns$/gm,
    rounds: ROUNDS,
    memoryBytes: 256 * 2 ** 20,
    cpus,
  });
  if (!compared.ok) return compared;
  if (compared.value.kind !== 'compared') return ok([]);
  const { thimble, linux, release } = compared.value.sides;
  return ok(
    Object.entries(WAKING).map(([part, what]): BenchRow => {
      const place = PARTS.indexOf(part as keyof typeof WAKING);
      const [own, other] = [leastOf(thimble, place), leastOf(linux, place)];
      return {
        what: `futex round trip ${what}, ${cpus} CPUs, to Linux`,
        value: own / other,
        unit: 'times',
        note: `${own} ns to ${other} ns, Linux ${release}`,
      };
    }),
  );
}

export const benchmark: Benchmark = {
  name: 'cpus',
  summary:
    'threads that compute and wake each other, on 1, 2 and 4 CPUs, the latter next to Linux: the best of several rounds',
  packagesFor: 'test',
  run: async (context) => {
    const program = await staticProgram(context, 'cpus-work', 'glibc');
    if (!program.ok) return program;
    const guests = await specs(context, program.value);
    if (!guests.ok) return guests;
    const host = new Rounds();
    const sides = [new Rounds(), new Rounds(), new Rounds()] as const;
    for (let round = 1; round <= ROUNDS; round++) {
      context.say(`round ${round} of ${ROUNDS}`);
      const onHost = await hostFigures(context, program.value);
      if (!onHost.ok) return onHost;
      host.add(onHost.value);
      for (const [index, spec] of guests.value.entries()) {
        const figures = await measure(context, spec);
        if (!figures.ok) return figures;
        sides[index]?.add(figures.value);
      }
    }
    const nextToLinux = await linuxRows(context);
    return nextToLinux.ok ? ok(measured([...rows(host, sides), ...nextToLinux.value])) : nextToLinux;
  },
};
