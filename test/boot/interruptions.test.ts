// SPDX-License-Identifier: MIT
// Guests that are ended from outside: by somebody at the terminal, by whoever kills the VMM. Nothing stays behind.
import assert from 'node:assert/strict';
import { spawn as spawnChild } from 'node:child_process';
import { test } from 'node:test';
import { join, listDirectory, readText, spawn } from '../../src/util/index.ts';
import { GUEST_LIMIT_S, inTemporaryFolder } from '../cli/rig.ts';
import { root } from '../house/tree.ts';
import { compileStatic } from './rig.ts';

/** Processes that have a word in their command line. */
async function processesOf(word: string): Promise<string> {
  const found = await spawn('pgrep', ['-af', '--', word]);
  return found.kind === 'exited' ? found.stdout : JSON.stringify(found);
}

interface Interruption {
  /** What starts `thimble`; its words come last. */
  readonly around: readonly string[];
  /** Done when the program has said that it is ready. */
  readonly act: (input: NodeJS.WritableStream) => void | Promise<void>;
}

/** Runs a guest that waits for ever, and does something to it; all of its temporary files are in `folder`. */
async function interrupt(
  folder: string,
  program: string,
  { around, act }: Interruption,
): Promise<number | null> {
  const [command, ...words] = [
    ...around,
    `${root}/thimble`,
    'run',
    '--timeout',
    `${GUEST_LIMIT_S}`,
    program,
    'wait',
  ];
  const child = spawnChild(command, words, { env: { ...process.env, TMPDIR: folder } });
  let printed = '';
  let acted = false;
  const onOutput = (text: string) => {
    printed += text;
    if (acted || !/^ready\r?$/m.test(printed)) return;
    acted = true;
    void act(child.stdin);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onOutput);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  assert.ok(acted, printed);
  // The guest's terminal and ours must not both end the lines.
  assert.doesNotMatch(printed, /\r\r/);
  return code;
}

/** A program of a name of its own, by which the processes of its guest can be told from all others. */
async function copyOfCrash(folder: string): Promise<string> {
  const program = join(folder, `waits-${process.pid}`);
  const copied = await spawn('cp', [await compileStatic('crash'), program]);
  assert.equal(copied.kind, 'exited');
  return program;
}

async function assertNothingLeft(folder: string, program: string): Promise<void> {
  assert.deepEqual(listDirectory(folder), { ok: true, value: [program.slice(folder.length + 1)] });
  assert.equal(await processesOf(program.slice(folder.length)), '');
}

test('Ctrl-C in a terminal ends the guest with 130 and leaves nothing behind', async () => {
  await inTemporaryFolder(async (folder) => {
    const program = await copyOfCrash(folder);
    // `script` gives its command a terminal.
    const around = ['sh', '-c', 'exec script -qec "$*" /dev/null', 'sh'];
    const code = await interrupt(folder, program, { around, act: (input) => void input.write('\u0003') });
    assert.equal(code, 130);
    await assertNothingLeft(folder, program);
  });
});

test('a VMM that is killed is told as one, with 121, and leaves nothing behind', async () => {
  await inTemporaryFolder(async (folder) => {
    const program = await copyOfCrash(folder);
    const errors = join(folder, 'errors');
    const act = async () => {
      const found = await processesOf(`qemu-system-x86_64.*${program.slice(folder.length)}`);
      const killed = await spawn('kill', [
        '-KILL',
        ...[...found.matchAll(/^\d+/gm)].map((match) => match[0]),
      ]);
      assert.ok(killed.kind === 'exited' && killed.code === 0, found);
    };
    const around = ['sh', '-c', 'exec "$@" 2>"$0"', errors];
    assert.equal(await interrupt(folder, program, { around, act }), 121);
    const said = readText(errors);
    assert.match(said.ok ? said.value : '', /qemu-system-x86_64 was killed by SIGKILL/);
    assert.ok((await spawn('rm', [errors])).kind === 'exited');
    await assertNothingLeft(folder, program);
  });
});
