// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readdirSync, utimesSync } from 'node:fs';
import { test } from 'node:test';
import { fileStatus, isFile, join, readLink, readText } from '../../util/index.ts';
import { makeTree } from '../../util/test-tree.ts';
import { cleanResults, deliverResults, hasResults, type ResultFile } from './results.ts';

function text(name: string, content: string): ResultFile {
  return { name, content: { kind: 'text', text: content } };
}

function generations(root: string): string[] {
  return readdirSync(join(root, 'build/results'));
}

test('deliverResults shows new results all at once, and keeps what the user put beside them', (context) => {
  const root = makeTree(context, { 'big.img': 'image' });
  assert.ok(!hasResults(root));
  const image: ResultFile = {
    name: 'usr.img',
    content: { kind: 'copy', path: join(root, 'big.img'), bytes: 100 },
  };
  const first = deliverResults(root, 'release.x64', [
    text('usr.manifest', 'one'),
    text('append.manifest', 'mine'),
    image,
  ]);
  assert.deepEqual(first, { ok: true, value: join(root, 'build/release.x64') });
  assert.ok(hasResults(root));
  const status = fileStatus(join(root, 'build/last/usr.img'));
  assert.ok(status.ok && status.value.size === 100);
  assert.ok(deliverResults(root, 'release.x64', [text('usr.manifest', 'two')]).ok);
  assert.deepEqual(readText(join(root, 'build/last/usr.manifest')), { ok: true, value: 'two' });
  assert.deepEqual(readText(join(root, 'build/last/append.manifest')), { ok: true, value: 'mine' });
  assert.ok(!isFile(join(root, 'build/last/usr.img')));
});

test('deliverResults leaves the last results when it fails, and nothing of its own', (context) => {
  const root = makeTree(context, {});
  assert.ok(deliverResults(root, 'release.x64', [text('usr.manifest', 'good')]).ok);
  const absent: ResultFile = { name: 'usr.img', content: { kind: 'copy', path: join(root, 'absent') } };
  const failed = deliverResults(root, 'release.x64', [text('usr.manifest', 'bad'), absent]);
  assert.ok(!failed.ok);
  assert.match(failed.diagnostics[0].message, /cannot be written \(ENOENT\)/);
  assert.deepEqual(readText(join(root, 'build/last/usr.manifest')), { ok: true, value: 'good' });
  assert.equal(generations(root).length, 1);
});

test('deliverResults removes old results of the same name, and lets build/last follow', (context) => {
  const root = makeTree(context, {});
  deliverResults(root, 'release.x64', [text('usr.manifest', 'one')]);
  const [old = ''] = generations(root);
  utimesSync(join(root, 'build/results', old), 1, 1);
  deliverResults(root, 'debug.x64', [text('usr.manifest', 'two')]);
  assert.equal(generations(root).length, 2);
  assert.deepEqual(readLink(join(root, 'build/last')), { ok: true, value: 'debug.x64' });
  deliverResults(root, 'release.x64', [text('usr.manifest', 'three')]);
  assert.ok(generations(root).length === 2 && !generations(root).includes(old));
});

test('cleanResults removes what builds have made, and not the tool', (context) => {
  const root = makeTree(context, {
    'build/js/main.js': '',
    'build/obj/a.o': '',
    'build/obj-visible/build/obj/a.o': '',
    'build/kernel/all/kernel.elf': '',
  });
  deliverResults(root, 'release.x64', [text('usr.manifest', 'one')]);
  assert.ok(cleanResults(root).ok);
  assert.deepEqual(readdirSync(join(root, 'build')), ['js']);
});
