// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCompatPrograms } from '../../src/cli/compat.ts';
import { loadCompatServers } from '../../src/cli/compat-server.ts';
import { namesInCompatPage } from '../../src/report/compat-page.ts';
import { join, readText } from '../../src/util/index.ts';
import { root } from '../house/tree.ts';
import { thimble } from './rig.ts';

test('docs/compat.md has a row for each program and each server of test/compat, and no other', async () => {
  const page = readText(join(root, 'docs/compat.md'));
  assert.ok(page.ok, 'make it with ./thimble compat --write');
  const names = async (loaded: Promise<readonly { readonly name: string }[]>): Promise<string[]> =>
    (await loaded).map(({ name }) => name);
  const programs = await names(loadCompatPrograms(root));
  const servers = await names(loadCompatServers(root));
  assert.deepEqual(namesInCompatPage(page.value), { programs, servers });
  assert.equal(new Set([...programs, ...servers]).size, programs.length + servers.length);
});

test('compat --list lists the programs, and an unknown name is told', async () => {
  const listed = await thimble(['compat', '--list']);
  assert.equal(listed.code, 0);
  for (const { name } of [...(await loadCompatPrograms(root)), ...(await loadCompatServers(root))])
    assert.ok(listed.stdout.includes(name), name);
  const unknown = await thimble(['compat', 'sorty']);
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /the table has no program or server "sorty"/);
  const partial = await thimble(['compat', '--write', 'sort']);
  assert.equal(partial.code, 2);
});
