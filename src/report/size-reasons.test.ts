// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderSizeReasons, sizesAsMarkdown } from './size-reasons.ts';

const SIZES = {
  rows: [
    { name: 'vfs', bytes: 12345, text: 'Files; core' },
    { name: '(headers)', bytes: 64, text: 'of ELF' },
  ],
  fileBytes: 12409,
};

test('renderSizeReasons aligns numbers and names, and ends with the total', () => {
  assert.equal(
    renderSizeReasons(SIZES, false),
    [
      ' bytes  component            what it is, and why it is there',
      '12,345  vfs                  Files; core',
      '    64  (headers)            of ELF',
      '12,409  kernel-stripped.elf',
      '',
    ].join('\n'),
  );
});

test('sizesAsMarkdown makes a row of each part', () => {
  assert.match(
    sizesAsMarkdown(SIZES),
    /\n\| vfs \| 12,345 \| Files; core \|\n[^]*\| kernel-stripped\.elf \| 12,409 \| \|\n$/,
  );
});
