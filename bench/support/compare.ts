// SPDX-License-Identifier: MIT
// The same program under Thimble and under Linux, in turn, in machines that are alike.
import { skipped, type BenchContext, type BenchOutcome } from '../../src/cli/benchmark.ts';
import { cpuSwitches } from '../../src/cli/cpu-switches.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import type { GuestSpec } from '../../src/machine/index.ts';
import { copyFile, isFile, join, makeDirectory, removeTree, writeWhole } from '../../src/util/index.ts';
import { ext4Image, prepareLinux } from '../linux/guest.ts';
import { staticProgram } from './fixtures.ts';
import { benchImage, benchKernel, benchSpec, runWorkingGuest } from './guest.ts';
import { fileFailed, unexpectedOutput } from './messages.ts';

export interface Comparison {
  /** Of bench/programs. */
  readonly program: string;
  /** Words after the program; `@/` is where the guest has the data. */
  readonly args: readonly string[];
  /** Put beside the program, by name. */
  readonly data: ReadonlyMap<string, Uint8Array>;
  /** Finds the numbers in what the program prints. */
  readonly pattern: RegExp;
  readonly rounds: number;
  readonly memoryBytes: number;
  /** Of both machines; 1 unless given. */
  readonly cpus?: number;
}

/** Per round, the numbers that the pattern found, in the order of the output. */
export interface Sides {
  readonly thimble: readonly (readonly number[])[];
  readonly linux: readonly (readonly number[])[];
  readonly release: string;
}

/** The least of the numbers that all rounds have at a place; infinite where none has one. */
export function leastOf(rounds: Sides['linux'], place: number): number {
  return Math.min(...rounds.map((round) => round[place] ?? Infinity));
}

export type Compared = { readonly kind: 'compared'; readonly sides: Sides } | BenchOutcome;

async function once(
  context: BenchContext,
  what: string,
  spec: GuestSpec,
  pattern: RegExp,
): Promise<Result<number[]>> {
  const finished = await runWorkingGuest(context, what, spec, 300_000);
  if (!finished.ok) return finished;
  const { stdout } = finished.value;
  const numbers = [...stdout.matchAll(pattern)].map((match) => Number(match[1]));
  return numbers.length === 0 ? err(unexpectedOutput(what, pattern.source, stdout)) : ok(numbers);
}

/** Boots both systems several times in turn, so that what else the host does meets both. */
export async function compareWithLinux(context: BenchContext, wanted: Comparison): Promise<Result<Compared>> {
  const { program, args, data, pattern, rounds, memoryBytes, cpus = 1 } = wanted;
  if (!isFile('/sbin/mkfs.ext4')) return ok(skipped('there is no mkfs.ext4 (package e2fsprogs)'));
  const linux = await prepareLinux(context);
  if (!linux.ok) return linux;
  if (linux.value.kind === 'missing') return ok(skipped(linux.value.reason));
  const kernel = await benchKernel(context, 'q35', 'none', undefined, cpuSwitches(cpus, []));
  if (!kernel.ok) return kernel;
  const compiled = await staticProgram(context, program, 'musl');
  if (!compiled.ok) return compiled;

  const folder = join(context.folder, 'disk');
  removeTree(folder);
  makeDirectory(folder);
  copyFile(compiled.value, join(folder, program));
  let bytes = 0;
  for (const [name, contents] of data) {
    const written = writeWhole(join(folder, name), contents);
    if (!written.ok) return err(fileFailed(written));
    bytes += contents.length;
  }
  const given = [...data.keys()].map((name) => ({
    guest: `/${name}`,
    content: { kind: 'host', path: join(folder, name) } as const,
  }));
  const rofs = benchImage(context, program, { host: compiled.value, guest: `/${program}` }, given);
  if (!rofs.ok) return rofs;
  const ext4 = await ext4Image(context, folder, Math.ceil(bytes / 2 ** 20) + 16);
  if (!ext4.ok) return ext4;

  const words = (top: string): string[] => [
    `${top}${program}`,
    ...args.map((word) => word.replace('@/', top)),
  ];
  const machine = { machine: 'q35', memoryBytes, cpus } as const;
  const own = benchSpec(kernel.value.strippedPath, rofs.value, words('/'), machine);
  const other = { ...linux.value.spec(ext4.value, words('/disk/')), memoryBytes, cpus };
  const sides = { thimble: [] as number[][], linux: [] as number[][] };
  for (let round = 1; round <= rounds; round++) {
    context.say(`round ${round} of ${rounds}, Thimble and Linux ${linux.value.release}`);
    for (const [side, spec] of [
      ['thimble', own],
      ['linux', other],
    ] as const) {
      const numbers = await once(context, `${program} under ${side}`, spec, pattern);
      if (!numbers.ok) return numbers;
      sides[side].push(numbers.value);
    }
  }
  return ok({ kind: 'compared', sides: { ...sides, release: linux.value.release } });
}
