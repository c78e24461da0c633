// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { readRofs } from '../../src/image/index.ts';
import { isFile, join } from '../../src/util/index.ts';
import { compileProgram, inTemporaryFolder, thimble } from './rig.ts';

const PRINT = `
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv)
{
    char cwd[100];
    for (int i = 1; i < argc; i++) printf("%s\\n", argv[i]);
    printf("%s %s %ld\\n", getenv("COLOUR"), getcwd(cwd, sizeof cwd), sysconf(_SC_NPROCESSORS_ONLN));
    return access("/etc/note", R_OK) == 0 ? 7 : 1;
}
`;

const CONFIGURATION = `
import { defineImage } from 'thimble';
import { colour } from './colour.ts';

export default defineImage({
  program: 'program',
  args: ['first'],
  env: { COLOUR: colour },
  cwd: '/tmp',
  files: { '/etc/note': 'files/note' },
  memory: '24M',
});
`;

async function inProject(configuration: string, action: (folder: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    await compileProgram(folder, PRINT);
    mkdirSync(join(folder, 'files'));
    writeFileSync(join(folder, 'files/note'), 'a note');
    writeFileSync(join(folder, 'colour.ts'), "export const colour: string = 'blue';\n");
    writeFileSync(join(folder, 'thimble.config.ts'), configuration);
    await action(folder);
  });
}

async function complaints(configuration: string): Promise<string> {
  let printed = '';
  await inProject(configuration, async (folder) => {
    const { code, stderr } = await thimble(['build'], { cwd: folder });
    assert.equal(code, 1);
    printed = stderr;
  });
  return printed;
}

test('run without PROGRAM starts what thimble.config.ts declares; options of the command line count more', async () => {
  await inProject(CONFIGURATION, async (folder) => {
    const end = await thimble(['run', '--timeout', '60'], { cwd: folder });
    assert.deepEqual([end.code, end.stdout], [7, 'first\nblue /tmp 1\n']);
    const words = ['run', '--timeout', '60', '--env', 'COLOUR=red', '--cwd', '/etc', folder, 'second'];
    const other = await thimble(words, { cwd: '/' });
    assert.deepEqual([other.code, other.stdout], [7, 'first\nsecond\nred /etc 1\n']);
  });
});

test('build without PROGRAM makes what thimble.config.ts declares, for its target', async () => {
  const target = "target: 'vm.json',\n  components: { 'virtio-rng': 'on' },\n});";
  await inProject(CONFIGURATION.replace('});', target), async (folder) => {
    const machine = { 'boot-source': { boot_args: '/program' }, drives: [{ drive_id: 'rootfs' }] };
    writeFileSync(join(folder, 'vm.json'), JSON.stringify(machine));
    const { code, stdout, stderr } = await thimble(['build', '--json', '-o', 'out'], { cwd: folder });
    assert.deepEqual([code, stderr.replace(/^thimble: (compil|link)ing the kernel\n/gm, '')], [0, '']);
    const report = JSON.parse(stdout) as {
      readonly memory: number;
      readonly kernel: { readonly components: readonly { readonly name: string }[] };
    };
    assert.equal(report.memory, 24 * 2 ** 20);
    const names = report.kernel.components.map(({ name }) => name);
    assert.ok(names.includes('virtio-mmio') && names.includes('virtio-rng') && !names.includes('debug-exit'));
    const image = readRofs(readFileSync(join(folder, 'out/rootfs.img')), 'rootfs.img');
    assert.ok(image.ok);
    assert.ok(image.value.children.has('etc') && image.value.children.has('program'));
  });
});

test('build makes the image of a guest with a network where thimble.config.ts puts in the card', async () => {
  const card = CONFIGURATION.replace('});', "components: { 'virtio-net': 'on' },\n});");
  await inProject(card, async (folder) => {
    const { code, stderr } = await thimble(['build', '-o', 'out'], { cwd: folder });
    assert.equal(code, 0, stderr);
    const image = readRofs(readFileSync(join(folder, 'out/rootfs.img')), 'rootfs.img');
    assert.ok(image.ok);
    const etc = image.value.children.get('etc');
    assert.deepEqual(etc?.kind === 'directory' ? [...etc.children.keys()].sort() : [], [
      'hosts',
      'note',
      'resolv.conf',
    ]);
  });
});

test('build says what is wrong with a configuration, with line and column', async () => {
  assert.match(
    await complaints(CONFIGURATION.replace('  program:', '  progam:')),
    /^thimble\.config\.ts:6:3: error: a configuration has no key "progam"[^]*did you mean "program"\?/m,
  );
  assert.match(
    await complaints(CONFIGURATION.replace("'24M'", '24')),
    /^thimble\.config\.ts:11:3: error: "memory" of this configuration is 24; expected string/m,
  );
  assert.match(
    await complaints(CONFIGURATION.replace("memory: '24M'", 'cpus: 0')),
    /^thimble\.config\.ts:11:3: error: "cpus" of this configuration is 0; expected >=1/m,
  );
  assert.match(
    await complaints(CONFIGURATION.replace("memory: '24M'", "fs: 'zfs'")),
    /^thimble\.config\.ts:11:8: error: "fs" of this configuration is "zfs"; expected "rofs"/m,
  );
  assert.match(
    await complaints(CONFIGURATION.replace("memory: '24M'", "components: { 'virtio-blkk': 'on' }")),
    /error: components\.virtio-blkk of thimble\.config\.ts names "virtio-blkk"[^]*did you mean "virtio-blk"\?/m,
  );
  assert.match(
    await complaints(CONFIGURATION.replace("'files/note'", "'files/absent'")),
    /^thimble\.config\.ts: error: "\/etc\/note" is to be .*\/files\/absent, which does not exist/m,
  );
  assert.match(
    await complaints('export default {\n  program: x,\n};\n'),
    /^thimble\.config\.ts:2:12: error: .*x is not defined/m,
  );
  assert.match(
    await complaints('export const y = 1;\n'),
    /exports no declaration of a configuration[^]*defineImage/,
  );
});

