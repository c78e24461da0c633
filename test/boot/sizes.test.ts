// SPDX-License-Identifier: MIT
// Sizes of kernels are promises: bytes are the same on every machine.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CUT_PROGRAMS, cutWords, PROFILE_BUDGET } from '../../bench/size.ts';
import { loadComponents } from '../../src/component/index.ts';
import { join, makeDirectory, readText, spawn } from '../../src/util/index.ts';
import { thimble } from '../cli/rig.ts';
import { root } from '../house/tree.ts';

const FOLDER = join(root, 'build/test/sizes');

async function compile(name: string): Promise<string> {
  makeDirectory(FOLDER);
  const program = join(FOLDER, name);
  const words = ['-O2', '-Wall', '-o', program, join(root, 'bench/programs', `${name}.c`)];
  const compiled = await spawn('gcc', words, { cwd: root });
  assert.ok(compiled.kind === 'exited' && compiled.code === 0, JSON.stringify(compiled));
  return program;
}

interface Told {
  readonly kernel: {
    readonly strippedBytes: number;
    readonly components: readonly { readonly name: string }[];
  };
}

async function build(words: readonly string[]): Promise<Told['kernel']> {
  const end = await thimble(words);
  assert.equal(end.code, 0, end.stderr);
  return (JSON.parse(end.stdout) as Told).kernel;
}

void describe('build', () => {
  for (const { what, program, options, budget } of CUT_PROGRAMS) {
    test(`build cuts the kernel of ${what} to at most ${budget} bytes`, async () => {
      const path = 'app' in program ? program.app : await compile(program.source);
      const { strippedBytes } = await build(cutWords(path, options));
      assert.ok(strippedBytes <= budget, `${strippedBytes} bytes`);
    });
  }

  test(`build --universal makes a kernel for virtio-mmio of at most ${PROFILE_BUDGET} bytes`, async () => {
    const { strippedBytes } = await build(cutWords(await compile('hello'), ['--universal']));
    assert.ok(strippedBytes <= PROFILE_BUDGET, `${strippedBytes} bytes`);
  });
});

/** How far a figure in the page may be from what it is now. */
const TOLERANCE = { factor: 0.1, bytes: 512 };

test('docs/hello-kernel.md has the components of the kernel of hello, and about their sizes', async () => {
  const page = readText(join(root, 'docs/hello-kernel.md'));
  const set = await loadComponents(root);
  assert.ok(page.ok && set.ok);
  const folder = join(FOLDER, 'hello-image');
  await build(cutWords(await compile('hello'), ['-o', folder]));
  const now = await thimble(['size', '--image', folder, '--markdown']);
  assert.equal(now.code, 0, now.stderr);
  const rows = (text: string) =>
    new Map(
      [...text.matchAll(/^\| (\S[^|]*?) \| ([\d,]+) \|/gm)].map(([, name = '', bytes = '']) => [
        name,
        Number(bytes.replaceAll(',', '')),
      ]),
    );
  const [written, is] = [rows(page.value), rows(now.stdout)];
  const components = (of: ReadonlyMap<string, number>) =>
    [...of.keys()].filter((name) => set.value.components.has(name)).sort();
  assert.deepEqual(components(written), components(is), `bring the page up to date with\n${now.stdout}`);
  for (const [name, bytes] of is) {
    const most = TOLERANCE.bytes + bytes * TOLERANCE.factor;
    const off = Math.abs((written.get(name) ?? 0) - bytes);
    assert.ok(off <= most, `${name} has ${bytes} bytes; bring the page up to date with\n${now.stdout}`);
  }
});
