// SPDX-License-Identifier: MIT
import { measured, type Benchmark } from '../src/cli/benchmark.ts';
import { ok } from '../src/diagnostic/index.ts';
import { compareWithLinux, leastOf } from './support/compare.ts';

const CALLS = 10_000_000;

export const benchmark: Benchmark = {
  name: 'syscalls',
  summary: '10 million getppid system calls on q35, next to Linux: the best of several rounds',
  packagesFor: 'test',
  run: async (context) => {
    const compared = await compareWithLinux(context, {
      program: 'call-kernel',
      args: [String(CALLS)],
      data: new Map(),
      pattern: /in (\d+) ns/g,
      rounds: 3,
      memoryBytes: 256 * 2 ** 20,
    });
    if (!compared.ok) return compared;
    if (compared.value.kind !== 'compared') return ok(compared.value);
    const { thimble, linux, release } = compared.value.sides;
    const [own, other] = [leastOf(thimble, 0) / CALLS, leastOf(linux, 0) / CALLS];
    return ok(
      measured([
        { what: 'one call, Thimble', value: own, unit: 'ns' },
        { what: 'one call, Linux', value: other, unit: 'ns', note: `Linux ${release}, mitigations=off` },
        { what: 'Thimble to Linux', value: own / other, unit: 'times', note: 'less is faster' },
      ]),
    );
  },
};
