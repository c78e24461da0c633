// SPDX-License-Identifier: MIT
// The launcher in a small tree of its own, with a compiler and an npm that only write down that they were called.
import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { test } from 'node:test';
import { isFile, join, spawn } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { inTemporaryFolder } from './rig.ts';

// Stands for tsc: each source becomes JavaScript of the same text; a source with "error" in it does not compile.
const FAKE_TSC = `
const fs = require('node:fs'), path = require('node:path');
const root = path.resolve(__dirname, '../../..');
fs.appendFileSync(root + '/log', 'tsc\\n');
for (const name of fs.readdirSync(root + '/src/cli')) {
  const text = fs.readFileSync(root + '/src/cli/' + name, 'utf8');
  if (text.includes('error')) { console.log(name + '(1,1): error TS1'); process.exit(2); }
  fs.mkdirSync(root + '/build/js/src/cli', { recursive: true });
  fs.writeFileSync(root + '/build/js/src/cli/' + name.replace('.ts', '.js'), text);
}
`;

// Stands for npm: makes node_modules of what is in the folder beside, unless a file tells it to fail.
const FAKE_NPM = `#!/bin/sh
root=$2
echo "npm $3" >>"$root/log"
if [ -f "$root/npm-fails" ]; then echo 'npm error network'; exit 1; fi
rm -rf "$root/node_modules" && cp -r "$root/modules" "$root/node_modules"
`;

interface SmallTree {
  readonly folder: string;
  run(words?: readonly string[], command?: string): Promise<{ code: number; stdout: string; stderr: string }>;
  /** What was called since this was asked last. */
  calls(): string[];
}

async function withSmallTree(action: (tree: SmallTree) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (parent) => {
    // Whatever the folder is called, the launcher has to quote it.
    const folder = join(parent, "it's a small tree");
    mkdirSync(folder);
    copyFileSync(join(root, 'thimble'), join(folder, 'thimble'));
    for (const path of ['src/cli', 'modules/typescript/bin', 'bin'])
      mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    writeFileSync(join(folder, 'tsconfig.json'), '{}');
    writeFileSync(
      join(folder, 'src/cli/main.ts'),
      `console.log(process.argv.slice(2).join('|'), process.cwd());`,
    );
    writeFileSync(join(folder, 'src/cli/other.ts'), '');
    writeFileSync(join(folder, 'modules/typescript/bin/tsc'), FAKE_TSC);
    writeFileSync(join(folder, 'bin/npm'), FAKE_NPM);
    chmodSync(join(folder, 'bin/npm'), 0o755);
    const log = join(folder, 'log');
    await action({
      folder,
      async run(words = [], command = join(folder, 'thimble')) {
        const env = { PATH: `${folder}/bin:${process.env['PATH'] ?? ''}` };
        const outcome = await spawn(command, words, { env, cwd: '/' });
        assert.equal(outcome.kind, 'exited');
        return outcome;
      },
      calls() {
        const calls = isFile(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
        rmSync(log, { force: true });
        return calls;
      },
    });
  });
}

test('thimble sets itself up once, says so, and passes the words on as they are', async () => {
  await withSmallTree(async (tree) => {
    const first = await tree.run(['run', 'a b', '']);
    assert.deepEqual([first.code, first.stdout], [0, 'run|a b| /\n']);
    assert.equal(
      first.stderr,
      'thimble: installing npm dependencies (package-lock.json)\nthimble: compiling the TypeScript\n',
    );
    assert.deepEqual(tree.calls(), ['npm ci', 'tsc']);
    assert.deepEqual((await tree.run()).stderr, '');
    assert.deepEqual(tree.calls(), []);
  });
});

test('thimble installs again when package-lock.json has changed', async () => {
  await withSmallTree(async (tree) => {
    await tree.run();
    writeFileSync(join(tree.folder, 'package-lock.json'), '{"a":1}');
    tree.calls();
    await tree.run();
    assert.deepEqual(tree.calls(), ['npm ci', 'tsc']);
  });
});

test('thimble compiles again when a source is changed, added or deleted, and removes what was compiled from it', async () => {
  await withSmallTree(async (tree) => {
    await tree.run();
    tree.calls();
    const output = join(tree.folder, 'build/js/src/cli/other.js');
    for (const change of [
      () => writeFileSync(join(tree.folder, 'src/cli/other.ts'), 'changed'),
      () => writeFileSync(join(tree.folder, 'src/cli/new.ts'), ''),
      () => rmSync(join(tree.folder, 'src/cli/other.ts')),
    ]) {
      assert.ok(isFile(output));
      change();
      await tree.run();
      assert.deepEqual(tree.calls(), ['tsc']);
    }
    assert.ok(!isFile(output));
  });
});

test('thimble shows what the compiler says, runs nothing, and tries again next time', async () => {
  await withSmallTree(async (tree) => {
    writeFileSync(join(tree.folder, 'src/cli/other.ts'), 'error');
    for (const attempt of [1, 2]) {
      const { code, stdout, stderr } = await tree.run();
      assert.deepEqual([code, stdout], [125, ''], `attempt ${attempt}`);
      assert.match(stderr, /other\.ts\(1,1\): error TS1\nthimble: the TypeScript does not compile/);
    }
    assert.deepEqual(tree.calls(), ['npm ci', 'tsc', 'tsc']);
    writeFileSync(join(tree.folder, 'src/cli/other.ts'), '');
    assert.equal((await tree.run()).code, 0);
  });
});

test('thimble shows what npm says, and tries again next time', async () => {
  await withSmallTree(async (tree) => {
    writeFileSync(join(tree.folder, 'npm-fails'), '');
    const { code, stderr } = await tree.run();
    assert.equal(code, 125);
    assert.match(stderr, /npm error network\nthimble: npm ci failed/);
    rmSync(join(tree.folder, 'npm-fails'));
    assert.equal((await tree.run()).code, 0);
    assert.deepEqual(tree.calls(), ['npm ci', 'npm ci', 'tsc']);
  });
});

test('several thimbles started at once set up once', async () => {
  await withSmallTree(async (tree) => {
    const ends = await Promise.all([tree.run(['1']), tree.run(['2']), tree.run(['3'])]);
    assert.deepEqual(
      ends.map((end) => [end.code, end.stdout]),
      [
        [0, '1 /\n'],
        [0, '2 /\n'],
        [0, '3 /\n'],
      ],
    );
    assert.deepEqual(tree.calls(), ['npm ci', 'tsc']);
  });
});

test('thimble finds its tree through symbolic links and through PATH', async () => {
  await withSmallTree(async (tree) => {
    const moved = join(tree.folder, 'a folder');
    mkdirSync(moved);
    symlinkSync('../thimble', join(moved, 'relative'));
    symlinkSync(join(moved, 'relative'), join(tree.folder, 'bin/thimble-by-path'));
    assert.equal((await tree.run(['x'], join(moved, 'relative'))).stdout, 'x /\n');
    assert.equal((await tree.run(['x'], 'thimble-by-path')).stdout, 'x /\n');
  });
});

test('the launcher of this tree starts this tool', async () => {
  const outcome = await spawn(join(root, 'thimble'), ['--version'], { cwd: '/' });
  assert.ok(
    outcome.kind === 'exited' && /^thimble \d+\.\d+\.\d+\n$/.test(outcome.stdout),
    JSON.stringify(outcome),
  );
});
