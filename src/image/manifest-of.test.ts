// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { chmodSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { join, readLink, readText } from '../util/index.ts';
import { makeTree } from '../util/test-tree.ts';
import { exportTree } from './export-tree.ts';
import { hostFilesOf, manifestOf } from './manifest-of.ts';
import { parseManifest } from './manifest.ts';
import { planImage } from './plan.ts';
import type { ImageEntry, ImageTree } from './tree.ts';

function plan(entries: readonly ImageEntry[]): ImageTree {
  const tree = planImage(entries);
  assert.ok(tree.ok, JSON.stringify(tree));
  return tree.value;
}

test('manifestOf writes what parseManifest makes the same tree of', (context) => {
  const folder = makeTree(context, { a: 'A', 'data/50% off': 'B', 'data/deep/c': 'C' });
  const tree = plan([
    { guest: '/usr/a', content: { kind: 'host', path: join(folder, 'a') } },
    { guest: '/data', content: { kind: 'host', path: join(folder, 'data') } },
    { guest: '/link', content: { kind: 'link', target: '/usr/a' } },
  ]);
  const made = manifestOf(tree);
  assert.ok(made.ok);
  const text = made.value;
  assert.equal(
    text,
    `[manifest]\n/data/50%% off: ${folder}/data/50%% off\n/data/deep/c: ${folder}/data/deep/c\n/link: ->/usr/a\n/usr/a: ${folder}/a\n`,
  );
  const again = parseManifest(text, join(folder, 'usr.manifest'));
  assert.ok(again.ok, JSON.stringify(again));
  assert.deepEqual(manifestOf(plan(again.value)), made);
  assert.deepEqual(
    hostFilesOf(tree).map((path) => path.slice(folder.length)),
    ['/data/50% off', '/data/deep/c', '/a'],
  );
});

test('manifestOf refuses paths that a reader would take for others', (context) => {
  const folder = makeTree(context, { a: 'A', 'b: c': 'B', '*': 'C' });
  const refused = (guest: string, host = 'a') => {
    const made = manifestOf(plan([{ guest, content: { kind: 'host', path: join(folder, host) } }]));
    return made.ok ? undefined : made.diagnostics[0].message;
  };
  for (const guest of ['/a: b', '/a:', '/a\nb', '/a ', '/x/*/a', '/&', '/${HOME}'])
    assert.match(
      refused(guest) ?? '',
      /cannot be written into a manifest: it has no way to write the path "\//,
      guest,
    );
  assert.match(refused('/c', '*') ?? '', /^"\/c" of the image .* the path ".*\/\*"$/);
  for (const guest of ['/a:b', '/a b', '/*a', '/50%', '/$a']) assert.equal(refused(guest), undefined, guest);
  assert.equal(refused('/c', 'b: c'), undefined);
});

test('exportTree writes files, links and modes, in the place of what was there', (context) => {
  const folder = makeTree(context, { program: 'P', 'out/old': 'old' });
  chmodSync(join(folder, 'program'), 0o755);
  const tree = plan([
    { guest: '/bin/program', content: { kind: 'host', path: join(folder, 'program') } },
    { guest: '/etc/note', content: { kind: 'bytes', bytes: Buffer.from('N'), mode: 0o600 } },
    { guest: '/link', content: { kind: 'link', target: 'bin/program' } },
    { guest: '/tmp', content: { kind: 'directory', mode: 0o1777 } },
  ]);
  const out = join(folder, 'out');
  assert.ok(exportTree(tree, out).ok);
  assert.equal(statSync(join(out, 'bin/program')).mode & 0o7777, 0o755);
  assert.equal(statSync(join(out, 'etc/note')).mode & 0o7777, 0o600);
  assert.equal(statSync(join(out, 'tmp')).mode & 0o7777, 0o1777);
  assert.deepEqual(readLink(join(out, 'link')), { ok: true, value: 'bin/program' });
  assert.ok(!readText(join(out, 'old')).ok);
});
