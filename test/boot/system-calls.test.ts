// SPDX-License-Identifier: MIT
// What the kernel makes of system calls that make no sense.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileStatic, runGuest } from './rig.ts';

for (const seed of ['1', '2', '3']) {
  void test(`20000 system calls with random arguments leave the kernel running (seed ${seed})`, async () => {
    const end = await runGuest([], await compileStatic('junk'), [seed, '20000']);
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stdout, /made 18\d\d\d calls\n$/);
  });
}
