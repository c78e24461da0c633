// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readElf, type ElfFile } from '../elf/index.ts';
import {
  fileURLToPath,
  join,
  makeTemporaryDirectory,
  readBytes,
  removeTree,
  resolve,
  spawn,
  tmpdir,
} from '../util/index.ts';
import { backtraceOf, renderBacktrace } from './backtrace.ts';
import { parseCrashReport } from './crash-report.ts';

// Tests run from build/js; the C file stays in the source tree.
const source = resolve(fileURLToPath(import.meta.url), '../../../../../src/report/testing/self-dump.c');

function openModule(path: string): ElfFile | undefined {
  const bytes = readBytes(path);
  const file = bytes.ok ? readElf(bytes.value, path) : undefined;
  return file?.ok === true ? file.value : undefined;
}

const builds: readonly (readonly [name: string, compiler: string, flags: readonly string[]])[] = [
  ['a PIE', 'gcc', ['-fpie', '-pie']],
  ['a static program', 'gcc', ['-static', '-no-pie']],
  ['a static PIE', 'gcc', ['-static-pie', '-fpie']],
  ['a program by clang', 'clang', ['-fpie', '-pie', '-Dnoipa=noclone']],
  ['a static program with musl', 'musl-gcc', ['-static']],
];

/** The functions of our own that must be in the chain, innermost first. */
const chains: Readonly<Record<string, readonly string[]>> = {
  store: ['store', 'crash', 'outer', 'main'],
  sort: ['store', 'compare', 'crash', 'outer', 'main'],
  abort: ['crash', 'outer', 'main'],
  nowhere: ['crash', 'outer', 'main'],
  handler: ['store', 'handle', 'crash', 'outer', 'main'],
};
const own = new Set(Object.values(chains).flat());

describe('renderBacktrace', () => {
  let folder = '';
  before(() => {
    const made = makeTemporaryDirectory(tmpdir(), 'thimble-backtrace-');
    assert.ok(made.ok);
    folder = made.value;
  });
  after(() => void removeTree(folder));

  for (const [name, compiler, flags] of builds) {
    it(`gives the call chain of ${name}`, async (test) => {
      const program = join(folder, name.replace(/\W/g, '-'));
      const options = [
        '-O2',
        '-fomit-frame-pointer',
        '-fno-delete-null-pointer-checks',
        '-fno-inline',
        '-g0',
        '-w',
        ...flags,
      ];
      const built = await spawn(compiler, [...options, '-o', program, source]);
      if (built.kind === 'not-found') return test.skip(`${compiler} is not installed`);
      assert.equal(built.kind === 'exited' && built.code, 0, built.stderr);
      for (const [how, expected] of Object.entries(chains)) {
        const run = await spawn(program, [how]);
        assert.ok(run.kind === 'exited');
        const report = parseCrashReport(run.stdout.split('\n'));
        assert.ok(report.ok);
        // musl has no call frame information of its own, so a chain through it is lost there.
        if (compiler === 'musl-gcc' && ['abort', 'handler', 'sort'].includes(how)) continue;
        const frames = backtraceOf(report.value, openModule);
        const names = frames
          .map(({ symbol }) => symbol?.replace(/\.(cold|part|constprop).*/, '') ?? '')
          .filter((symbol) => own.has(symbol));
        assert.deepEqual(names, expected, `${how}:\n${renderBacktrace(report.value, openModule)}`);
      }
    });
  }
});
