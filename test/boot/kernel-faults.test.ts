// SPDX-License-Identifier: MIT
// A kernel that breaks its own rules is stopped by its protections, and the end tells what, where and how it came there.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { moduleOpener } from '../../src/cli/open-modules.ts';
import { loadComponents, loadProfile, type BuildMode, type Component } from '../../src/component/index.ts';
import { resolveComponents } from '../../src/graph/index.ts';
import { makeKernel, type KernelBuild } from '../../src/toolchain/index.ts';
import { renderCrash } from '../../src/report/guest-run.ts';
import { root } from '../house/tree.ts';
import { bootGuest, buildGuest, type Built } from './guest.ts';
import { compileStatic } from './rig.ts';

const FOLDER = 'test/fixtures/kernel-fault';

/** Not below kernel/, so that no kernel but the one of this test can have it. */
const FAULT: Component = {
  name: 'fault',
  folder: FOLDER,
  sources: [`${FOLDER}/fault.c`],
  summary: 'Breaks the kernel as --fault=NAME says',
  kind: 'feature',
  side: 'kernel',
  interposable: [],
  upstreamSources: [],
  requires: [],
  place: { file: `${root}/${FOLDER}/fault.c` },
};

async function buildFaultyKernel(mode: BuildMode): Promise<KernelBuild> {
  const found = await loadComponents(root, mode);
  const profile = await loadProfile(root, 'microvm');
  assert.ok(found.ok && profile.ok);
  const set = { ...found.value, components: new Map([...found.value.components, [FAULT.name, FAULT]]) };
  const selection = resolveComponents(set, profile.value, [{ name: FAULT.name, on: true, by: 'the test' }]);
  assert.ok(selection.ok, JSON.stringify(selection));
  const selected = selection.value.selected.map(({ component }) => component);
  const kernel = await makeKernel({ set, selected, folder: `build/kernel/test-fault-${mode}` });
  assert.ok(kernel.ok, JSON.stringify(kernel));
  return kernel.value;
}

/** A kernel and where its symbols are. */
interface Faulty {
  readonly built: Built;
  readonly symbols: string;
}

let release: Faulty;
let debug: Faulty;

before(async () => {
  // First what the tool builds: it would find the objects changed otherwise.
  const guest = await buildGuest('fault', 'microvm', await compileStatic('start'));
  const faulty = async (mode: BuildMode): Promise<Faulty> => {
    const kernel = await buildFaultyKernel(mode);
    return { built: { ...guest, kernel: kernel.strippedPath }, symbols: kernel.path };
  };
  [release, debug] = [await faulty('release'), await faulty('debug')];
});

/** The words of the verdict by name of a fault, and the functions in which it must be said to have happened. */
type Faults = Readonly<Record<string, readonly [promise: string, message: RegExp, chain: RegExp]>>;

const FAULTS: Faults = {
  panic: [
    'a panic names component, what was found and what was expected',
    /^fault: found 42, expected -1$/,
    /fault_panic[^]*fault_init[^]*boot_thread/,
  ],
  assert: [
    'a failed assertion shows its condition',
    /^fault: assertion failed: fault_depth == 0$/,
    /fault_assert/,
  ],
  'read-null': [
    'nothing is mapped at the null pointer',
    /^arch: page fault at \w+, address 8,/,
    /fault_read_null/,
  ],
  'write-text': [
    'code cannot be written',
    /^arch: page fault at \w+, address ffffffff\w+,/,
    /fault_write_text/,
  ],
  'write-constant': [
    'constants cannot be written',
    /^arch: page fault at \w+, address ffffffff\w+,/,
    /fault_write_constant/,
  ],
  'execute-data': [
    'data cannot be executed',
    /^arch: page fault at \w+, address ffffffff\w+,/,
    /fault_execute/,
  ],
  'execute-stack': ['stacks cannot be executed', /^arch: page fault at (\w+), address \1,/, /fault_execute/],
  'overflow-stack': [
    'a stack that is used up runs into its guard page',
    /^arch: kernel stack overflow at \w+, address ffffc\w+,/,
    /fault_recurse/,
  ],
  'invalid-instruction': [
    'an invalid instruction is told',
    /^arch: invalid instruction at/,
    /fault_invalid_instruction/,
  ],
  'non-canonical': [
    'an impossible address is told',
    /^arch: general protection fault at/,
    /fault_non_canonical/,
  ],
};

/** What only a kernel for a debugger says, or says better. */
const DEBUG_FAULTS: Faults = {
  sum: [
    'a sum beyond its type is told with its line',
    /^core: test\/fixtures\/kernel-fault\/fault\.c:\d+:\d+: a sum beyond its type$/,
    /fault_sum[^]*fault_init[^]*boot_thread/,
  ],
  panic: [
    'a panic names who called whom, whole and with lines',
    /^fault: found 42, expected -1$/,
    /fault_panic.* at test\/fixtures\/kernel-fault\/fault\.c:\d+\n.*fault_init[^]*boot_thread.* at kernel\/boot\/main\.c:\d+\n/,
  ],
  'overflow-stack': [
    'a stack that is used up runs into its guard page, too',
    /^arch: kernel stack overflow at \w+, address ffffc\w+,/,
    /fault_recurse/,
  ],
};

const CASES = [
  ...Object.entries(FAULTS).map((fault) => [() => release, '', ...fault] as const),
  ...Object.entries(DEBUG_FAULTS).map(
    (fault) => [() => debug, ' in a kernel for a debugger', ...fault] as const,
  ),
];

for (const [kernel, where, name, [promise, message, chain]] of CASES) {
  test(`kernel fault ${name}${where}: ${promise}`, async () => {
    const { built, symbols } = kernel();
    const run = await bootGuest(built, { kernelOptions: [`--fault=${name}`] });
    assert.ok(run.outcome.kind === 'panicked' && run.outcome.cause === 'panic', run.log.join('\n'));
    assert.match(run.outcome.message, message);
    const tree = { kind: 'directory', mode: 0, children: new Map() } as const;
    assert.match(renderCrash(run.crash, moduleOpener(tree, symbols)), chain);
    assert.equal(run.stdout.length, 0);
  });
}

test('kernel fault: without one, the same kernels run the program', async () => {
  for (const { built } of [release, debug]) {
    const run = await bootGuest(built);
    assert.deepEqual(run.outcome, { kind: 'exited', exitCode: 0 });
  }
});
