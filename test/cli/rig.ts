// SPDX-License-Identifier: MIT
// Runs the tool as a user does, and gives back what it printed and how it ended.
import { makeTemporaryDirectory, removeTree, spawn, tmpdir } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';

export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ThimbleOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs `./thimble WORDS`. A signal or a time-out is a failure of the test. */
export async function thimble(words: readonly string[], options: ThimbleOptions = {}): Promise<CommandEnd> {
  const outcome = await spawn(`${root}/thimble`, words, { ...options, timeoutMs: 120_000 });
  if (outcome.kind !== 'exited') throw new Error(`thimble ${words.join(' ')}: ${JSON.stringify(outcome)}`);
  return { code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr };
}

/** A new empty folder for the time of a test. */
export async function inTemporaryFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const made = makeTemporaryDirectory(tmpdir(), 'thimble-test-');
  if (!made.ok) throw new Error(`no temporary folder: ${made.code}`);
  try {
    await action(made.value);
  } finally {
    removeTree(made.value);
  }
}
