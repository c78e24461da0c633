// SPDX-License-Identifier: MIT
import {
  meetsTarget,
  type BenchOutcome,
  type Benchmark,
  type BenchRow,
  type BenchUnit,
} from './benchmark.ts';
import { renderTable } from './table.ts';

/** Digits after the point, by unit. */
const DECIMALS: Readonly<Record<BenchUnit, number>> = {
  s: 2,
  ms: 1,
  us: 1,
  ns: 0,
  bytes: 0,
  KiB: 0,
  'MB/s': 1,
  'requests/s': 0,
  instructions: 0,
  times: 2,
};

function renderValue(value: number, unit: BenchUnit): string {
  const [whole = '', fraction] = value.toFixed(DECIMALS[unit]).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fraction === undefined ? grouped : `${grouped}.${fraction}`} ${unit}`;
}

function renderTarget(row: BenchRow): string {
  const met = meetsTarget(row);
  if (row.target === undefined || met === undefined) return row.published === true ? 'published' : '';
  const [bound, value] =
    'atMost' in row.target ? ['at most', row.target.atMost] : ['at least', row.target.atLeast];
  return `${met ? 'met' : 'MISSED'}: ${bound} ${renderValue(value, row.unit)}`;
}

/** The figures of a benchmark as a table, or the reason why there are none. */
export function renderBenchmark(benchmark: Benchmark, outcome: BenchOutcome, colour: boolean): string {
  const head = `${benchmark.name}: ${benchmark.summary}\n`;
  if (outcome.kind === 'skipped') return `${head}  skipped: ${outcome.reason}\n`;
  const values = outcome.rows.map((row) => renderValue(row.value, row.unit));
  const width = Math.max(...values.map((text) => text.length));
  const rows = outcome.rows.map((row, index) => [
    row.what,
    (values[index] ?? '').padStart(width),
    renderTarget(row),
    row.note ?? '',
  ]);
  return head + renderTable(['figure', 'value'.padStart(width), 'target', 'note'], rows, colour);
}

/** The same as data for other programs. */
export function benchmarkJson(benchmark: Benchmark, outcome: BenchOutcome): object {
  const { name, summary } = benchmark;
  if (outcome.kind === 'skipped') return { name, summary, outcome: 'skipped', reason: outcome.reason };
  const rows = outcome.rows.map((row) => ({ ...row, met: meetsTarget(row) ?? null }));
  return { name, summary, outcome: 'measured', rows };
}
