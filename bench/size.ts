// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../src/diagnostic/index.ts';
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { spawn } from '../src/util/index.ts';
import { dynamicProgram } from './support/fixtures.ts';
import { benchKernel } from './support/guest.ts';
import { commandFailed } from './support/messages.ts';

/** Bytes that the stripped kernel with every component may have, the C library included. */
export const SIZE_BUDGET = 1024 * 1024;

/** The same, with the drivers of one kind of machine. */
export const PROFILE_BUDGET = 900_000;

/** A program that a kernel is cut to, with the kernel's C library and for virtio over MMIO. */
export interface CutProgram {
  readonly what: string;
  /** A program of bench/programs, or an app. */
  readonly program: { readonly source: string } | { readonly app: string };
  /** Further words for `build`. */
  readonly options?: readonly string[];
  /** Bytes that the stripped kernel may have. */
  readonly budget: number;
}

export const CUT_PROGRAMS: readonly CutProgram[] = [
  { what: 'hello, C', program: { source: 'hello' }, budget: 98_304 },
  { what: 'golang-pie-example', program: { app: 'golang-pie-example' }, budget: 196_608 },
  {
    what: 'UDP echo, C, with a network card',
    program: { source: 'udp-echo' },
    options: ['--component', 'virtio-net=on'],
    budget: 196_608,
  },
  {
    what: 'redis, with a network card',
    program: { app: 'redis' },
    options: ['--component', 'virtio-net=on'],
    budget: 450_000,
  },
];

/** The words of `build` for a cut kernel. */
export function cutWords(program: string, options: readonly string[] = []): string[] {
  return ['build', '--json', '--libc', 'kernel', '--profile', 'virtio-mmio', ...options, program];
}

async function cutKernel(context: BenchContext, each: CutProgram): Promise<Result<BenchRow>> {
  const { program } = each;
  const path = 'app' in program ? ok(program.app) : await dynamicProgram(context, program.source);
  if (!path.ok) return path;
  context.say(each.what);
  const words = cutWords(path.value, each.options);
  const outcome = await spawn('./thimble', words, { cwd: context.root, cancel: context.interrupted });
  if (outcome.kind !== 'exited' || outcome.code !== 0)
    return err(commandFailed(['./thimble', ...words].join(' '), outcome));
  const { kernel } = JSON.parse(outcome.stdout) as { readonly kernel: { readonly strippedBytes: number } };
  return ok({
    what: `cut to ${each.what}`,
    value: kernel.strippedBytes,
    unit: 'bytes',
    target: { atMost: each.budget },
  });
}

/** Of the C hello and of native-example's kind, measured with the same programs. */
const PUBLISHED: readonly BenchRow[] = [
  { what: 'OSv, hidden, every driver', value: 3_443_256, unit: 'bytes', published: true },
  { what: 'OSv, hidden, virtio-mmio', value: 2_857_528, unit: 'bytes', published: true },
  { what: 'OSv, cut to hello, virtio-mmio', value: 2_243_128, unit: 'bytes', published: true },
  { what: 'OSv, the same, minimized by hand', value: 842_128, unit: 'bytes', published: true },
  { what: 'OSv, cut to the Go program', value: 2_247_224, unit: 'bytes', published: true },
  {
    what: "Unikraft's smallest hello",
    value: 147_768,
    unit: 'bytes',
    published: true,
    note: 'the program is linked in; no loader, no disk',
  },
];

export const benchmark: Benchmark = {
  name: 'size',
  summary: 'bytes of stripped kernels: with everything, for a profile, cut to programs; by component',
  packagesFor: 'build',
  run: async (context) => {
    const all = await benchKernel(context, 'all', 'kernel');
    if (!all.ok) return all;
    const mmio = await benchKernel(context, 'virtio-mmio', 'kernel');
    if (!mmio.ok) return mmio;
    const ladder: BenchRow[] = [
      {
        what: 'hidden, every component',
        value: all.value.strippedBytes,
        unit: 'bytes',
        target: { atMost: SIZE_BUDGET },
      },
      {
        what: 'hidden, virtio-mmio',
        value: mmio.value.strippedBytes,
        unit: 'bytes',
        target: { atMost: PROFILE_BUDGET },
      },
    ];
    for (const each of CUT_PROGRAMS) {
      const row = await cutKernel(context, each);
      if (!row.ok) return row;
      ladder.push(row.value);
    }
    const { strippedBytes, sharedBytes, components } = all.value;
    const named = components.reduce((sum, { bytes }) => sum + bytes, sharedBytes);
    const bySize = [...components].sort((a, b) => b.bytes - a.bytes);
    return ok(
      measured([
        ...ladder,
        ...PUBLISHED,
        ...bySize.map(({ name, bytes, zeroedBytes }): BenchRow => {
          const row = { what: `  every component: ${name}`, value: bytes, unit: 'bytes' } as const;
          return zeroedBytes === 0 ? row : { ...row, note: `and ${zeroedBytes} bytes of zeroed memory` };
        }),
        { what: '  every component: shared strings and tables', value: sharedBytes, unit: 'bytes' },
        { what: '  every component: headers and padding', value: strippedBytes - named, unit: 'bytes' },
      ]),
    );
  },
};
