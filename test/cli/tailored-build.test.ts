// SPDX-License-Identifier: MIT
// build -o with kernels that are cut: the same bytes from the same things, and results that are always whole.
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { test } from 'node:test';
import { join, sha256, spawn } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { inTemporaryFolder, thimble, type ThimbleOptions } from './rig.ts';

const RESULTS = ['kernel.elf', 'kernel-stripped.elf', 'rootfs.img', 'needs.json', 'version_script'];
const MAIN = join(root, 'build/js/src/cli/main.js');

interface Told {
  readonly kernel: { readonly exports: readonly string[] };
}

function contents(folder: string, names: readonly string[] = RESULTS): string[] {
  return names.map((name) => sha256(readFileSync(join(folder, name))));
}

/** Makes a program that imports `name` and nothing of the kind of the others. */
async function compileCalling(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  const input = `#include <unistd.h>\nint main(void) { return ${name}() == -1; }\n`;
  const end = await spawn('gcc', ['-O1', '-x', 'c', '-', '-o', path], { input });
  assert.ok(end.kind === 'exited' && end.code === 0, JSON.stringify(end));
  return path;
}

async function build(words: readonly string[], options: ThimbleOptions = {}): Promise<Told['kernel']> {
  const end = await thimble(['build', '--libc', 'kernel', '--json', ...words], options);
  assert.equal(end.code, 0, end.stderr);
  return (JSON.parse(end.stdout) as Told).kernel;
}

test('build gives the same bytes for the same files, whatever their place, their date, the locale and the time zone', async () => {
  await inTemporaryFolder(async (folder) => {
    const program = await compileCalling(folder, 'getppid');
    const once = async (place: string, options: ThimbleOptions): Promise<string[]> => {
      mkdirSync(join(folder, place), { recursive: true });
      const copy = join(folder, place, 'program');
      copyFileSync(program, copy);
      utimesSync(copy, 1_000_000 * place.length, 1_000_000 * place.length);
      // Nothing that was found or linked before may help.
      rmSync(join(root, 'build/cache/images'), { recursive: true, force: true });
      await build(['-o', join(folder, place, 'out'), copy], options);
      return contents(join(folder, place, 'out'));
    };
    const one = await once('here', { cwd: '/', env: { LC_ALL: 'C', TZ: 'UTC' } });
    const other = await once('quite/elsewhere', {
      cwd: folder,
      env: { LC_ALL: 'de_DE.UTF-8', TZ: 'Asia/Tokyo' },
    });
    assert.deepEqual(other, one);
  });
});

test('builds of other programs at once, and of one program at once, do not break each other', async () => {
  await inTemporaryFolder(async (folder) => {
    const names = ['getpid', 'getuid', 'getgid'] as const;
    const programs = await Promise.all(names.map((name) => compileCalling(folder, name)));
    const kernels = await Promise.all(programs.map((program) => build([program])));
    names.forEach((name, index) => {
      const exported = kernels[index]?.exports ?? [];
      assert.deepEqual(
        names.filter((each) => exported.includes(each)),
        [name],
      );
    });
    const into = join(folder, 'out');
    await Promise.all([1, 2].map(() => build(['-o', into, programs[0] ?? ''])));
    await build(['-o', join(folder, 'alone'), programs[0] ?? '']);
    assert.deepEqual(contents(into), contents(join(folder, 'alone')));
  });
});

test('a build that is killed leaves the last good kernel or the new one, whole', async () => {
  await inTemporaryFolder(async (folder) => {
    const [one, other] = [await compileCalling(folder, 'getppid'), await compileCalling(folder, 'getegid')];
    const into = join(folder, 'out');
    const kernel = ['kernel.elf', 'kernel-stripped.elf'];
    await build(['-o', join(folder, 'other'), other]);
    await build(['-o', into, one]);
    const good = [contents(into, kernel), contents(join(folder, 'other'), kernel)].map((each) => each.join());
    for (const milliseconds of [150, 250, 300, 350, 400, 500]) {
      const words = [MAIN, 'build', '--libc', 'kernel', '-o', into, other];
      // Killed without a chance to tidy up.
      const words9 = ['-s', 'KILL', `${milliseconds / 1000}`, process.execPath, ...words];
      await spawn('timeout', words9);
      assert.ok(good.includes(contents(into, kernel).join()), `after ${milliseconds} ms`);
    }
    await build(['-o', into, other]);
    assert.equal(contents(into, kernel).join(), good[1]);
  });
});

test('build refuses what is damaged or unknown by name, and writes nothing', async () => {
  await inTemporaryFolder(async (folder) => {
    const refused = async (words: readonly string[], said: RegExp): Promise<void> => {
      const end = await thimble(['build', '-o', join(folder, 'out'), ...words]);
      assert.ok(end.code === 1 || end.code === 2, `${end.code}`);
      assert.match(end.stderr, said);
      assert.equal(end.stdout, '');
      assert.ok(!existsSync(join(folder, 'out/kernel.elf')));
    };
    const program = await compileCalling(folder, 'getppid');
    const bytes = readFileSync(program);
    const cut = join(folder, 'cut');
    for (const length of [0, 3, 40, 100]) {
      writeFileSync(cut, bytes.subarray(0, length), { mode: 0o755 });
      await refused([cut], /error: .*\/cut/);
    }
    await refused(['--needs', 'most', program], /--needs is "most"; expected strict, balanced or open/);
    await refused(
      ['--add-syscall', 'getppidd', program],
      /no system call getppidd[^]*did you mean getppid\?/,
    );
    await refused(['--tailer', program], /has no option --tailer/);
    writeFileSync(join(folder, 'manifest'), '/a: absent\nno colon\n');
    await refused(['--manifest', join(folder, 'manifest')], /manifest:1:\d+: error: .*absent/);
    await refused(['--manifest', join(folder, 'manifest')], /manifest:2:1: error: /);
  });
});
