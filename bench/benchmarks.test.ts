// SPDX-License-Identifier: MIT
// No time is asserted here: on a busy machine it says nothing. Bytes are the same everywhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadComponents, loadProfile } from '../src/component/index.ts';
import { benchmarkNames, loadBenchmark, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { benchmarkJson, renderBenchmark } from '../src/cli/render-benchmark.ts';
import { resolveComponents } from '../src/graph/index.ts';
import { makeKernel } from '../src/toolchain/index.ts';
import { fileURLToPath, resolve } from '../src/util/index.ts';
import { SIZE_BUDGET } from './size.ts';

const root = resolve(fileURLToPath(new URL('../../../', import.meta.url)));

test('benchmarkNames and loadBenchmark find a benchmark in every file of bench/', async () => {
  const names = benchmarkNames(root);
  assert.ok(names.includes('size') && names.includes('start'), names.join());
  for (const name of names) assert.match((await loadBenchmark(root, name)).summary, /^\w.*[^.]$/);
});

test('makeKernel keeps the kernel with every component within its budget, and accounts for every byte once', async () => {
  const set = await loadComponents(root);
  const profile = await loadProfile(root, 'all');
  assert.ok(set.ok && profile.ok);
  const selection = resolveComponents(set.value, profile.value);
  assert.ok(selection.ok);
  const selected = selection.value.selected.map(({ component }) => component);
  const kernel = await makeKernel({ set: set.value, selected, folder: 'build/kernel/all' });
  assert.ok(kernel.ok, JSON.stringify(kernel));
  const { strippedBytes, sharedBytes, components } = kernel.value;
  assert.ok(strippedBytes <= SIZE_BUDGET, `${strippedBytes} bytes`);
  const named = components.reduce((sum, { bytes }) => sum + bytes, sharedBytes);
  assert.ok(named <= strippedBytes, `${named} of ${strippedBytes} bytes`);
});

const benchmark: Benchmark = {
  name: 'example',
  summary: 'an example',
  packagesFor: 'build',
  run: () => Promise.reject(new Error('not run')),
};

const rows: readonly BenchRow[] = [
  { what: 'good', value: 1234567, unit: 'bytes', target: { atMost: 2000000 } },
  { what: 'bad', value: 2.345, unit: 'times', target: { atMost: 1.6 }, note: 'slow' },
  { what: 'slow', value: 0.7, unit: 'times', target: { atLeast: 1 } },
  { what: 'else', value: 3.6, unit: 'times', published: true },
];

test('renderBenchmark tells which targets are met and which figures are of others', () => {
  const text = renderBenchmark(benchmark, { kind: 'measured', rows }, false);
  assert.match(text, /good +1,234,567 bytes +met: at most 2,000,000 bytes\n/);
  assert.match(text, /bad +2\.35 times +MISSED: at most 1\.60 times +slow\n/);
  assert.match(text, /slow +0\.70 times +MISSED: at least 1\.00 times\n/);
  assert.match(text, /else +3\.60 times +published\n/);
});

test('renderBenchmark tells why there are no figures', () => {
  const text = renderBenchmark(benchmark, { kind: 'skipped', reason: 'no network' }, false);
  assert.match(text, /skipped: no network/);
});

test('benchmarkJson gives figures as numbers', () => {
  const json = JSON.stringify(benchmarkJson(benchmark, { kind: 'measured', rows }));
  assert.match(
    json,
    /"what":"bad","value":2\.345,"unit":"times","target":\{"atMost":1\.6\},"note":"slow","met":false/,
  );
});
