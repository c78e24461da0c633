// SPDX-License-Identifier: MIT
// The programs of the compatibility table that are quick, with the kernel's libc.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadCompatPrograms } from '../../src/cli/compat.ts';
import type { CompatRow } from '../../src/report/compat.ts';
import { thimble } from '../cli/rig.ts';
import { root } from '../house/tree.ts';
import { runGuest } from './rig.ts';

const programs = await loadCompatPrograms(root);

/** Why a test of a suite may fail: there is one process, and no other one can be made. */
const ONE_PROCESS = /there is no system call (vfork, )?fork|OSError: \[Errno 38\] Function not implemented/;

// Two at a time: while one guest runs, the tool prepares another one.
void describe('compat --libc kernel', { concurrency: 2 }, () => {
  for (const { name, failure } of programs.filter(({ quick }) => quick === true)) {
    const but = failure === undefined ? '' : ', but for tests that make processes';
    test(`${name} writes the same and ends the same as on the host${but}`, async () => {
      const end = await thimble(['compat', '--libc', 'kernel', '--json', name], {});
      const { rows } = JSON.parse(end.stdout) as { readonly rows: readonly CompatRow[] };
      const outcome = rows[0]?.kernel;
      const failed = outcome?.kind === 'differs' ? (outcome.failed ?? []) : [];
      const others = failed.filter(({ why }) => !ONE_PROCESS.test(why));
      if (failed.length === 0) assert.deepEqual(outcome, { kind: 'same' }, end.stderr);
      assert.deepEqual(others, []);
    });
  }
});

test('ls -la / shows what is in the image and what the kernel mounts, each with mode, owner and size', async () => {
  const end = await runGuest(['--libc=kernel'], '/bin/ls', ['-la', '/']);
  const lines = end.stdout.trimEnd().split('\n');
  assert.match(lines[0] ?? '', /^total \d+$/);
  // Without /etc/passwd in the image, owners have numbers.
  const entry = /^[dl][rwxt-]{9} +\d+ 0 +0 +\d+ \w{3} [ \d]\d (?: \d{4}|\d\d:\d\d) (.*)$/;
  const names = lines.slice(1).map((line) => entry.exec(line)?.[1] ?? `not an entry: ${line}`);
  for (const name of ['.', '..', 'bin -> usr/bin', 'dev', 'proc', 'sys', 'tmp', 'usr']) {
    assert.ok(names.includes(name), `${name}: ${end.stdout}`);
  }
  assert.ok(!names.some((name) => name.startsWith('not an entry')), end.stdout);
  assert.deepEqual([end.code, end.stderr], [0, '']);
});
