// SPDX-License-Identifier: MIT
// The memory functions of the kernel's libc, on processors with and without registers of 32 bytes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootGuest, buildGuest } from './guest.ts';
import { compileProgram } from './rig.ts';

const CHECKS = ['copy', 'move', 'fill', 'length', 'find', 'compare', 'letters'];

const PROCESSORS: Readonly<Record<string, readonly string[]>> = {
  'with AVX2': [],
  'without AVX2': ['-cpu', 'max,-avx2'],
  'without XSAVE': ['-cpu', 'max,-xsave,-avx,-avx2'],
};

for (const [what, vmmArgs] of Object.entries(PROCESSORS)) {
  test(`memcpy, memmove, memset, strlen, memchr, memcmp and strcasecmp do what they should on a processor ${what}`, async () => {
    const program = await compileProgram('strings', 'gcc', []);
    const built = await buildGuest('strings', 'microvm', program, ['--libc', 'kernel']);
    const end = await bootGuest(built, { args: CHECKS, vmmArgs });
    assert.equal(end.stdout.toString(), CHECKS.map((name) => `ok ${name}\n`).join(''), end.stderr);
    assert.deepEqual(end.outcome, { kind: 'exited', exitCode: 0 });
  });
}
