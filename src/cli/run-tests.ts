// SPDX-License-Identifier: MIT
// Runs test files with node's test runner, which prints as it goes, and counts what it reports.
import {
  join,
  listDirectory,
  isDirectory,
  makeDirectory,
  readText,
  removeTree,
  spawn,
} from '../util/index.ts';
import type { TestKind } from './test-kinds.ts';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** All `*.test.ts` below the folders of a kind, relative to the root, in the order of their names. */
export function testFiles(root: string, kind: TestKind): string[] {
  const below = (folder: string): string[] => {
    const names = listDirectory(join(root, folder));
    if (!names.ok) return [];
    return names.value.flatMap((name) => {
      const path = `${folder}/${name}`;
      if (isDirectory(join(root, path))) return below(path);
      return name.endsWith('.test.ts') ? [path] : [];
    });
  };
  return kind.folders.flatMap(below);
}

/** Reads the totals at the end of what node's TAP reporter wrote; undefined when they are not there. */
export function readTotals(tap: string): TestCounts | undefined {
  const total = (name: string): number | undefined => {
    const match = new RegExp(`^# ${name} (\\d+)$`, 'm').exec(tap);
    return match === null ? undefined : Number(match[1]);
  };
  const [passed, failed, cancelled] = [total('pass'), total('fail'), total('cancelled')];
  if (passed === undefined || failed === undefined || cancelled === undefined) return undefined;
  return { passed, failed: failed + cancelled, skipped: (total('skipped') ?? 0) + (total('todo') ?? 0) };
}

export interface RunTestsOptions {
  readonly root: string;
  readonly kind: TestKind;
  /** Relative to the root. */
  readonly files: readonly string[];
  readonly cancel: AbortSignal;
}

/** Runs test files to their end. A runner that itself dies counts as one failure. */
export async function runTests({ root, kind, files, cancel }: RunTestsOptions): Promise<TestCounts> {
  const report = join(root, 'build/test', `${kind.name}.tap`);
  makeDirectory(join(root, 'build/test'));
  removeTree(report);
  const compiled = files.map((file) => join(root, 'build/js', file.replace(/\.ts$/, '.js')));
  const reporters = [
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
  ];
  const args = [
    '--enable-source-maps',
    '--test',
    `--test-concurrency=${kind.concurrency}`,
    ...reporters,
    ...compiled,
  ];
  const outcome = await spawn(process.execPath, args, { cwd: root, output: 'inherit', cancel });
  const tap = readText(report);
  const totals = tap.ok ? readTotals(tap.value) : undefined;
  const clean = outcome.kind === 'exited' && outcome.code === 0;
  if (totals === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return totals.failed === 0 && !clean ? { ...totals, failed: 1 } : totals;
}
