// SPDX-License-Identifier: MIT
// The C tests of the components (kernel/**/test/*.c), each reported as a test of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderDiagnostics } from '../../src/diagnostic/index.ts';
import { runHostTests } from '../../src/toolchain/index.ts';
import { root } from '../house/tree.ts';

test('kernel code keeps its promises under sanitizers on the host', async (context) => {
  const report = await runHostTests(root);
  assert.ok(report.ok, report.ok ? '' : renderDiagnostics(report.diagnostics, { colour: false, cwd: root }));
  assert.notEqual(report.value.results.length, 0, 'no host tests were found');
  for (const { name, passed, output, seconds } of report.value.results) {
    await context.test(`${name} (${seconds.toFixed(1)} s)`, () => assert.ok(passed, output));
  }
});
