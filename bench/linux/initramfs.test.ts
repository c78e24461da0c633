// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { encodeInitramfs } from './initramfs.ts';

const archive = encodeInitramfs([
  { kind: 'directory', path: 'dev' },
  { kind: 'character-device', path: 'dev/console', major: 5, minor: 1 },
  { kind: 'directory', path: 'tmp', mode: 0o1777 },
  { kind: 'link', path: 'lib', target: 'usr/lib' },
  { kind: 'file', path: 'init', bytes: new TextEncoder().encode('hello'), mode: 0o755 },
]);

test('encodeInitramfs aligns every header and every file to 4 bytes', () => {
  const text = Buffer.from(archive).toString('latin1');
  const headers = [...text.matchAll(/070701/g)].map((match) => match.index);
  assert.equal(headers.length, 6);
  assert.ok(headers.every((offset) => offset % 4 === 0));
  assert.equal(archive.length % 4, 0);
});

test('encodeInitramfs gives a device its numbers', () => {
  const text = Buffer.from(archive).toString('latin1');
  const field = (index: number): string =>
    text.slice(text.indexOf('dev/console') - 110).slice(6 + 8 * index, 14 + 8 * index);
  assert.deepEqual([field(9), field(10)], ['00000005', '00000001']);
});

test('encodeInitramfs writes what cpio reads', (context) => {
  const listed = spawnSync('busybox', ['cpio', '-itv'], { input: archive, encoding: 'utf8' });
  if (listed.error !== undefined) return context.skip('there is no busybox');
  const lines = listed.stdout.trim().split('\n');
  assert.match(lines[0] ?? '', /^drwxr-xr-x .* dev$/);
  assert.match(lines[1] ?? '', /^crw------- .* dev\/console$/);
  assert.match(lines[2] ?? '', /^drwxrwxrwt .* tmp$/);
  assert.match(lines[3] ?? '', /^lrwxrwxrwx .* lib -> usr\/lib$/);
  assert.match(lines[4] ?? '', /^-rwxr-xr-x .* 5 .* init$/);
});
