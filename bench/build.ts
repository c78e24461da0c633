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
  readonly seconds: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in the clone, as a user would, and takes the time of the whole process. */
async function timed(
  context: BenchContext,
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<Result<Timed>> {
  const start = context.clock();
  const outcome = await spawn(command, args, { cwd, cancel: context.interrupted });
  const seconds = (context.clock() - start) / 1000;
  if (outcome.kind !== 'exited' || outcome.code !== 0) {
    return err(commandFailed([command, ...args].join(' '), outcome));
  }
  return ok({ seconds, stdout: outcome.stdout, stderr: outcome.stderr });
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
  // To tell the compiler of TypeScript from npm, which ran before it.
  removeTree(join(clone, 'build/js'));
  const compiled = await timed(context, './thimble', ['--version'], clone);
  if (!compiled.ok) return compiled;
  const parts: [string, number][] = [
    ['npm ci', setUp.value.seconds - compiled.value.seconds],
    ['TypeScript', compiled.value.seconds],
    ['kernel, compiled', seconds.compile],
    ['kernel, linked', seconds.link],
    ['dependencies and image', seconds.analyze + seconds.image],
  ];
  const total = setUp.value.seconds + built.value.seconds;
  return ok([
    { what: 'first build in a clean clone', value: total, unit: 's', target: { atMost: 90 } },
    ...parts.map(([what, value]): BenchRow => ({ what: `  ${what}`, value, unit: 's' })),
  ]);
}

async function buildAgain(context: BenchContext, clone: string): Promise<Result<number>> {
  const times: number[] = [];
  for (let round = 0; round < REPEATS; round++) {
    const built = await timed(context, './thimble', BUILD, clone);
    if (!built.ok) return built;
    times.push(built.value.seconds);
  }
  return ok(median(times));
}

/** From a change in one C file, which changes the code, to the linked kernel. */
async function buildChanged(context: BenchContext, clone: string): Promise<Result<number>> {
  const path = join(clone, CHANGED_FILE);
  const source = readText(path);
  if (!source.ok) return err(fileFailed(source));
  const times: number[] = [];
  for (let round = 0; round < REPEATS; round++) {
    const change = `\n__attribute__((used, retain)) static const int bench_change = ${round + 1};\n`;
    const written = writeWhole(path, source.value + change);
    if (!written.ok) return err(fileFailed(written));
    const built = await timed(context, './thimble', BUILD, clone);
    if (!built.ok) return built;
    const { stderr } = built.value;
    if (!stderr.includes('linking')) return err(unexpectedOutput(CHANGED_FILE, 'a new link', stderr));
    times.push(built.value.seconds);
  }
  return ok(median(times));
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
          { what: 'nothing to do', value: idle.value, unit: 's', target: { atMost: 0.5 } },
          {
            what: 'one C file changed',
            value: changed.value,
            unit: 's',
            target: { atMost: 2 },
            note: CHANGED_FILE,
          },
        ]),
      );
    } finally {
      removeTree(clone);
    }
  },
};
