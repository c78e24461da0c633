// SPDX-License-Identifier: MIT
// Runs the tool as a user does, and gives back what it printed and how it ended.
import { spawn as spawnChild } from 'node:child_process';
import { join, spawn } from '../../src/util/index.ts';
import { mustRun } from '../../src/util/test-compile.ts';
import { root } from '../house/tree.ts';

export { inTemporaryFolder } from '../../src/util/test-tree.ts';

export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ThimbleOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

// What ./thimble starts when all is set up; launcher.test.ts tests ./thimble itself. This way the tests of one run are
// all about the code that was there when it began, even where somebody goes on editing.
const MAIN = join(root, 'build/js/src/cli/main.js');

/** Only a hang takes so long, in seconds, however busy the machine is: of a guest, and of a command around it. */
export const GUEST_LIMIT_S = 300;
export const COMMAND_LIMIT_S = 2 * GUEST_LIMIT_S;

/** Runs `thimble WORDS`. A signal or a time-out is a failure of the test. */
export async function thimble(words: readonly string[], options: ThimbleOptions = {}): Promise<CommandEnd> {
  const timeoutMs = COMMAND_LIMIT_S * 1000;
  const outcome = await spawn(process.execPath, [MAIN, ...words], { ...options, timeoutMs });
  if (outcome.kind !== 'exited') throw new Error(`thimble ${words.join(' ')}: ${JSON.stringify(outcome)}`);
  return { code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr };
}

/** Compiles a static C program of one file into a folder; gives its path. */
export async function compileProgram(folder: string, source: string): Promise<string> {
  const path = join(folder, 'program');
  const flags = ['-x', 'c', '-', '-static', '-g', '-O1', '-o', path];
  await mustRun('clang', flags, { input: source });
  return path;
}

/** Starts `thimble WORDS`, waits until it has printed `text`, sends a signal to it alone, and waits for its end. */
export function thimbleUntil(
  words: readonly string[],
  text: string,
  signal: NodeJS.Signals,
  env: Readonly<Record<string, string>>,
  times = 1,
): Promise<{ readonly code: number | null; readonly pid: number | undefined; readonly stdout: string }> {
  return new Promise((resolve, reject) => {
    const child = spawnChild(process.execPath, [MAIN, ...words], { env: { ...process.env, ...env } });
    let printed = '';
    // One that comes while the last one has not been taken yet is not counted by the system.
    const kill = (left: number) => {
      child.kill(signal);
      if (left > 1) setTimeout(kill, 500, left - 1);
    };
    const limit = setTimeout(() => child.kill('SIGKILL'), COMMAND_LIMIT_S * 1000);
    child.stdout.setEncoding('utf8').on('data', (data: string) => {
      printed += data;
      if (printed.endsWith(text)) kill(times);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ code, pid: child.pid, stdout: printed });
    });
  });
}
