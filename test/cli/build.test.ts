// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { readRofs } from '../../src/image/index.ts';
import { isFile, join, spawn } from '../../src/util/index.ts';
import { inTemporaryFolder, thimble } from './rig.ts';

const BUSYBOX = '/usr/bin/busybox';

interface BuildReport {
  readonly kernel: {
    readonly path: string;
    readonly strippedPath: string;
    readonly strippedBytes: number;
    readonly exports: readonly string[];
    readonly components: readonly { readonly name: string; readonly bytes: number }[];
  };
  readonly rootfs: { readonly path: string; readonly format: string; readonly bytes: number };
  readonly machine: string;
  readonly memory: number;
  readonly seconds: Readonly<Record<'analyze' | 'compile' | 'link' | 'image', number>>;
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const outcome = await spawn(command, args);
  assert.ok(outcome.kind === 'exited' && outcome.code === 0, JSON.stringify(outcome));
}

async function build(words: readonly string[], cwd = '/'): Promise<BuildReport> {
  const { code, stdout, stderr } = await thimble(['build', '--json', ...words], { cwd });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as BuildReport;
}

test('build --json describes the kernel, the image and the machine', async () => {
  const report = await build(['--memory', '32M', '--machine', 'q35', BUSYBOX]);
  const { kernel, rootfs, seconds } = report;
  assert.ok(isFile(kernel.path));
  assert.equal(kernel.strippedBytes, statSync(kernel.strippedPath).size);
  assert.ok(Array.isArray(kernel.exports));
  assert.ok(kernel.components.some((component) => component.name === 'virtio-pci'));
  assert.deepEqual([rootfs.format, rootfs.bytes], ['rofs', statSync(rootfs.path).size]);
  assert.deepEqual([report.machine, report.memory], ['q35', 32 * 2 ** 20]);
  assert.deepEqual(Object.keys(seconds), ['analyze', 'compile', 'link', 'image']);
});

test('build -o puts everything into one folder, and leaves it alone when nothing has changed', async () => {
  await inTemporaryFolder(async (folder) => {
    const report = await build(['-o', 'out', BUSYBOX], folder);
    const files = [report.kernel.path, report.kernel.strippedPath, report.rootfs.path];
    assert.deepEqual(
      files,
      ['kernel.elf', 'kernel-stripped.elf', 'rootfs.img'].map((name) => join(folder, 'out', name)),
    );
    const times = files.map((file) => statSync(file).mtimeMs);
    await build(['-o', 'out', BUSYBOX], folder);
    assert.deepEqual(
      files.map((file) => statSync(file).mtimeMs),
      times,
    );
  });
});

test('build writes another image when a file in it has changed', async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'note'), 'one');
    const words = ['--file', '/note=note', BUSYBOX];
    const first = await build(words, folder);
    assert.deepEqual((await build(words, folder)).rootfs, first.rootfs);
    utimesSync(join(folder, 'note'), 1, 1);
    assert.notEqual((await build(words, folder)).rootfs.path, first.rootfs.path);
  });
});

test('build --manifest makes an image of what the manifest lists, with the libraries of its programs', async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'note'), 'text');
    const manifest = '[manifest]\n/opt/note: note\n/link: ->/opt/note\n/bin/list: %(bin)s/ls\n';
    writeFileSync(join(folder, 'usr.manifest'), manifest);
    const report = await build(['--manifest', 'usr.manifest', '--var', 'bin=/usr/bin', '-o', 'out'], folder);
    const image = readRofs(readFileSync(report.rootfs.path), report.rootfs.path);
    assert.ok(image.ok, image.ok ? '' : image.diagnostics[0].message);
    const listed = await thimble(
      ['run', '--manifest', 'usr.manifest', '--var', 'bin=/usr/bin', '/bin/list', '/opt', '/link'],
      { cwd: folder },
    );
    assert.deepEqual(listed, { code: 0, stdout: '/link\n\n/opt:\nnote\n', stderr: '' });
  });
});

test('build says where a manifest is wrong, all of it at once', async () => {
  await inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'usr.manifest'), '/a: ./absent\nnonsense\n/b: %(nothing)s/x\n');
    const { code, stderr } = await thimble(['build', '--manifest', 'usr.manifest'], { cwd: folder });
    assert.equal(code, 1);
    for (const place of [
      'usr.manifest:1:5: error:',
      'usr.manifest:2:1: error:',
      'usr.manifest:3:5: error:',
    ]) {
      assert.ok(stderr.includes(place), stderr);
    }
  });
});

test('build names the library that is missing, and who asked for it', async () => {
  await inTemporaryFolder(async (folder) => {
    const library = join(folder, 'libabsent.so');
    await run('clang', ['-shared', '-x', 'c', '/dev/null', '-o', library, '-Wl,-soname,libabsent.so']);
    writeFileSync(join(folder, 'main.c'), 'int main(void) { return 0; }\n');
    const linked = ['-Wl,--no-as-needed', library, '-o', join(folder, 'program')];
    await run('clang', [join(folder, 'main.c'), ...linked]);
    rmSync(library);
    const { code, stderr } = await thimble(['build', './program'], { cwd: folder });
    assert.equal(code, 1);
    assert.match(stderr, /libabsent\.so/);
    assert.match(stderr, /\/program/);
  });
});
