// SPDX-License-Identifier: MIT
import { loadComponents } from '../component/index.ts';
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  availableParallelism,
  join,
  makeDirectory,
  spawn,
  writeIfChanged,
  type SpawnOutcome,
} from '../util/index.ts';
import { compilerDiagnostics } from './compiler-output.ts';
import { findHostTests, HOST_TEST_FOLDER, renderHostTestNinjaFile, type HostTest } from './host-test-plan.ts';
import { fileFailed, toolFailed } from './messages.ts';
import { withThirdParties } from './third-party/index.ts';
import { toolId } from './tool-id.ts';

export interface HostTestResult {
  readonly name: string;
  readonly kind: HostTest['kind'];
  readonly passed: boolean;
  readonly seconds: number;
  /** What it printed, and how it ended when that was not exit code 0. Empty when it passed in silence. */
  readonly output: string;
}

export interface HostTestReport {
  /** By name. */
  readonly results: readonly HostTestResult[];
}

/** Of one test. Only a hang takes so long, however busy the machine is. */
const TIMEOUT_MS = 600_000;
const FUZZ_RUNS = 20_000;

/** Fuzzing from a fixed seed: the same inputs each time, so that a failure can be repeated. */
function argumentsOf(test: HostTest): string[] {
  if (test.kind === 'unit') return [];
  const found = `${HOST_TEST_FOLDER}/${test.name}/found`;
  // The fuzzer writes what it finds to the first folder only; the corpus in the tree stays as it is.
  const folders = test.corpus === undefined ? [] : [found, test.corpus];
  return [
    `-runs=${FUZZ_RUNS}`,
    '-seed=1',
    '-timeout=10',
    '-print_final_stats=0',
    '-verbosity=0',
    `-artifact_prefix=${found}/`,
    ...folders,
  ];
}

function outputOf(outcome: SpawnOutcome): string {
  switch (outcome.kind) {
    case 'exited':
      return `${outcome.stdout}${outcome.stderr}${outcome.code === 0 ? '' : `exit code ${outcome.code}\n`}`;
    case 'signalled':
      return `${outcome.stdout}${outcome.stderr}killed by ${outcome.signal}\n`;
    case 'timed-out':
      return `${outcome.stdout}${outcome.stderr}stopped after ${TIMEOUT_MS / 1000} s\n`;
    case 'not-found':
      return `${outcome.command} cannot be started\n`;
    default:
      return outcome satisfies never;
  }
}

async function runOne(root: string, test: HostTest): Promise<HostTestResult> {
  const start = performance.now();
  const outcome = await spawn(join(root, test.program), argumentsOf(test), {
    cwd: root,
    timeoutMs: TIMEOUT_MS,
    env: { ASAN_OPTIONS: 'print_legend=0', UBSAN_OPTIONS: 'print_stacktrace=1' },
  });
  return {
    name: test.name,
    kind: test.kind,
    passed: outcome.kind === 'exited' && outcome.code === 0,
    seconds: (performance.now() - start) / 1000,
    output: outputOf(outcome),
  };
}

async function build(root: string, tests: readonly HostTest[], ninjaFile: string): Promise<Result<void>> {
  for (const folder of [HOST_TEST_FOLDER, ...tests.map(({ name }) => `${HOST_TEST_FOLDER}/${name}/found`)]) {
    const made = makeDirectory(join(root, folder));
    if (!made.ok) return err(fileFailed(made));
  }
  const written = writeIfChanged(join(root, HOST_TEST_FOLDER, 'build.ninja'), ninjaFile);
  if (!written.ok) return err(fileFailed(written));
  const programs = tests.map(({ program }) => program);
  const ninja = ['ninja', '-f', `${HOST_TEST_FOLDER}/build.ninja`, '-k', '0', ...programs];
  const outcome = await spawn('flock', ['--no-fork', `${HOST_TEST_FOLDER}/lock`, ...ninja], { cwd: root });
  if (outcome.kind !== 'exited') return err(toolFailed('ninja', outcome));
  if (outcome.code === 0) return ok(undefined);
  if (!outcome.stdout.includes('FAILED: ')) return err(toolFailed('ninja', outcome));
  return err(...compilerDiagnostics(outcome.stdout, root));
}

/**
 * Compiles the host tests of all components below `<root>/kernel`, under the address and undefined-behaviour
 * sanitizers, and runs them. Exit code 0 is a pass. Tests that fail are in the report; an error is a test that cannot
 * be compiled, or a wrong declaration.
 *
 * @param filter Only tests whose name contains this.
 * @param onResult Called as each test ends.
 */
export async function runHostTests(
  root: string,
  filter = '',
  onResult?: (result: HostTestResult) => void,
): Promise<Result<HostTestReport>> {
  const declared = await loadComponents(root);
  if (!declared.ok) return declared;
  const set = await withThirdParties(declared.value, () => {});
  if (!set.ok) return set;
  const found = findHostTests(set.value);
  if (!found.ok) return found;
  const tests = found.value.filter(({ name }) => name.includes(filter));
  if (tests.length === 0) return ok({ results: [] });
  // The file always tells how to build all tests, so that a filter does not make ninja forget the others.
  const built = await build(root, tests, renderHostTestNinjaFile(set.value, found.value, toolId('clang')));
  if (!built.ok) return built;
  const results: HostTestResult[] = [];
  const waiting = [...tests];
  async function work(): Promise<void> {
    for (let test = waiting.shift(); test !== undefined; test = waiting.shift()) {
      const result = await runOne(root, test);
      results.push(result);
      onResult?.(result);
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return ok({ results: results.sort((a, b) => (a.name < b.name ? -1 : 1)) });
}
