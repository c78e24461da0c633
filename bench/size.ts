// SPDX-License-Identifier: MIT
import { ok } from '../src/diagnostic/index.ts';
import { measured, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { benchKernel } from './support/guest.ts';

/** Bytes that the stripped kernel with every component may have, the C library included. */
export const SIZE_BUDGET = 1024 * 1024;

export const benchmark: Benchmark = {
  name: 'size',
  summary: 'bytes of the stripped kernel, whole and by component',
  packagesFor: 'build',
  run: async (context) => {
    const all = await benchKernel(context, 'all');
    if (!all.ok) return all;
    const rows: BenchRow[] = [];
    for (const profile of ['microvm', 'q35']) {
      const kernel = await benchKernel(context, profile);
      if (!kernel.ok) return kernel;
      rows.push({ what: `kernel for ${profile}`, value: kernel.value.strippedBytes, unit: 'bytes' });
    }
    const { strippedBytes, sharedBytes, components } = all.value;
    const named = components.reduce((sum, { bytes }) => sum + bytes, sharedBytes);
    const bySize = [...components].sort((a, b) => b.bytes - a.bytes);
    return ok(
      measured([
        {
          what: 'kernel with every component',
          value: strippedBytes,
          unit: 'bytes',
          target: { atMost: SIZE_BUDGET },
        },
        ...rows,
        ...bySize.map(({ name, bytes, zeroedBytes }): BenchRow => {
          const row = { what: `  ${name}`, value: bytes, unit: 'bytes' } as const;
          return zeroedBytes === 0 ? row : { ...row, note: `and ${zeroedBytes} bytes of zeroed memory` };
        }),
        { what: '  shared strings and tables', value: sharedBytes, unit: 'bytes' },
        {
          what: '  headers and padding',
          value: strippedBytes - named,
          unit: 'bytes',
          note: 'sections begin on pages of their own, so that each has its own protection',
        },
      ]),
    );
  },
};
