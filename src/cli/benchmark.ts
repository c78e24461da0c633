// SPDX-License-Identifier: MIT
// What a benchmark is. They are the files of bench/, one each; the folder is the registry, as commands/ is for commands.
import type { Result } from '../diagnostic/index.ts';
import type { ToolPurpose } from '../toolchain/system-packages.ts';
import { join, listDirectory, pathToFileURL } from '../util/index.ts';
import type { CommandContext } from './command.ts';

/** What a value counts; `times` is a ratio. */
export type BenchUnit =
  's' | 'ms' | 'us' | 'ns' | 'bytes' | 'KiB' | 'MB/s' | 'requests/s' | 'instructions' | 'times';

/** One figure. */
export interface BenchRow {
  readonly what: string;
  readonly value: number;
  readonly unit: BenchUnit;
  /** What the project has set itself, in the unit of the value. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
  /** A figure of another system, taken down earlier on a machine such as this one; for comparison only. */
  readonly published?: boolean;
  /** How to read the figure; no full stop. */
  readonly note?: string;
}

export type BenchOutcome =
  | { readonly kind: 'measured'; readonly rows: readonly BenchRow[] }
  /** Something that is no fault of ours is missing. */
  | { readonly kind: 'skipped'; readonly reason: string };

/** The world of a benchmark. */
export interface BenchContext extends CommandContext {
  /** Absolute; a folder of the benchmark's own, which stays from run to run. */
  readonly folder: string;
  /** Tells what is being measured, for whoever waits. */
  readonly say: (text: string) => void;
}

export interface Benchmark {
  readonly name: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** System packages to check, and if missing to install, before it runs. */
  readonly packagesFor: ToolPurpose;
  readonly run: (context: BenchContext) => Promise<Result<BenchOutcome>>;
}

export function measured(rows: readonly BenchRow[]): BenchOutcome {
  return { kind: 'measured', rows };
}

export function skipped(reason: string): BenchOutcome {
  return { kind: 'skipped', reason };
}

/** Whether a row meets its target; undefined when it has none. */
export function meetsTarget(row: BenchRow): boolean | undefined {
  const { target, value } = row;
  if (target === undefined) return undefined;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

function compiledFolder(root: string): string {
  return join(root, 'build/js/bench');
}

/** Names of all benchmarks, sorted. */
export function benchmarkNames(root: string): string[] {
  const files = listDirectory(compiledFolder(root));
  if (!files.ok) return [];
  return files.value.filter((name) => /^[a-z-]+\.js$/.test(name)).map((name) => name.slice(0, -'.js'.length));
}

/** Loads the benchmark of one file, which exports it as `benchmark`. */
export async function loadBenchmark(root: string, name: string): Promise<Benchmark> {
  const file = join(compiledFolder(root), `${name}.js`);
  const loaded = (await import(pathToFileURL(file).href)) as { benchmark?: Benchmark };
  if (loaded.benchmark?.name !== name) throw new Error(`${file} exports no benchmark of the name "${name}"`);
  return loaded.benchmark;
}
