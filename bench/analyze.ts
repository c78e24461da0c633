// SPDX-License-Identifier: MIT
import { measured, skipped, type BenchContext, type Benchmark, type BenchRow } from '../src/cli/benchmark.ts';
import { ok, type Result } from '../src/diagnostic/index.ts';
import { analyzeFile } from '../src/needs/file/analyze-file.ts';
import { isFile, join, readBytes, removeTree, spawn } from '../src/util/index.ts';
import { commandFailed } from './support/messages.ts';
import { median } from './support/statistics.ts';

/** Much code in few files, little of which has to be decoded; and code that is full of system calls. */
const FILES = [
  '/usr/bin/python3.11',
  '/lib/x86_64-linux-gnu/libcrypto.so.3',
  '/lib/x86_64-linux-gnu/libc.so.6',
  '/usr/bin/busybox',
  '/usr/bin/perl',
] as const;

const ROUNDS = 3;

/** How often a file is analyzed: what V8 does not know of the code yet would be most of a single time. */
const FILE_ROUNDS = 5;

/** What the project wants is 20 MB of code in a second. */
const MOST_MS_PER_MB = 50;

const PYTHON = '/usr/bin/python3';

interface Timing {
  readonly codeMb: number;
  /** Of processor time, compiling our own code and collecting garbage included. */
  readonly ms: number;
}

function timeFile(path: string): Timing | undefined {
  const bytes = readBytes(path);
  if (!bytes.ok) return undefined;
  let codeSize = 0;
  const times = Array.from({ length: FILE_ROUNDS }, () => {
    const start = process.cpuUsage();
    const needs = analyzeFile(bytes.value, path, { exportable: new Set(['malloc']) });
    if (needs.ok) codeSize = needs.value.codeSize;
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return { codeMb: codeSize / 1e6, ms: Math.min(...times) };
}

async function timeCommand(context: BenchContext): Promise<Result<number>> {
  const start = context.clock();
  const outcome = await spawn(join(context.root, 'thimble'), ['analyze', PYTHON], {
    cancel: context.interrupted,
  });
  if (outcome.kind !== 'exited' || outcome.code !== 0) return commandFailure(outcome);
  return ok((context.clock() - start) / 1000);
}

function commandFailure(outcome: Parameters<typeof commandFailed>[1]): Result<never> {
  return { ok: false, diagnostics: [commandFailed(`thimble analyze ${PYTHON}`, outcome)] };
}

async function commandRows(context: BenchContext): Promise<Result<BenchRow[]>> {
  context.say(`thimble analyze ${PYTHON}`);
  removeTree(join(context.root, 'build/cache/needs'));
  const cold = await timeCommand(context);
  if (!cold.ok) return cold;
  const warm: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const again = await timeCommand(context);
    if (!again.ok) return again;
    warm.push(again.value);
  }
  return ok([
    { what: 'python3 with its libraries, first time', value: cold.value, unit: 's', target: { atMost: 5 } },
    { what: 'python3 with its libraries, again', value: median(warm), unit: 's', target: { atMost: 0.5 } },
  ]);
}

export const benchmark: Benchmark = {
  name: 'analyze',
  summary: 'finding what programs need: speed in code, python3 for the first time and again',
  packagesFor: 'test',
  run: async (context) => {
    const files = FILES.filter(isFile);
    if (files.length === 0 || !isFile(PYTHON)) return ok(skipped('none of the programs is there'));
    const rows: BenchRow[] = [];
    let total: Timing = { codeMb: 0, ms: 0 };
    for (const path of files) {
      context.say(path);
      const timing = timeFile(path);
      if (timing === undefined) continue;
      total = { codeMb: total.codeMb + timing.codeMb, ms: total.ms + timing.ms };
      const note = `${timing.codeMb.toFixed(2)} MB of code in ${timing.ms.toFixed(0)} ms of processor time`;
      rows.push({ what: path, value: timing.codeMb / (timing.ms / 1000), unit: 'MB/s', note });
    }
    const all = {
      what: 'all of them, processor time per MB of code',
      value: total.ms / total.codeMb,
      unit: 'ms',
    } as const;
    rows.push({ ...all, target: { atMost: MOST_MS_PER_MB } });
    const commands = await commandRows(context);
    return commands.ok ? ok(measured([...rows, ...commands.value])) : commands;
  },
};
