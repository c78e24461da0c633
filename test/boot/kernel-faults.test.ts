// SPDX-License-Identifier: MIT
// A kernel that breaks its own rules is stopped by its protections, and the end tells what, where and how it came there.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { moduleOpener } from '../../src/cli/open-modules.ts';
import { loadComponents, loadProfile, type Component } from '../../src/component/index.ts';
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

async function buildFaultyKernel(): Promise<KernelBuild> {
  const found = await loadComponents(root);
  const profile = await loadProfile(root, 'microvm');
  assert.ok(found.ok && profile.ok);
  const set = { root, components: new Map([...found.value.components, [FAULT.name, FAULT]]) };
  const selection = resolveComponents(set, profile.value, [{ name: FAULT.name, on: true, by: 'the test' }]);
  assert.ok(selection.ok, JSON.stringify(selection));
  const selected = selection.value.selected.map(({ component }) => component);
  const kernel = await makeKernel({ set, selected, folder: 'build/kernel/test-fault' });
  assert.ok(kernel.ok, JSON.stringify(kernel));
  return kernel.value;
}

let built: Built;
let symbols = '';

before(async () => {
  // First what the tool builds: it would find the objects changed otherwise.
  const guest = await buildGuest('fault', 'microvm', await compileStatic('start'));
  const kernel = await buildFaultyKernel();
  built = { ...guest, kernel: kernel.strippedPath };
  symbols = kernel.path;
});

/** The words of the verdict by name of the fault, and the functions in which it must be said to have happened. */
const FAULTS: Readonly<Record<string, readonly [promise: string, message: RegExp, chain: RegExp]>> = {
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

for (const [name, [promise, message, chain]] of Object.entries(FAULTS)) {
  test(`kernel fault ${name}: ${promise}`, async () => {
    const run = await bootGuest(built, { kernelOptions: [`--fault=${name}`] });
    assert.ok(run.outcome.kind === 'panicked' && run.outcome.cause === 'panic', run.log.join('\n'));
    assert.match(run.outcome.message, message);
    const tree = { kind: 'directory', mode: 0, children: new Map() } as const;
    assert.match(renderCrash(run.crash, moduleOpener(tree, symbols)), chain);
    assert.equal(run.stdout.length, 0);
  });
}

test('kernel fault: without one, the same kernel runs the program', async () => {
  const run = await bootGuest(built);
  assert.deepEqual(run.outcome, { kind: 'exited', exitCode: 0 });
});
