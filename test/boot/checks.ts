// SPDX-License-Identifier: MIT
// Tests that are programs of named checks: each argument names one, which prints "ok NAME", or says what is wrong.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileProgram, runGuest, type Compiler } from './rig.ts';

/** Check by name, with the promise that it tests. */
export type Checks = Readonly<Record<string, string>>;

/**
 * Boots a guest for each check of a program, with both C libraries.
 *
 * @param skip Checks that one of the compilers' libraries cannot do.
 */
export function testChecks(
  program: string,
  checks: Checks,
  skip: Partial<Record<Compiler, readonly string[]>> = {},
): void {
  for (const compiler of ['gcc', 'musl-gcc'] as const) {
    void describe(`${program} (${compiler})`, () => {
      for (const [check, promise] of Object.entries(checks)) {
        if (skip[compiler]?.includes(check) === true) continue;
        void test(`${check}: ${promise}`, async () => {
          const end = await runGuest([], await compileProgram(program, compiler, ['-static']), [check]);
          assert.deepEqual(
            { code: end.code, stdout: end.stdout },
            { code: 0, stdout: `ok ${check}\n` },
            end.stderr,
          );
        });
      }
    });
  }
}
