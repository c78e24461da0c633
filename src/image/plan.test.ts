// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Result } from '../diagnostic/index.ts';
import { makeTree } from '../util/test-tree.ts';
import { planImage, type DirectoryNode, type ImageEntry, type ImageNode, type ImageTree } from './index.ts';

function file(guest: string, text = ''): ImageEntry {
  return { guest, content: { kind: 'bytes', bytes: Buffer.from(text) } };
}

function link(guest: string, target: string): ImageEntry {
  return { guest, content: { kind: 'link', target } };
}

function planned(entries: ImageEntry[]): ImageTree {
  const tree = planImage(entries);
  assert.ok(tree.ok, JSON.stringify(tree));
  return tree.value;
}

function at(tree: DirectoryNode, path: string): ImageNode | undefined {
  return path
    .split('/')
    .filter((part) => part !== '')
    .reduce<ImageNode | undefined>(
      (node, part) => (node?.kind === 'directory' ? node.children.get(part) : undefined),
      tree,
    );
}

function assertComplaint(result: Result<unknown>, message: RegExp): void {
  assert.ok(!result.ok, 'expected an error');
  assert.match(result.diagnostics.map((d) => d.message).join('\n'), message);
}

test('planImage makes the directories on the way', () => {
  const tree = planned([file('/a/b/c', 'x')]);
  assert.equal(at(tree, '/a')?.kind, 'directory');
  assert.equal(at(tree, '/a/b/c')?.kind, 'file');
});

test('planImage lets a later wish for a file win', () => {
  const node = at(planned([file('/a', 'first'), file('/a', 'second!')]), '/a');
  assert.equal(node?.kind === 'file' ? node.size : 0, 7);
});

test('planImage lets a later link win over a file, and a later file over a link', () => {
  assert.equal(at(planned([file('/a'), link('/a', 'b')]), '/a')?.kind, 'link');
  assert.equal(at(planned([link('/a', 'b'), file('/a')]), '/a')?.kind, 'file');
});

test('planImage puts what is below a symbolic link where the link leads, whatever the order', () => {
  for (const order of [0, 1]) {
    const entries = [file('/lib/x', 'x'), link('/lib', 'usr/lib')];
    const tree = planned(order === 0 ? entries : entries.reverse());
    assert.equal(at(tree, '/lib')?.kind, 'link');
    assert.equal(at(tree, '/usr/lib/x')?.kind, 'file');
  }
});

test('planImage takes a host folder with what is below it, symbolic links as links', (context) => {
  const folder = makeTree(context, { 'd/one': '1', 'd/sub/two': '22' });
  const tree = planned([{ guest: '/data', content: { kind: 'host', path: `${folder}/d` } }]);
  const two = at(tree, '/data/sub/two');
  assert.equal(two?.kind === 'file' ? two.size : 0, 2);
});

const wrong: [string, ImageEntry[], RegExp][] = [
  ['a relative guest path', [file('a')], /guest path is "a", expected one that begins with \//],
  ['a path with ..', [file('/a/../b')], /contains "\.\."/],
  ['a NUL byte', [file('/a\0b')], /contains/],
  ['a name of 256 bytes', [file(`/${'n'.repeat(256)}`)], /has 256 bytes, at most 255/],
  [
    'a file where a directory is needed',
    [file('/a'), file('/a/b')],
    /\/a\/b cannot be in the image: a is a file there/,
  ],
  ['a directory where a file is wished for', [file('/a/b'), file('/a')], /\/a is a directory of the image/],
  ['a loop of links', [link('/a', 'b'), link('/b', 'a'), file('/a/x')], /more than 40 symbolic links/],
  ['an empty link target', [link('/a', '')], /target of 0 bytes/],
  [
    'a missing host file',
    [{ guest: '/a', content: { kind: 'host', path: '/nowhere/at/all' } }],
    /nowhere\/at\/all is not there/,
  ],
  [
    'a device of the host',
    [{ guest: '/a', content: { kind: 'host', path: '/dev/null' } }],
    /is a device, socket or pipe/,
  ],
];
for (const [what, entries, message] of wrong) {
  test(`planImage refuses ${what}`, () => {
    assertComplaint(planImage(entries), message);
  });
}
