// SPDX-License-Identifier: MIT
// Tests that are programs of named checks: each argument names one, which prints "ok NAME", or says what is wrong and ends.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { CommandEnd } from '../cli/rig.ts';
import { compileProgram, runGuest } from './rig.ts';

/** Check by name, with the promise that it tests. */
export type Checks = Readonly<Record<string, string>>;

/** Boots a guest with all checks of a program, once with either C library, and tells which of them held. `options` are of `run`. */
export function testChecks(program: string, checks: Checks, options: readonly string[] = []): void {
  for (const compiler of ['gcc', 'musl-gcc'] as const) {
    void describe(`${program} (${compiler})`, () => {
      let end: CommandEnd | undefined;
      before(async () => {
        end = await runGuest(
          options,
          await compileProgram(program, compiler, ['-static']),
          Object.keys(checks),
        );
      });
      for (const [check, promise] of Object.entries(checks)) {
        void test(`${check}: ${promise}`, () => {
          const said = end?.stdout.split('\n') ?? [];
          assert.ok(said.includes(`ok ${check}`), `${said.slice(-3).join('\n')}${end?.stderr ?? ''}`);
        });
      }
      void test('the program ends with 0', () => {
        assert.equal(end?.code, 0);
      });
    });
  }
}
