// SPDX-License-Identifier: MIT
import { measured, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { measureLadder } from '../src/cli/measure-ladder.ts';
import { noOptions } from '../src/cli/no-options.ts';
import { err, ok, type Result } from '../src/diagnostic/index.ts';
import { LADDER_HEADINGS, ladderRows, type LadderStep } from '../src/report/ladder.ts';
import { dirname, join, removeTree, spawn } from '../src/util/index.ts';
import { commandFailed } from './support/messages.ts';
import { median } from './support/statistics.ts';

const APP = 'native-example';

/** What the project wants of the steps of the ladder, in bytes. */
const AT_MOST: Readonly<Partial<Record<LadderStep['step'], number>>> = {
  hidden: 1_048_576,
  profile: 900_000,
};

const ROUNDS = 5;

/** `thimble build` of an image that has been analyzed, with no kernel for it: the seconds of planning and linking. */
async function linkAgain(context: BenchContext, words: readonly string[]): Promise<Result<number>> {
  const command = ['build', '--profile', 'virtio-mmio', '--json', ...words];
  const outcome = await spawn(join(context.root, 'thimble'), command, { cancel: context.interrupted });
  if (outcome.kind !== 'exited' || outcome.code !== 0)
    return err(commandFailed(`thimble ${command.join(' ')}`, outcome));
  const told = JSON.parse(outcome.stdout) as {
    readonly kernel: { readonly path: string };
    readonly seconds: { readonly analyze: number; readonly compile: number; readonly link: number };
  };
  removeTree(dirname(told.kernel.path));
  return ok(told.seconds.compile + told.seconds.link);
}

async function linkRow(
  context: BenchContext,
  what: string,
  words: readonly string[],
): Promise<Result<BenchRow>> {
  // The first one analyzes and leaves no kernel.
  const first = await linkAgain(context, words);
  if (!first.ok) return first;
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const again = await linkAgain(context, words);
    if (!again.ok) return again;
    seconds.push(again.value);
  }
  return ok({ what, value: median(seconds), unit: 's', target: { atMost: 1 } });
}

function targetOf(atMost: number | undefined): Pick<BenchRow, 'target'> {
  return atMost === undefined ? {} : { target: { atMost } };
}

async function ladder(context: BenchContext): Promise<Result<BenchRow[]>> {
  const options = noOptions();
  if (!options.ok) return options;
  const steps = await measureLadder(context, [APP], options.value);
  if (!steps.ok) return steps;
  const texts = ladderRows(steps.value);
  return ok(
    steps.value.map(({ step, bytes }, index): BenchRow => {
      const [label = step, , page = '', today = ''] = texts[index] ?? [];
      const others = [page, today].filter((text) => text !== '').join('; ');
      return {
        what: label,
        value: bytes,
        unit: 'bytes',
        note: `${LADDER_HEADINGS.slice(2).join('; ')}: ${others}`,
        ...targetOf(AT_MOST[step]),
      };
    }),
  );
}

export const benchmark: Benchmark = {
  name: 'tailor',
  summary:
    'kernels from everything exported to cut to a program: their sizes, and how long it takes to cut one',
  packagesFor: 'build',
  run: async (context) => {
    const steps = await ladder(context);
    if (!steps.ok) return steps;
    const rows = [...steps.value];
    for (const [what, words] of [
      [`cut a kernel to ${APP}, analyzed before`, [APP]],
      ['cut a kernel to sqlite3, analyzed before', ['--libc', 'kernel', '/usr/bin/sqlite3']],
    ] as const) {
      const row = await linkRow(context, what, words);
      if (!row.ok) return row;
      rows.push(row.value);
    }
    return ok(measured(rows));
  },
};
