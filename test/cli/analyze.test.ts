// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { copyFile, join } from '../../src/util/index.ts';
import { compileProgram, inTemporaryFolder, thimble } from './rig.ts';

interface Needs {
  readonly format: string;
  readonly version: number;
  readonly files: readonly {
    readonly path: string;
    readonly imports: readonly { readonly name: string; readonly provider?: string }[];
    readonly runtime: readonly { readonly call: string; readonly number?: number; readonly name?: string }[];
  }[];
}

async function analyze(
  words: readonly string[],
  options: Parameters<typeof thimble>[1] = {},
): Promise<string> {
  const { code, stdout, stderr } = await thimble(['analyze', ...words], options);
  assert.equal(code, 0, stderr);
  return stdout;
}

test('analyze --json gives the same bytes in any folder and locale, for any path of the program', async () => {
  await inTemporaryFolder(async (folder) => {
    mkdirSync(join(folder, 'a'));
    mkdirSync(join(folder, 'b'));
    const one = await compileProgram(join(folder, 'a'), 'int main(void) { return 0; }');
    copyFile(one, join(folder, 'b/program'));
    const env = (LC_ALL: string) => ({ ...process.env, LC_ALL }) as Record<string, string>;
    const first = await analyze(['--json', one], { cwd: '/', env: env('C') });
    const second = await analyze(['--json', 'program'], { cwd: join(folder, 'b'), env: env('tr_TR.UTF-8') });
    assert.equal(first, second);
    assert.ok(!first.includes(folder));
  });
});

test('analyze tells by file and class what a program asks for, and what the kernel gets', async () => {
  await inTemporaryFolder(async (folder) => {
    const program = await compileProgram(
      folder,
      `#include <unistd.h>
       #include <sys/syscall.h>
       int main(void) { return syscall(SYS_getcpu, 0, 0, 0) != 0; }`,
    );
    const text = await analyze([program]);
    assert.match(text, /^file +code +imports +dlsym +dlopen +system calls$/m);
    assert.match(text, /^\/program +\d+ KiB +0 +- +- +\d+ proved/m);
    assert.match(text, /By the policy "balanced" the kernel exports 0 symbols and has \d+ system calls/);
    const verbose = await analyze(['--verbose', program]);
    assert.match(verbose, /system call getcpu: proved; at 0x[0-9a-f]+ \(main\+0x[0-9a-f]+\)/);
  });
});

test('analyze takes a folder and an image, and finds the same in both', async () => {
  await inTemporaryFolder(async (folder) => {
    const program = await compileProgram(folder, 'int main(void) { return 0; }');
    mkdirSync(join(folder, 'root'));
    copyFile(program, join(folder, 'root/program'));
    writeFileSync(join(folder, 'root/readme'), 'no program');
    const needs = JSON.parse(await analyze(['--json', './root'], { cwd: folder })) as Needs;
    assert.deepEqual([needs.format, needs.version], ['thimble-needs', 3]);
    assert.deepEqual(
      needs.files.map(({ path }) => path),
      ['/program'],
    );
    assert.ok(needs.files[0]?.runtime.some(({ number, name }) => number === 231 && name === 'exit_group'));

    const built = await thimble(['build', '-o', 'out', program], { cwd: folder });
    assert.equal(built.code, 0, built.stderr);
    const beside = readFileSync(join(folder, 'out/needs.json'), 'utf8');
    await analyze(['-o', 'again.json', 'out/rootfs.img'], { cwd: folder });
    assert.equal(readFileSync(join(folder, 'again.json'), 'utf8'), beside);
    assert.deepEqual((JSON.parse(beside) as Needs).files, needs.files);
  });
});

test('analyze warns of what is damaged and goes on, and fails for requests that name nothing', async () => {
  await inTemporaryFolder(async (folder) => {
    const program = await compileProgram(folder, 'int main(void) { return 0; }');
    mkdirSync(join(folder, 'root'));
    copyFile(program, join(folder, 'root/program'));
    writeFileSync(join(folder, 'root/broken'), readFileSync(program).subarray(0, 3000));
    const { code, stdout, stderr } = await thimble(['analyze', './root'], { cwd: folder });
    assert.equal(code, 0);
    assert.match(stderr, /warning: what \/broken needs is not known: .*truncated.*\[needs\/not-analyzed\]/);
    assert.match(stdout, /^\/program /m);
    const refused = await thimble(['analyze', '--add-syscall', 'getrandon', program]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /no system call getrandon.*\n.*did you mean getrandom\?/);
  });
});
