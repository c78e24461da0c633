// SPDX-License-Identifier: MIT
// Programs that must do in a guest what they do on the host.
import assert from 'node:assert/strict';
import { makeTemporaryDirectory, removeTree, spawn } from '../../src/util/index.ts';
import { COMMAND_LIMIT_S, type CommandEnd } from '../cli/rig.ts';
import { runGuest } from './rig.ts';

export const MACHINES = ['microvm', 'q35'] as const;
export type Machine = (typeof MACHINES)[number];

/** The environment that a program gets in a guest unless told otherwise, so that it is on the host as it is there. */
const GUEST_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/' };

/** Runs a program here. */
export async function runHost(
  program: string,
  args: readonly string[],
  input?: string | Uint8Array,
): Promise<CommandEnd> {
  const outcome = await spawn('/usr/bin/env', ['-i', ...environmentWords(), program, ...args], {
    timeoutMs: COMMAND_LIMIT_S * 1000,
    ...(input === undefined ? {} : { input }),
  });
  if (outcome.kind !== 'exited') throw new Error(`${program} on the host: ${JSON.stringify(outcome)}`);
  return { code: outcome.code, stdout: outcome.stdout, stderr: outcome.stderr };
}

function environmentWords(): string[] {
  return Object.entries(GUEST_ENVIRONMENT).map(([name, value]) => `${name}=${value}`);
}

/** Asserts that a program writes the same and ends the same in a guest as on the host. */
export async function sameAsOnHost(
  options: readonly string[],
  program: string,
  args: readonly string[],
  input?: string,
): Promise<void> {
  const [guest, host] = [
    await runGuest(options, program, args, input === undefined ? {} : { input }),
    await runHost(program, args, input),
  ];
  assert.deepEqual(guest, host);
}

/**
 * A folder for the tests of a file, to be removed when they are over. It is not in /tmp, because files that are put into an
 * image at the same path would be hidden there by the guest's own /tmp.
 */
export function makeTestFolder(): { readonly path: string; readonly remove: () => void } {
  const made = makeTemporaryDirectory('/var/tmp', 'thimble-boot-');
  if (!made.ok) throw new Error(`no temporary folder: ${made.code}`);
  return { path: made.value, remove: () => void removeTree(made.value) };
}

/** The same bytes each time, without a pattern that a page or a block could hide: a linear congruential generator's. */
export function arbitraryBytes(count: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(count / 4));
  let state = 1;
  for (let at = 0; at < words.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[at] = state ^ (state >>> 15);
  }
  return new Uint8Array(words.buffer).subarray(0, count);
}
