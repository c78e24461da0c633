// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCrashLine, LogReader, readVerdict } from './log-reader.ts';

const encode = (text: string) => new TextEncoder().encode(text);

test('readVerdict reads the four verdicts and nothing else', () => {
  assert.deepEqual(readVerdict('thimble: exited 255'), { kind: 'exited', exitCode: 255 });
  assert.deepEqual(readVerdict('thimble: killed by signal 11'), { kind: 'signalled', signal: 11 });
  assert.deepEqual(readVerdict('thimble: panic: mm: x: y'), { kind: 'panicked', message: 'mm: x: y' });
  assert.deepEqual(readVerdict('thimble: boot failed: no disk'), { kind: 'boot-failed', message: 'no disk' });
  for (const line of [
    'exited 0',
    'thimble: exited 256',
    'thimble: exited -1',
    'thimble: exited 1 or so',
    'thimble: killed by signal 0',
    'thimble: warning: panic: at the disco',
    '',
  ]) {
    assert.equal(readVerdict(line), undefined, line);
  }
});

test('isCrashLine knows lines of a crash report', () => {
  assert.ok(isCrashLine('thimble: crash: stack 7ff0 1 2 3 4'));
  assert.ok(!isCrashLine('thimble: warning: crash: no'));
});

test('LogReader gives the same lines however the bytes come', () => {
  const bytes = encode('thimble: info: é\r\nthimble: crash: a\n\nthimble: exited 3');
  const expected = ['thimble: info: é', 'thimble: crash: a', '', 'thimble: exited 3'];
  for (let size = 1; size <= bytes.length; size++) {
    const seen: string[] = [];
    const reader = new LogReader((line) => seen.push(line));
    for (let at = 0; at < bytes.length; at += size) reader.accept(bytes.subarray(at, at + size));
    reader.end();
    assert.deepEqual(reader.lines, expected);
    assert.deepEqual(seen, expected);
    assert.deepEqual(reader.verdict, { kind: 'exited', exitCode: 3 });
  }
});

test('LogReader takes the last verdict, but keeps a panic', () => {
  const reader = new LogReader();
  reader.accept(encode('thimble: exited 0\nthimble: killed by signal 6\n'));
  assert.deepEqual(reader.verdict, { kind: 'signalled', signal: 6 });
  reader.accept(encode('thimble: panic: vfs: lost\nthimble: exited 0\n'));
  assert.deepEqual(reader.verdict, { kind: 'panicked', message: 'vfs: lost' });
});

test('LogReader keeps the end of a log without end, and cuts lines that never end', () => {
  const reader = new LogReader();
  for (let line = 0; line < 50_000; line++) reader.accept(encode(`${line}\n`));
  assert.equal(reader.lines.length, 20_000);
  assert.equal(reader.lines.at(-1), '49999');
  for (let part = 0; part < 100; part++) reader.accept(encode('x'.repeat(10_000)));
  assert.ok(reader.lines.every((line) => line.length < 100_000));
});
