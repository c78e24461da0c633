// SPDX-License-Identifier: MIT
import { err, ok, type Diagnostic } from '../../diagnostic/index.ts';
import type { BenchContext } from '../benchmark.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { noSuchBenchmark } from '../messages.ts';
import { flag } from '../options.ts';
import { renderTable } from '../table.ts';

export const command = defineCommand(
  {
    name: 'bench',
    summary: 'Measures what docs/benchmarks.md describes: times, sizes, memory, instructions',
    operands: '[NAME...]',
    operandCount: [0, Infinity],
    options: {
      list: flag('--list', 'list the benchmarks and run none'),
      json: flag('--json', 'print one JSON object'),
    },
    examples: [
      { words: 'bench', meaning: 'all of them, an hour' },
      { words: 'bench start memory', meaning: 'these two' },
      { words: 'bench --json size', meaning: 'figures for a program' },
    ],
    notes:
      'A missed target is shown and does not change the exit code: on a busy machine times say little.\n' +
      'The exit code is 1 when something could not be measured.',
  },
  async (context, { options, operands }) => {
    const [{ benchmarkNames, loadBenchmark }, { benchmarkJson, renderBenchmark }, { ensurePackages }, util] =
      await Promise.all([
        import('../benchmark.ts'),
        import('../render-benchmark.ts'),
        import('../ensure-packages.ts'),
        import('../../util/index.ts'),
      ]);
    const { stdout, stderr } = context;
    const known = benchmarkNames(context.root);
    const unknown = operands.find((name) => !known.includes(name));
    if (unknown !== undefined) return err(noSuchBenchmark(unknown, known));
    const chosen = known.filter((name) => operands.length === 0 || operands.includes(name));
    const benchmarks = await Promise.all(chosen.map((name) => loadBenchmark(context.root, name)));
    if (options.list) {
      const rows = benchmarks.map(({ name, summary }) => [name, summary]);
      stdout.write(
        options.json
          ? `${JSON.stringify(
              benchmarks.map(({ name, summary }) => ({ name, summary })),
              null,
              2,
            )}\n`
          : renderTable(['name', 'measures'], rows, stdout.colour),
      );
      return ok(EXIT.success);
    }
    const failures: Diagnostic[] = [];
    const figures: object[] = [];
    // A function, because it changes while a benchmark runs.
    const stopped = (): boolean => context.interrupted.aborted;
    for (const benchmark of benchmarks) {
      if (stopped()) break;
      const folder = util.join(context.root, 'build/bench', benchmark.name);
      util.makeDirectory(folder);
      const say = (text: string): void => stderr.write(`thimble: ${benchmark.name}: ${text}\n`);
      const world: BenchContext = { ...context, folder, say };
      const ensured = await ensurePackages(context, benchmark.packagesFor);
      const outcome = ensured.ok ? await benchmark.run(world) : ensured;
      if (!outcome.ok) {
        // That a guest was ended by Ctrl-C is no news.
        if (stopped()) break;
        // The others can still be measured; what went wrong is told at the end, where it is seen.
        failures.push(...outcome.diagnostics);
        continue;
      }
      figures.push(benchmarkJson(benchmark, outcome.value));
      if (!options.json) stdout.write(`${renderBenchmark(benchmark, outcome.value, stdout.colour)}\n`);
    }
    if (options.json) stdout.write(`${JSON.stringify({ benchmarks: figures }, null, 2)}\n`);
    const [first, ...rest] = failures;
    return first === undefined ? ok(EXIT.success) : err(first, ...rest);
  },
);
