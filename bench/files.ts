// SPDX-License-Identifier: MIT
import { measured, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { ok } from '../src/diagnostic/index.ts';
import { compareWithLinux, leastOf } from './support/compare.ts';
import { noise } from './support/noise.ts';

const FILE_BYTES = 64 * 2 ** 20;

export const benchmark: Benchmark = {
  name: 'files',
  summary: 'reading a file of 64 MiB as cat does, on q35, next to Linux: the best of several rounds',
  packagesFor: 'test',
  run: async (context) => {
    const compared = await compareWithLinux(context, {
      program: 'copy-file',
      args: ['@/data'],
      data: new Map([['data', noise(FILE_BYTES)]]),
      pattern: /copied \d+ bytes in (\d+) ns/g,
      rounds: 5,
      memoryBytes: 256 * 2 ** 20,
    });
    if (!compared.ok) return compared;
    if (compared.value.kind !== 'compared') return ok(compared.value);
    const { thimble, linux, release } = compared.value.sides;
    const rows = ['from the disk', 'from memory'].flatMap((what, index): BenchRow[] => {
      const rate = (side: typeof linux): number => FILE_BYTES / 1e6 / (leastOf(side, index) / 1e9);
      const [own, other] = [rate(thimble), rate(linux)];
      return [
        { what: `${what}, Thimble`, value: own, unit: 'MB/s', note: 'ROFS' },
        { what: `${what}, Linux`, value: other, unit: 'MB/s', note: `ext4, Linux ${release}` },
        { what: `${what}, Thimble to Linux`, value: own / other, unit: 'times' },
      ];
    });
    return ok(measured(rows));
  },
};
