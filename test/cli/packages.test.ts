// SPDX-License-Identifier: MIT
// How the tool gets system packages: with a search path of its own, and an apt-get that installs into it.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { toolsFor } from '../../src/toolchain/system-packages.ts';
import { isFile, join } from '../../src/util/index.ts';
import { inTemporaryFolder, thimble, type CommandEnd } from './rig.ts';

const needsRoot = process.getuid?.() !== 0 || !isFile('/etc/debian_version') ? 'needs root on Debian' : false;

/** What is looked for in the search path, rather than at a path of its own. */
const COMMANDS = toolsFor('test').flatMap(({ probe }) =>
  probe.kind === 'command' && !probe.command.startsWith('/') ? [probe.command] : [],
);

// "Installs" by linking the real tools into the folder of the search path.
const FAKE_APT = `#!/bin/sh
folder=\${0%/*}
echo "$*" >>"$folder/log"
case "$*" in
*install*) [ -f "$folder/refuse" ] && { echo 'E: disk full' >&2; exit 100; }
    for tool in ${COMMANDS.join(' ')}; do
        /bin/ln -sf "$(PATH=/usr/bin:/bin command -v $tool)" "$folder/$tool"
    done ;;
esac
`;

interface PoorMachine {
  readonly folder: string;
  run(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandEnd>;
  log(): string[];
}

/** A machine on which nothing is in PATH but node, apt-get and the few programs that the launcher starts. */
async function onPoorMachine(action: (machine: PoorMachine) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    for (const name of ['sh', 'cmp', 'find', 'stat', 'readlink'])
      symlinkSync(`/usr/bin/${name}`, join(folder, name));
    symlinkSync(process.execPath, join(folder, 'node'));
    writeFileSync(join(folder, 'apt-get'), FAKE_APT);
    chmodSync(join(folder, 'apt-get'), 0o755);
    await action({
      folder,
      run: (words, env = {}) => thimble(words, { env: { PATH: folder, ...env } }),
      log: () =>
        isFile(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').trim().split('\n') : [],
    });
  });
}

test('doctor installs nothing: it names what is missing, how to get it, and exits with 1', async () => {
  await onPoorMachine(async (machine) => {
    const { code, stdout } = await machine.run(['doctor']);
    assert.equal(code, 1);
    assert.match(stdout, /^clang +missing/m);
    assert.match(stdout, /apt-get install -y --no-remove --no-install-recommends clang lld /);
    assert.deepEqual(machine.log(), []);
  });
});

test('THIMBLE_NO_INSTALL=1 makes a command print what is missing and exit with 122', async () => {
  await onPoorMachine(async (machine) => {
    const { code, stdout, stderr } = await machine.run(['test', '--list'], { THIMBLE_NO_INSTALL: '1' });
    assert.deepEqual({ code, stdout }, { code: 122, stdout: '' });
    assert.match(stderr, /missing or too old:\n +clang 14 or newer \(compiles the kernel; package clang\)/);
    assert.match(stderr, /apt-get update && apt-get install/);
    assert.deepEqual(machine.log(), []);
  });
});

test('a command installs what it lacks, saying so in one line', { skip: needsRoot }, async () => {
  await onPoorMachine(async (machine) => {
    const { code, stderr } = await machine.run(['test', '--list']);
    assert.equal(code, 0);
    assert.match(stderr, /^thimble: installing clang, lld, ninja-build, [^\n]* with apt-get\n$/);
    const [update, install, ...more] = machine.log();
    assert.match(update ?? '', / update$/);
    assert.match(install ?? '', / install -y --no-remove --no-install-recommends clang lld ninja-build /);
    assert.deepEqual(more, []);
    assert.equal((await machine.run(['test', '--list'])).stderr, '');
  });
});

test('what apt-get says is shown when it fails', { skip: needsRoot }, async () => {
  await onPoorMachine(async (machine) => {
    writeFileSync(join(machine.folder, 'refuse'), '');
    const { code, stderr } = await machine.run(['test', '--list']);
    assert.equal(code, 122);
    assert.match(stderr, /apt-get could not install clang, [^]*E: disk full/);
  });
});
