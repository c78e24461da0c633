// SPDX-License-Identifier: MIT
// The package as somebody gets it who installs it into a project of their own.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { readRofs } from '../../src/image/index.ts';
import { isDirectory, isFile, join, spawn, type SpawnOptions } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { inTemporaryFolder } from './rig.ts';

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
}

async function run(command: string, words: readonly string[], options: SpawnOptions): Promise<string> {
  const outcome = await spawn(command, words, { timeoutMs: 300_000, ...options });
  assert.ok(
    outcome.kind === 'exited' && outcome.code === 0,
    `${command} ${words.join(' ')}: ${JSON.stringify(outcome)}`,
  );
  return outcome.stdout;
}

/** Packs this tree and installs the package, without a network: what it depends on is there already. */
async function installInto(folder: string): Promise<string> {
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const packed = (await run('npm', words, { cwd: root })).trim();
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile;
  for (const [path, { dev, devOptional }] of Object.entries(lock.packages)) {
    const unneeded = path === '' || dev === true || devOptional === true;
    if (!unneeded) cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  writeFileSync(join(folder, 'package.json'), '{ "name": "project", "private": true, "type": "module" }\n');
  const install = ['install', '--offline', '--no-audit', '--no-fund', join(folder, packed)];
  await run('npm', install, { cwd: folder });
  const installed = join(folder, 'node_modules/thimble');
  // Its own build would fetch and compile the same again, for minutes; ninja sees for itself that nothing has changed.
  mkdirSync(join(installed, 'build'), { recursive: true });
  for (const name of ['obj', 'third-party']) {
    const made = join(root, 'build', name);
    if (isDirectory(made)) await run('cp', ['-a', made, join(installed, 'build', name)], {});
  }
  return installed;
}

const USE = `
import {
  analyze, build, defineImage, importedNames, planImage, renderDiagnostics, tailor, writeRofs,
  type ImageAnalysis, type Result,
} from 'thimble';

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics, { colour: false, cwd: '/' }));
  return result.value;
}

// @ts-expect-error The types know the keys.
defineImage({ progam: './server' });

const image = defineImage({ program: '/usr/bin/busybox', args: ['echo', 'from a library'], memory: '16M' });
const built = value(await build(image, { output: 'out' }));
const kernel = value(await tailor({ for: 'microvm', components: { 'virtio-rng': 'off' } }));
const sqlite: ImageAnalysis = value(await analyze({ program: '/usr/bin/sqlite3', libc: 'kernel' }));
const cut = value(await tailor({ profile: 'virtio-mmio', image: sqlite, addSymbols: ['getauxval'] }));
const unknown = await tailor({ image: sqlite, addSyscalls: ['getppidd'] });
const tree = value(planImage([{ guest: '/note', content: { kind: 'bytes', bytes: new TextEncoder().encode('N') } }]));
const rofs = value(writeRofs(tree, 'note.img'));
const names = value(importedNames('/usr/bin/sqlite3', 'this program'));
const failed = await build(defineImage({ program: './absent' }));
const glibc = '/lib/x86_64-linux-gnu/libc.so.6';
const two = defineImage({ program: '/usr/bin/sqlite3', libc: 'kernel', files: { [glibc]: glibc } });
const refusals = [await build(two), await analyze(two)];
console.log(JSON.stringify({
  kernel: built.kernel.path,
  memory: built.memory,
  tailored: kernel.components.map(({ name }) => name),
  files: sqlite.needs.files.length,
  exports: cut.exports,
  unknown: unknown.ok ? undefined : unknown.diagnostics[0].code,
  rofs: rofs.bytes,
  needsLibc: names?.includes('__libc_start_main'),
  failed: failed.ok ? undefined : failed.diagnostics[0].code,
  refused: refusals.map((each) => (each.ok ? undefined : each.diagnostics[0].code)),
}));
`;

test('npm pack makes a package that works in another project, by import and by command', async () => {
  await inTemporaryFolder(async (folder) => {
    const installed = await installInto(folder);
    for (const name of [
      'kernel/core/component.ts',
      'kernel/core/log.c',
      'profiles/x64/all.ts',
      'scripts/build',
    ])
      assert.ok(isFile(join(installed, name)), name);
    assert.ok(!isDirectory(join(installed, 'test')) && !isFile(join(installed, 'src/elf/cursor.test.ts')));

    writeFileSync(join(folder, 'use.ts'), USE);
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const flags = [
      '--strict',
      '--target',
      'es2023',
      '--module',
      'nodenext',
      '--types',
      'node',
      '--skipLibCheck',
    ];
    const types = ['--typeRoots', join(root, 'node_modules/@types')];
    await run(process.execPath, [compiler, ...flags, ...types, 'use.ts'], { cwd: folder });
    const said = JSON.parse(await run(process.execPath, ['use.js'], { cwd: folder })) as Record<
      string,
      unknown
    >;
    const tailored = said['tailored'] as readonly string[];
    assert.ok(tailored.includes('virtio-mmio') && !tailored.includes('virtio-rng'));
    const exported = said['exports'] as readonly string[];
    assert.ok(exported.includes('getauxval') && exported.includes('puts') && !exported.includes('qsort_r'));
    assert.ok(exported.length > 50 && exported.length < 600, exported.join());
    assert.ok((said['files'] as number) > 1);
    assert.equal(said['unknown'], 'needs/unknown-system-call');
    assert.deepEqual(said['refused'], ['cli/two-libcs', 'cli/two-libcs']);
    assert.deepEqual(
      [said['kernel'], said['memory'], said['needsLibc'], said['failed']],
      [join(folder, 'out/kernel.elf'), 16 * 2 ** 20, true, 'cli/declared-file-missing'],
    );
    assert.ok(readRofs(readFileSync(join(folder, 'note.img')), 'note.img').ok);

    const thimble = join(folder, 'node_modules/.bin/thimble');
    assert.match(await run(thimble, ['--version'], { cwd: folder }), /^thimble \d/);
    await run(thimble, ['init', '/usr/bin/busybox'], { cwd: folder });
    const words = ['run', '--timeout', '60', '.', 'echo', 'from a package'];
    assert.equal(await run(thimble, words, { cwd: folder }), 'from a package\n');
  });
});
