// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { join } from '../util/index.ts';
import { makeTree } from '../util/test-tree.ts';
import { importTypeScript } from './import-typescript.ts';

async function imported(context: TestContext, text: string) {
  const root = makeTree(context, { 'config.ts': text });
  return importTypeScript('configuration', root, join(root, 'config.ts'));
}

/** `line:column message` of what is wrong with a text. */
async function complaint(context: TestContext, text: string): Promise<string> {
  const result = await imported(context, text);
  assert.ok(!result.ok);
  const [{ message, place }] = result.diagnostics;
  return `${place?.line ?? '-'}:${place?.column ?? '-'} ${message}`;
}

test('importTypeScript gives what a file exports', async (context) => {
  const result = await imported(context, 'const port: number = 80;\nexport default { port };\n');
  assert.deepEqual(result, { ok: true, value: { port: 80 } });
});

test('importTypeScript tells what is no TypeScript from what fails when it runs, and where', async (context) => {
  assert.equal(
    await complaint(context, 'export default {\n  a: 1\n  b: 2 };\n'),
    '3:3 this configuration is no TypeScript: Unexpected token, expected ","',
  );
  assert.equal(
    await complaint(context, '\nexport default {\n  port: missing(),\n};\n'),
    '3:9 the declaration of this configuration threw: missing is not defined',
  );
  assert.equal(
    await complaint(context, '\nexport default { port: new Nothing() };\n'),
    '2:- the declaration of this configuration threw: Nothing is not defined',
  );
});
