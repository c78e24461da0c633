// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { makeTree } from '../util/test-tree.ts';
import { readManifest, type ImageEntry } from './index.ts';

function read(
  context: TestContext,
  text: string,
  files: Record<string, string> = {},
  variables?: Record<string, string>,
) {
  const folder = makeTree(context, { 'usr.manifest': text, ...files });
  return { folder, result: readManifest(`${folder}/usr.manifest`, variables) };
}

function show(folder: string, entries: readonly ImageEntry[]): string[] {
  return entries.map(({ guest, content }) => {
    if (content.kind === 'link') return `${guest} -> ${content.target}`;
    return content.kind === 'host' ? `${guest} = ${content.path.replace(`${folder}/`, '')}` : content.kind;
  });
}

test("readManifest reads every form of OSv's syntax", (context) => {
  const text = `[manifest]
# a comment
  # another

/a: one
/b/c : ./d/two
/link: ->/a
/tree/**: d/**
/flat/*: d/*
/usr/&/two: d/&
/%(where)s/x: %(file)s
/100%%: one
/own/&: ./d/two
/\${where}/y: \${MODULE_DIR}/one
`;
  const files = { one: '1', 'd/two': '2', 'd/e/three': '3' };
  const { folder, result } = read(context, text, files, { where: 'opt', file: 'one' });
  assert.ok(result.ok, JSON.stringify(result));
  assert.deepEqual(show(folder, result.value), [
    '/a = one',
    '/b/c = d/two',
    '/link -> /a',
    '/tree/e/three = d/e/three',
    '/tree/two = d/two',
    '/flat/two = d/two',
    '/usr/two = d/two',
    '/opt/x = one',
    '/100% = one',
    '/own/d/two = d/two',
    '/opt/y = one',
  ]);
});

test('readManifest follows symbolic links of the host, and with ! keeps them', (context) => {
  const folder = makeTree(context, { target: 't', 'usr.manifest': '/a: link\n/b: !link\n' });
  symlinkSync('target', `${folder}/link`);
  const result = readManifest(`${folder}/usr.manifest`);
  assert.ok(result.ok);
  assert.deepEqual(
    result.value.map(({ content }) => content.kind === 'host' && content.followLink),
    [true, false],
  );
});

const wrong: [string, string, RegExp, number, number][] = [
  ['a line without a colon', '/a: one\n/b one\n', /found "\/b one", expected/, 2, 1],
  ['a line without a host path', '  /a:\n', /found "\/a:"/, 1, 6],
  ['a missing host file', '/a: nothere\n', /nothere is not there; it should become \/a/, 1, 5],
  ['a relative guest path', 'a: one\n', /guest path is "a"/, 1, 1],
  ['an unknown variable', '/a: %(x)s/one\n', /variable %\(x\)s is not defined/, 1, 5],
  ['another unknown variable', '/a: ${x}/one\n', /variable \$\{x\} is not defined/, 1, 5],
  ['a lone percent sign', '/a%b: one\n', /found a %/, 1, 1],
  ['another section', '[files]\n', /found section \[files\], expected \[manifest\]/, 1, 1],
  ['a pattern on one side', '/a/**: one\n', /has a pattern on one side only/, 1, 8],
  ['a tree that is not there', '/a/**: nothere/**\n', /nothere is not a folder/, 1, 8],
  ['a link without a target', '/a: ->\n', /nothing follows "->"/, 1, 5],
];
for (const [what, text, message, line, column] of wrong) {
  test(`readManifest names the place of ${what}`, (context) => {
    const { result } = read(context, text, { one: '1' });
    assert.ok(!result.ok, 'expected an error');
    const found = result.diagnostics[0];
    assert.match(found.message, message);
    assert.deepEqual([found.place?.line, found.place?.column], [line, column]);
  });
}

test('readManifest tells all errors of a file', (context) => {
  const { result } = read(context, 'x\n/a: nothere\n/b: one\n', { one: '1' });
  assert.equal(result.ok ? 0 : result.diagnostics.length, 2);
});

test('readManifest names a manifest that cannot be read', () => {
  const result = readManifest('/nowhere/usr.manifest');
  assert.match(result.ok ? '' : result.diagnostics[0].message, /manifest cannot be read: ENOENT/);
});

test('readManifest says where it took a guest path to end, of a line that could be split elsewhere', (context) => {
  const folder = makeTree(context, { 'usr.manifest': '/a: b: /absent\n' });
  const result = readManifest(`${folder}/usr.manifest`);
  assert.ok(!result.ok);
  assert.deepEqual(
    result.diagnostics.map(({ code, place }) => [code, place?.line, place?.column]),
    [
      ['image/host-file-unreadable', 1, 5],
      ['image/manifest-split', 1, 3],
    ],
  );
});
