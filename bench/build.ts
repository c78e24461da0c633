// SPDX-License-Identifier: MIT
import { measured, skipped, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { err, ok, type Result } from '../src/diagnostic/index.ts';
import { linkStatus, join, readText, removeTree, spawn, writeWhole } from '../src/util/index.ts';
import { commandFailed, fileFailed, unexpectedOutput } from './support/messages.ts';
import { median } from './support/statistics.ts';

const APP = 'native-example';

/** A file in the middle of the kernel, neither the smallest nor the largest. */
const CHANGED_FILE = 'kernel/vfs/pipe.c';

const REPEATS = 5;

interface Timed {
  /** By the clock on the wall. */
  readonly seconds: number;
  /** That processors worked for it, which says more when they work for others as well. */
  readonly cpuSeconds: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Only the shell tells what its children took; see `times` in POSIX, 2.14. */
const WITH_TIMES = '"$0" "$@"; code=$?; times >&2; exit $code';

/** User and system time of children, in the last line of what `times` prints: `0m1.250s 0m0.330s`. */
function childSeconds(stderr: string): number {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0);
}

/** Runs a command in the clone, as a user would, and takes the time of the whole process. */
async function timed(
  context: BenchContext,
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<Result<Timed>> {
  const start = context.clock();
  const words = ['-c', WITH_TIMES, command, ...args];
  const outcome = await spawn('/bin/sh', words, { cwd, cancel: context.interrupted });
  const seconds = (context.clock() - start) / 1000;
  if (outcome.kind !== 'exited' || outcome.code !== 0) {
    return err(commandFailed([command, ...args].join(' '), outcome));
  }
  const { stdout, stderr } = outcome;
  return ok({ seconds, cpuSeconds: childSeconds(stderr), stdout, stderr });
}

function cpuNote(cpuSeconds: number): string {
  return `${cpuSeconds.toFixed(2)} s of processor time`;
}

interface BuildSeconds {
  readonly analyze: number;
  readonly compile: number;
  readonly link: number;
  readonly image: number;
}

const BUILD = ['build', APP, '--json'];

/** The first build: what the launcher sets up, and what the build then does. */
async function firstBuild(context: BenchContext, clone: string): Promise<Result<BenchRow[]>> {
  context.say('npm packages, TypeScript');
  const setUp = await timed(context, './thimble', ['--version'], clone);
  if (!setUp.ok) return setUp;
  context.say('the kernel, the first image');
  const built = await timed(context, './thimble', BUILD, clone);
  if (!built.ok) return built;
  const { seconds } = JSON.parse(built.value.stdout) as { readonly seconds: BuildSeconds };
  const parts: [string, number][] = [
    ['npm packages and TypeScript', setUp.value.seconds],
    ['kernel, compiled', seconds.compile],
    ['kernel, linked', seconds.link],
    ['dependencies and image', seconds.analyze + seconds.image],
  ];
  const total = setUp.value.seconds + built.value.seconds;
  return ok([
    {
      what: 'first build in a clean clone',
      value: total,
      unit: 's',
      target: { atMost: 90 },
      note: cpuNote(setUp.value.cpuSeconds + built.value.cpuSeconds),
    },
    ...parts.map(([what, value]): BenchRow => ({ what: `  ${what}`, value, unit: 's' })),
  ]);
}

async function buildAgain(context: BenchContext, clone: string): Promise<Result<Timed[]>> {
  const runs: Timed[] = [];
  for (let round = 0; round < REPEATS; round++) {
    const built = await timed(context, './thimble', BUILD, clone);
    if (!built.ok) return built;
    runs.push(built.value);
  }
  return ok(runs);
}

/** From a change in one C file, which changes the code, to the linked kernel. */
async function buildChanged(context: BenchContext, clone: string): Promise<Result<Timed[]>> {
  const path = join(clone, CHANGED_FILE);
  const source = readText(path);
  if (!source.ok) return err(fileFailed(source));
  const runs: Timed[] = [];
  for (let round = 0; round < REPEATS; round++) {
    const change = `\n__attribute__((used, retain)) static const int bench_change = ${round + 1};\n`;
    const written = writeWhole(path, source.value + change);
    if (!written.ok) return err(fileFailed(written));
    const built = await timed(context, './thimble', BUILD, clone);
    if (!built.ok) return built;
    const { stderr } = built.value;
    if (!stderr.includes('compiling')) return err(unexpectedOutput(CHANGED_FILE, 'a new kernel', stderr));
    runs.push(built.value);
  }
  return ok(runs);
}

function repeatedRow(what: string, runs: readonly Timed[], atMost: number): BenchRow {
  const middle = (value: (run: Timed) => number): number => median(runs.map(value));
  return {
    what,
    value: middle((run) => run.seconds),
    unit: 's',
    target: { atMost },
    note: cpuNote(middle((run) => run.cpuSeconds)),
  };
}

export const benchmark: Benchmark = {
  name: 'build',
  summary: `a build of ${APP}: from a clean clone, with nothing to do, after a change`,
  packagesFor: 'build',
  run: async (context) => {
    if (!linkStatus(join(context.root, '.git')).ok) {
      return ok(skipped('the sources are no git repository that could be cloned'));
    }
    const clone = join(context.folder, 'clone');
    removeTree(clone);
    try {
      const cloned = await timed(context, 'git', ['clone', '--quiet', context.root, clone], context.folder);
      if (!cloned.ok) return cloned;
      const first = await firstBuild(context, clone);
      if (!first.ok) return first;
      context.say('nothing to do, one file changed');
      const idle = await buildAgain(context, clone);
      if (!idle.ok) return idle;
      const changed = await buildChanged(context, clone);
      if (!changed.ok) return changed;
      return ok(
        measured([
          ...first.value,
          repeatedRow('nothing to do', idle.value, 0.5),
          repeatedRow(`change in ${CHANGED_FILE}`, changed.value, 2),
        ]),
      );
    } finally {
      removeTree(clone);
    }
  },
};
