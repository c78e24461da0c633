// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDirectory, makeDirectory, writeWhole } from './fs.ts';
import { join } from './path.ts';
import { makeTree } from './test-tree.ts';

test('makeDirectory makes what is missing above as well, and is content with what is there', (context) => {
  const root = makeTree(context, { file: '' });
  const path = join(root, 'a/b/c');
  assert.deepEqual(makeDirectory(path), { ok: true, value: undefined });
  assert.ok(isDirectory(path));
  assert.ok(makeDirectory(path).ok);
  assert.ok(makeDirectory('/').ok);
});

test('makeDirectory answers where no directory can be', (context) => {
  const root = makeTree(context, { file: '' });
  const code = (path: string) => {
    const made = makeDirectory(path);
    return made.ok ? undefined : made.code;
  };
  assert.equal(code(join(root, 'file')), 'EEXIST');
  assert.equal(code(join(root, 'file/below')), 'ENOTDIR');
  assert.equal(code('/proc/thimble/below'), 'ENOENT');
  assert.ok(!writeWhole('/proc/thimble/file', '').ok);
});
