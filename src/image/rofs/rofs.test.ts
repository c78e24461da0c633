// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { makeTree } from '../../util/test-tree.ts';
import {
  planImage,
  planRofs,
  readRofs,
  writeRofs,
  type ImageEntry,
  type ImageNode,
  type ImageTree,
} from '../index.ts';

function tree(entries: ImageEntry[]): ImageTree {
  const planned = planImage(entries);
  assert.ok(planned.ok, JSON.stringify(planned));
  return planned.value;
}

function written(context: TestContext, image: ImageTree): Buffer {
  const path = `${makeTree(context, {})}/image`;
  const result = writeRofs(image, path);
  assert.ok(result.ok, JSON.stringify(result));
  const bytes = readFileSync(path);
  assert.equal(bytes.length, result.value.bytes);
  return bytes;
}

/** A tree as plain data, contents included. */
function plain(node: ImageNode): unknown {
  if (node.kind === 'directory') {
    return {
      mode: node.mode,
      ...Object.fromEntries([...node.children].map(([name, child]) => [`/${name}`, plain(child)])),
    };
  }
  if (node.kind === 'link') return node.target;
  return {
    mode: node.mode,
    text: node.source.kind === 'bytes' ? Buffer.from(node.source.bytes).toString('hex') : '',
  };
}

const sample: ImageEntry[] = [
  { guest: '/bin/app', content: { kind: 'bytes', bytes: Buffer.alloc(10_000, 'x'), mode: 0o755 } },
  { guest: '/etc/motd', content: { kind: 'bytes', bytes: Buffer.from('hi\n') } },
  { guest: '/etc/empty', content: { kind: 'bytes', bytes: Buffer.alloc(0) } },
  { guest: '/lib', content: { kind: 'link', target: 'usr/lib' } },
  { guest: '/dev', content: { kind: 'directory' } },
];

test('writeRofs writes what readRofs reads', (context) => {
  const image = tree(sample);
  const back = readRofs(written(context, image), 'image');
  assert.ok(back.ok, JSON.stringify(back));
  assert.deepEqual(plain(back.value), plain(image));
});

test('writeRofs writes what readRofs reads, for any tree', (context) => {
  const name = fc.stringMatching(/^[a-zä-ö0-9 ._-]{1,12}$/).filter((text) => text !== '.' && text !== '..');
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 6000 }).map((bytes) => ({ kind: 'bytes', bytes }) as const),
    fc.constantFrom('x', '../y', '/z').map((target) => ({ kind: 'link', target }) as const),
    fc.constant({ kind: 'directory', mode: 0o700 } as const),
  );
  const entry = fc.tuple(fc.array(name, { minLength: 1, maxLength: 4 }), content);
  const path = `${makeTree(context, {})}/image`;
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
      const planned = planImage(
        entries.map(([parts, what]) => ({ guest: `/${parts.join('/')}`, content: what })),
      );
      fc.pre(planned.ok);
      assert.ok(writeRofs(planned.value, path).ok);
      const back = readRofs(readFileSync(path), 'image');
      assert.ok(back.ok, JSON.stringify(back));
      assert.deepEqual(plain(back.value), plain(planned.value));
    }),
    { numRuns: 60 },
  );
});

test('writeRofs gives the same bytes whatever the order of the wishes', (context) => {
  assert.deepEqual(written(context, tree(sample)), written(context, tree([...sample].reverse())));
});

test('planRofs aligns files of a page and more to pages', () => {
  const { files } = planRofs(tree(sample));
  assert.deepEqual(
    files.filter(({ node }) => node.size >= 4096).map(({ block }) => block % 8),
    [0],
  );
});

test('writeRofs leaves nothing behind when a host file is gone, and what was there before', (context) => {
  const folder = makeTree(context, { gone: 'x', image: 'before' });
  const image = tree([{ guest: '/a', content: { kind: 'host', path: `${folder}/gone` } }]);
  appendFileSync(`${folder}/gone`, 'grown');
  const result = writeRofs(image, `${folder}/image`);
  assert.match(
    result.ok ? '' : result.diagnostics[0].message,
    /changed while it was read: it had 1 bytes, now/,
  );
  assert.equal(readFileSync(`${folder}/image`, 'utf8'), 'before');
  assert.deepEqual(readdirSync(folder).sort(), ['gone', 'image']);
});

const fields: [string, number, bigint, RegExp][] = [
  ['magic', 0, 1n, /super block: magic is 0x1, expected 0xdeadbead/],
  ['version', 8, 2n, /super block: version is 2, expected 1/],
  ['block_size', 16, 4096n, /super block: block_size is 4096, expected 512/],
  ['structure_info_first_block', 24, 1n << 40n, /structure_info_first_block is 1099511627776/],
  ['structure_info_blocks_count', 32, 1n << 63n, /structure_info_blocks_count is 9223372036854775808/],
  ['directory_entries_count', 40, 3n, /directory_entries_count is 3/],
  ['symlinks_count', 48, 1000n, /symlinks_count is 1000/],
  ['inodes_count', 56, 0n, /inodes_count is 0/],
];
for (const [field, offset, value, message] of fields) {
  test(`readRofs names a wrong ${field}`, (context) => {
    const bytes = written(context, tree(sample));
    bytes.writeBigUInt64LE(value, offset);
    const result = readRofs(bytes, 'image');
    assert.match(result.ok ? '' : result.diagnostics[0].message, message);
    assert.equal(result.ok ? -1 : result.diagnostics[0].place?.offset, offset);
  });
}

test('readRofs answers an error for an image that is cut off anywhere', (context) => {
  const bytes = written(context, tree(sample));
  const { superBlock, structureInfo } = planRofs(tree(sample));
  const end = Number(superBlock.structure_info_first_block) * 512 + structureInfo.length;
  for (let length = 0; length < end; length += 7)
    assert.equal(readRofs(bytes.subarray(0, length), 'image').ok, false);
});

test('readRofs refuses a directory that contains itself', (context) => {
  const bytes = written(context, tree([{ guest: '/a/b', content: { kind: 'directory' } }]));
  const { superBlock } = planRofs(tree([{ guest: '/a/b', content: { kind: 'directory' } }]));
  // The first directory entry is "b", in "a": let it name the root.
  bytes.writeBigUInt64LE(1n, Number(superBlock.structure_info_first_block) * 512);
  const result = readRofs(bytes, 'image');
  assert.match(
    result.ok ? '' : result.diagnostics[0].message,
    /"b" in inode 2 is inode 1 again, expected one name per inode/,
  );
});

test('readRofs refuses directories deeper than any path', (context) => {
  const guest = '/d'.repeat(2049);
  const bytes = written(context, tree([{ guest, content: { kind: 'directory' } }]));
  const result = readRofs(bytes, 'image');
  assert.match(result.ok ? '' : result.diagnostics[0].message, /depth of directories is more, .* 2048/);
});

test('readRofs never throws and always ends, whatever bytes are changed', (context) => {
  const good = written(context, tree(sample));
  const { superBlock } = planRofs(tree(sample));
  const structure = Number(superBlock.structure_info_first_block) * 512;
  const place = fc.oneof(
    fc.integer({ min: 0, max: 63 }),
    fc.integer({ min: structure, max: good.length - 1 }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
      (changes) => {
        const bytes = Buffer.from(good);
        for (const [offset, value] of changes) bytes[offset] = value;
        readRofs(bytes, 'image');
      },
    ),
    { numRuns: 2000 },
  );
});
