// SPDX-License-Identifier: MIT
// Tests that are programs of named checks: each argument names one, which prints "ok NAME", or says what is wrong and ends.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { CommandEnd } from '../cli/rig.ts';
import { compileProgram, runGuest } from './rig.ts';

/** Check by name, with the promise that it tests. */
export type Checks = Readonly<Record<string, string>>;

/** Fails, with the last words of the program, unless it has said that a check holds. */
export function assertHolds(check: string, end: CommandEnd | undefined): void {
  const said = end?.stdout.split('\n') ?? [];
  assert.ok(said.includes(`ok ${check}`), `${said.slice(-3).join('\n')}${end?.stderr ?? ''}`);
}

/** In a suite: has a program make all of its checks at once, and tells which of them held. Gives the end of the run, once it is there. */
export function testRun(
  checks: Checks,
  run: (names: readonly string[]) => Promise<CommandEnd>,
): () => CommandEnd | undefined {
  let end: CommandEnd | undefined;
  before(async () => {
    end = await run(Object.keys(checks));
  });
  for (const [check, promise] of Object.entries(checks)) {
    void test(`${check}: ${promise}`, () => assertHolds(check, end));
  }
  void test('the program ends with 0', () => {
    assert.equal(end?.code, 0);
  });
  return () => end;
}

/** Boots a guest with all checks of a program, once with either C library, and tells which of them held. `options` are of `run`. */
export function testChecks(program: string, checks: Checks, options: readonly string[] = []): void {
  for (const compiler of ['gcc', 'musl-gcc'] as const) {
    void describe(`${program} (${compiler})`, () => {
      testRun(checks, async (names) =>
        runGuest(options, await compileProgram(program, compiler, ['-static']), names),
      );
    });
  }
}