test('build says what is wrong with what a configuration cuts the kernel to, with line and column', async () => {
  const cutTo = (text: string): Promise<string> => complaints(CONFIGURATION.replace("memory: '24M'", text));
  assert.match(
    await cutTo("needs: 'sure'"),
    /^thimble\.config\.ts:11:11: error: "needs" of this configuration is "sure"; expected .*"balanced"/m,
  );
  assert.match(
    await cutTo("addSymbols: ['getauxvel']"),
    /^thimble\.config\.ts:11:17: error: no kernel can export the symbol getauxvel[^]*did you mean getauxval\?/m,
  );
  assert.match(
    await cutTo("addSyscalls: ['getppidd']"),
    /^thimble\.config\.ts:11:18: error: there is no system call getppidd[^]*did you mean getppid\?/m,
  );
  assert.match(
    await cutTo("needsFile: 'absent.json'"),
    /^thimble\.config\.ts:11:15: error: "needsFile" is to be .*\/absent\.json, which does not exist/m,
  );
  assert.match(
    await cutTo("universal: true,\n  addSyscalls: ['getppid']"),
    /^thimble\.config\.ts:12:3: error: "addSyscalls" says what a kernel is cut to, but "universal" is true/m,
  );
  assert.match(
    await cutTo("budget: '12'"),
    /^thimble\.config\.ts:11:\d+: error: "budget" .* a size such as/m,
  );
});

test('build keeps the budget of thimble.config.ts, and leaves the last results when it is exceeded', async () => {
  await inProject(CONFIGURATION, async (folder) => {
    const first = await thimble(['build', '-o', 'out'], { cwd: folder });
    assert.equal(first.code, 0, first.stderr);
    const kernel = readFileSync(join(folder, 'out/kernel-stripped.elf'));
    const configuration = CONFIGURATION.replace("'24M',", "'24M',\n  universal: true,\n  budget: '20K',");
    writeFileSync(join(folder, 'thimble.config.ts'), configuration);
    const second = await thimble(['build', '-o', 'out'], { cwd: folder });
    assert.equal(second.code, 3);
    assert.match(
      second.stderr,
      /^thimble\.config\.ts:13:3: error: the kernel has \d+ bytes, \d+ more than its budget of 20480/m,
    );
    assert.ok(kernel.equals(readFileSync(join(folder, 'out/kernel-stripped.elf'))));
  });
});

test('run takes from thimble.config.ts what the kernel is cut to', async () => {
  const program = `
    #include <stdio.h>
    #include <stdlib.h>
    #include <unistd.h>
    int main(int argc, char **argv) { return printf("%ld\\n", syscall(atol(argv[1]))) < 0; }`;
  await inTemporaryFolder(async (folder) => {
    await compileProgram(folder, program);
    const configure = (text: string): void =>
      writeFileSync(join(folder, 'thimble.config.ts'), `export default { program: 'program', ${text} };`);
    const run = async (...options: string[]) => (await thimble(['run', ...options, folder, '110'])).stdout;
    configure('');
    assert.equal(await run(), '-1\n');
    for (const text of ["addSyscalls: ['getppid']", "needs: 'open'", 'universal: true']) {
      configure(text);
      assert.match(await run(), /^[1-9]\d*\n$/, text);
    }
    assert.equal(await run('--needs', 'strict'), '-1\n');
    await run('--record', join(folder, 'needs.json'));
    configure("needsFile: 'needs.json'");
    assert.match(await run(), /^[1-9]\d*\n$/);
  });
});

test('build without PROGRAM and without a configuration says what to do', async () => {
  await inTemporaryFolder(async (folder) => {
    const { code, stderr } = await thimble(['build'], { cwd: folder });
    assert.equal(code, 2);
    assert.match(stderr, /neither a PROGRAM nor a --manifest[^]*thimble init writes one/);
  });
});

test('build says: --machine and --for cannot be given together', async () => {
  const { code, stderr } = await thimble(['build', '--machine', 'q35', '--for', 'microvm', '/bin/true']);
  assert.equal(code, 2);
  assert.match(stderr, /--machine and --for cannot be given together/);
});

test('init writes a configuration that works, and never over one that is there', async () => {
  await inTemporaryFolder(async (folder) => {
    await compileProgram(folder, PRINT);
    const path = join(folder, 'thimble.config.ts');
    const missing = await thimble(['init', './absent'], { cwd: folder });
    assert.deepEqual([missing.code, isFile(path)], [1, false]);
    const first = await thimble(['init', './program'], { cwd: folder });
    assert.deepEqual(first, { code: 0, stdout: `${path}\n`, stderr: '' });
    const run = await thimble(['run', '--timeout', '60'], { cwd: folder });
    assert.equal(run.code, 1, run.stderr);
    assert.match(run.stdout, / \/ 1\n$/);
    const text = readFileSync(path, 'utf8');
    const second = await thimble(['init'], { cwd: folder });
    assert.equal(second.code, 1);
    assert.match(second.stderr, /there is a configuration already; it was not touched/);
    assert.equal(readFileSync(path, 'utf8'), text);
  });
});
