// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  copyFile,
  dirname,
  isFile,
  makeDirectory,
  makeTemporaryDirectory,
  removeTree,
  spawn,
  tmpdir,
  writeWhole,
} from '../util/index.ts';
import { collectProgram, type CollectOptions, type GuestEntry } from './index.ts';

const made: string[] = [];
after(() => made.forEach((folder) => void removeTree(folder)));

function temporary(): string {
  const folder = makeTemporaryDirectory(tmpdir(), 'thimble-chroot-');
  assert.ok(folder.ok);
  made.push(folder.value);
  return folder.value;
}

async function mustSpawn(command: string, args: readonly string[]): Promise<string> {
  const run = await spawn(command, args);
  assert.ok(run.kind === 'exited' && run.code === 0, `${command} ${args.join(' ')}: ${JSON.stringify(run)}`);
  return run.stdout;
}

async function lay(root: string, entries: readonly GuestEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind === 'file') {
      assert.ok(copyFile(entry.host, root + entry.guest).ok);
    } else {
      assert.ok(makeDirectory(dirname(root + entry.guest)).ok);
      await mustSpawn('ln', ['-s', entry.linkTarget, root + entry.guest]);
    }
  }
}

/** Runs a program in a tree that has what was collected and nothing else. */
async function runAlone(
  program: string,
  args: readonly string[],
  options: CollectOptions = {},
): Promise<string> {
  const collected = collectProgram(program, options);
  assert.ok(collected.ok, collected.ok ? '' : collected.diagnostics[0].message);
  const root = temporary();
  await lay(root, collected.value.files);
  return mustSpawn('chroot', [root, collected.value.program, ...args]);
}

const skip = process.getuid?.() === 0 ? false : 'chroot needs root';

describe('collectProgram gives all that the real ld.so needs', { skip }, () => {
  const samples: readonly (readonly [program: string, args: readonly string[], output: RegExp])[] = [
    ['/bin/ls', ['-l', '/'], /lib -> usr\/lib/],
    ['/usr/bin/sqlite3', [':memory:', 'select 6*7'], /^42\n/],
    ['/usr/bin/lua5.4', ['-e', 'print(6*7)'], /^42\n/],
    ['/usr/bin/perl', ['-v'], /This is perl/],
    ['/bin/busybox', ['echo', '42'], /^42\n/],
  ];
  for (const [program, args, output] of samples) {
    it(`of ${program}`, { skip: isFile(program) ? false : 'not installed' }, async () => {
      assert.match(await runAlone(program, args), output);
    });
  }

  it('of a program whose libraries lie beside it or in a directory of ld.so.conf', async (test) => {
    if ((await spawn('gcc', ['--version'])).kind === 'not-found') return test.skip('gcc is not installed');
    const folder = temporary();
    const put = (name: string, text: string): void => assert.ok(writeWhole(`${folder}/${name}`, text).ok);
    const gcc = (...args: string[]): Promise<string> => mustSpawn('gcc', args);
    const shared = ['-shared', '-fPIC'];
    put('deep.c', 'int deep(void) { return 42; }\n');
    put('conf.c', 'int deep(void);\nint conf(void) { return deep(); }\n');
    put(
      'main.c',
      '#include <stdio.h>\nint conf(void);\nint main(void) { return !printf("%d\\n", conf()); }\n',
    );
    assert.ok(makeDirectory(`${folder}/opt/sub`).ok);
    const deep = `${folder}/opt/sub/libdeep.so.1`;
    const conf = `${folder}/opt/libconf.so.1`;
    await gcc(...shared, '-Wl,-soname,libdeep.so.1', '-o', deep, `${folder}/deep.c`);
    const rpath = '-Wl,-rpath,$ORIGIN/sub';
    await gcc(...shared, '-Wl,-soname,libconf.so.1', rpath, '-o', conf, `${folder}/conf.c`, deep);
    const program = `${folder}/bin-of-mine`;
    await gcc('-o', program, `${folder}/main.c`, conf, `-Wl,-rpath-link,${folder}/opt/sub`);
    // A root of its own, whose ld.so.conf names the folder, with what a C program needs of the host.
    const sysroot = temporary();
    const libc = collectProgram('/bin/ls');
    assert.ok(libc.ok);
    await lay(sysroot, libc.value.files);
    await mustSpawn('cp', ['-a', `${folder}/opt`, `${sysroot}/opt`]);
    await mustSpawn('cp', ['-a', program, `${sysroot}/bin-of-mine`]);
    assert.ok(writeWhole(`${sysroot}/etc/ld.so.conf`, '/opt\n').ok);
    assert.match(await runAlone(`${sysroot}/bin-of-mine`, [], { sysroot }), /^42\n/);
  });
});
