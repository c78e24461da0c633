// SPDX-License-Identifier: MIT
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { ok, type Result } from '../src/diagnostic/index.ts';
import type { GuestSpec } from '../src/machine/index.ts';
import { cutKernel } from './support/cut-kernel.ts';
import { floorKernel, staticProgram } from './support/fixtures.ts';
import { benchImage, benchKernel, benchSpec, runWorkingGuest } from './support/guest.ts';
import { median } from './support/statistics.ts';

/** Of each subject, one after the other in turn, so that what else the machine does meets all alike. */
const ROUNDS = 30;

interface Subject {
  readonly what: string;
  readonly spec: GuestSpec;
  readonly note?: string;
  readonly times: number[];
}

function subject(what: string, spec: GuestSpec, note?: string): Subject {
  return { what, spec, times: [], ...(note === undefined ? {} : { note }) };
}

async function subjects(context: BenchContext): Promise<Result<[Subject, ...Subject[]]>> {
  const stub = await floorKernel(context);
  if (!stub.ok) return stub;
  const kernel = await benchKernel(context, 'microvm');
  if (!kernel.ok) return kernel;
  const { strippedPath } = kernel.value;
  const images: string[] = [];
  const cut: string[] = [];
  for (const libc of ['musl', 'glibc'] as const) {
    const program = await staticProgram(context, 'hello', libc);
    if (!program.ok) return program;
    const image = benchImage(context, `hello-${libc}`, { host: program.value, guest: '/hello' });
    if (!image.ok) return image;
    images.push(image.value);
    const own = await cutKernel(context, program.value);
    if (!own.ok) return own;
    cut.push(own.value.path);
  }
  const ls = benchImage(context, 'ls', { host: '/bin/ls', guest: '/bin/ls' });
  if (!ls.ok) return ls;
  return ok([
    subject(
      'floor',
      benchSpec(stub.value, images[0], ['/none']),
      '20 lines that print a word, on the same machine',
    ),
    subject('hello, static, musl', benchSpec(cut[0] ?? '', images[0], ['/hello'])),
    subject('hello, static, musl, --universal', benchSpec(strippedPath, images[0], ['/hello'])),
    subject('hello, static, glibc', benchSpec(cut[1] ?? '', images[1], ['/hello'])),
    subject('ls /, dynamic, glibc, --universal', benchSpec(strippedPath, ls.value, ['/bin/ls', '/'])),
  ]);
}

/** Of the same measurement in the same emulator. */
const PUBLISHED: readonly BenchRow[] = [
  { what: 'OSv, kernel minimized by hand', value: 2.7, unit: 'times', published: true },
  { what: 'OSv', value: 3.6, unit: 'times', published: true, note: '3.6 to 4' },
  {
    what: 'Unikraft, minimal',
    value: 4.5,
    unit: 'times',
    published: true,
    note: 'most of it one calibration of 100 ms',
  },
  { what: 'Nanos, on q35', value: 3.2, unit: 'times', published: true, note: 'of the floor of that machine' },
];

export const benchmark: Benchmark = {
  name: 'start',
  summary: "from starting QEMU (microvm) to the program's first word",
  packagesFor: 'test',
  run: async (context) => {
    const chosen = await subjects(context);
    if (!chosen.ok) return chosen;
    context.say(`${ROUNDS} rounds of ${chosen.value.length} guests`);
    // The first round only brings files into the host's memory.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const each of chosen.value) {
        const finished = await runWorkingGuest(context, each.what, each.spec, 30_000);
        if (!finished.ok) return finished;
        if (round > 0) each.times.push((finished.value.run.seconds.boot ?? Number.NaN) * 1000);
      }
    }
    const [floor, ...others] = chosen.value;
    const medians = chosen.value.map((each): BenchRow => {
      const { what, note, times } = each;
      const spread = `${Math.min(...times).toFixed(1)} to ${Math.max(...times).toFixed(1)}`;
      return {
        what,
        value: median(times),
        unit: 'ms',
        note: note === undefined ? spread : `${spread}; ${note}`,
      };
    });
    const ratios = others.map((each, index): BenchRow => {
      const row = { what: `${each.what}, to the floor`, unit: 'times' } as const;
      const value = median(each.times) / median(floor.times);
      return index < 2 ? { ...row, value, target: { atMost: 1.6 } } : { ...row, value };
    });
    return ok(measured([...medians, ...ratios, ...PUBLISHED]));
  },
};
