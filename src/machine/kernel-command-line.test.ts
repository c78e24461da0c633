// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinCommandLine, splitCommandLine } from './kernel-command-line.ts';

function join(...words: string[]): string {
  const line = joinCommandLine(words);
  assert.ok(line.ok);
  return line.value;
}

test('joinCommandLine leaves plain words alone and quotes what the kernel would split', () => {
  assert.equal(join('--cwd=/tmp', '/bin/ls', '-l'), '--cwd=/tmp /bin/ls -l');
  assert.equal(join('sh', '-c', 'echo "a b"; \\exit'), 'sh -c "echo \\"a b\\"; \\\\exit"');
  assert.equal(join('a', '', 'two\nlines'), 'a "" "two\nlines"');
});

test('joinCommandLine keeps words of the program from being taken for devices', () => {
  assert.equal(join('/echo', 'virtio_mmio.device=1@2:3'), '/echo \\virtio_mmio.device=1@2:3');
  assert.equal(join('/echo', 'x virtio_mmio.device=y'), '/echo "x \\virtio_mmio.device=y"');
});

test('joinCommandLine refuses a NUL and shows the word', () => {
  const line = joinCommandLine(['/echo', 'a\0b']);
  assert.ok(!line.ok);
  assert.match(line.diagnostics[0].message, /a NUL byte in "a\\u0000b"/);
});

test('splitCommandLine gives back what joinCommandLine was given', () => {
  const character = fc.constantFrom(
    ' ',
    '"',
    '\\',
    '\n',
    '\t',
    '=',
    '-',
    '/',
    'a',
    'é',
    '☃',
    'virtio_mmio.device=',
  );
  const word = fc.oneof(fc.string({ unit: character }), fc.string({ unit: 'binary' }));
  const line = fc.array(word.filter((text) => !text.includes('\0')));
  fc.assert(fc.property(line, (words) => assert.deepEqual(splitCommandLine(join(...words)), words)));
});

test('splitCommandLine refuses a line that ends inside of quotes', () => {
  assert.equal(splitCommandLine('/echo "a b'), undefined);
  assert.deepEqual(splitCommandLine('  /echo   a" b"c\\'), ['/echo', 'a bc\\']);
});
