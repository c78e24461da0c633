// SPDX-License-Identifier: MIT
// One program of small parts (bench/programs/micro.c) on one CPU and on two, next to Linux.
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { ok, type Result } from '../src/diagnostic/index.ts';
import { compareWithLinux, leastOf, type Compared, type Sides } from './support/compare.ts';

const ROUNDS = 3;

/** What the program measures, in the order in which it prints it. */
const PARTS = [
  'getppid',
  'clock_gettime, as a system call',
  'futex: wake nobody',
  'eventfd: write and read',
  'epoll: add and remove',
  'epoll: wait for nothing, no time',
  'epoll: wait for what is ready',
  'sched_yield to another thread, on one CPU',
  'futex: there and back, on one CPU',
  'pipe: there and back, on one CPU',
  'futex: there and back',
  'pipe: there and back',
  'eventfd and epoll: there and back',
  'thread: create and join',
] as const;

function compare(context: BenchContext, cpus: number): Promise<Result<Compared>> {
  return compareWithLinux(context, {
    program: 'micro',
    args: [],
    data: new Map(),
    pattern: /^[a-z_-]+ (\d+) ns/gm,
    rounds: ROUNDS,
    memoryBytes: 256 * 2 ** 20,
    cpus,
  });
}

function rows({ thimble, linux }: Sides, cpus: number): BenchRow[] {
  return PARTS.map((what, part) => {
    const [own, other] = [leastOf(thimble, part), leastOf(linux, part)];
    return {
      what: `${what}; ${cpus} CPU${cpus === 1 ? '' : 's'}`,
      value: own / other,
      unit: 'times',
      note: `${own} ns to ${other} ns`,
    };
  });
}

export const benchmark: Benchmark = {
  name: 'micro',
  summary: 'system calls, switches and wake-ups to those of Linux (less is faster), on 1 and on 2 CPUs',
  packagesFor: 'test',
  run: async (context) => {
    const found: BenchRow[] = [];
    for (const cpus of [1, 2]) {
      const compared = await compare(context, cpus);
      if (!compared.ok) return compared;
      if (compared.value.kind !== 'compared') return ok(compared.value);
      found.push(...rows(compared.value.sides, cpus));
    }
    return ok(measured(found));
  },
};
