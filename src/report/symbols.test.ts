// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  coverageJson,
  renderCoverage,
  renderListChanges,
  renderMissing,
  renderSymbols,
  symbolsJson,
} from './symbols.ts';

const LISTS = [
  { library: 'libc.so.6', file: '/x/libc.so.6.symbols', names: ['abs', 'frexp'] },
  { library: 'libm.so.6', file: '/x/libm.so.6.symbols', names: ['cos', 'frexp'] },
];

test('renderSymbols gives each name one line with its libraries, and counts them', () => {
  assert.equal(
    renderSymbols(LISTS),
    'abs    libc.so.6\ncos    libm.so.6\nfrexp  libc.so.6 libm.so.6\n3 symbols in 2 lists\n',
  );
  assert.equal(renderSymbols([]), '0 symbols in 0 lists\n');
  assert.equal(symbolsJson(LISTS).symbols, 3);
});

const COVERAGE = {
  current: 3,
  covered: ['a', 'c'],
  missing: ['b'],
  rebound: ['a'],
  old: [
    { name: 'd', versions: ['GLIBC_2.2.5'], exported: true },
    { name: 'e', versions: ['GLIBC_2.2.5', 'GLIBC_2.3'], exported: false },
  ],
  privateNames: 7,
};

test('renderCoverage tells count, percent, and names of what is missing', () => {
  assert.equal(
    renderCoverage('libc.so.6', COVERAGE),
    `libc.so.6: 2 of 3 names exported, 66.7 %
missing (1):
  b
1 exported name with older versions too
2 names for old programs only, 1 exported
of these missing (1):
  e@GLIBC_2.2.5,@GLIBC_2.3
7 names that the libraries keep to themselves
`,
  );
  assert.equal(coverageJson('libc.so.6', COVERAGE).percent, 66.7);
});

test('renderCoverage breaks long lists into lines of at most 100 characters', () => {
  const missing = Array.from({ length: 100 }, (_, index) => `a_symbol_${index}`);
  const text = renderCoverage('x', { ...COVERAGE, missing });
  const lines = text.split('\n');
  assert.ok(lines.every((line) => line.length <= 100));
  assert.ok(lines.every((line) => !/\S  \S/.test(line)));
  for (const name of missing) assert.match(text, new RegExp(`\\b${name}\\b`));
});

test('renderListChanges shows what comes and what goes', () => {
  const change = { library: 'libc.so.6', names: 12, added: ['strlcpy'], removed: ['gets'] };
  assert.equal(
    renderListChanges([change]),
    'libc.so.6: 12 symbols, 1 added, 1 removed\n  +strlcpy\n  -gets\n',
  );
});

test('renderMissing lists what is missing by file, with versions, and counts names once', () => {
  const missing = [
    { file: '/bin/x', name: 'a', version: 'GLIBC_2.34', isWeak: false },
    { file: '/lib/y', name: 'a', isWeak: false },
    { file: '/lib/y', name: 'b', isWeak: false },
    { file: '/lib/y', name: 'w', isWeak: true },
  ];
  assert.equal(
    renderMissing('/bin/x', missing),
    '/bin/x (1):\n  a@GLIBC_2.34\n/lib/y (2):\n  a b\n/bin/x: 2 symbols missing\n',
  );
  assert.equal(renderMissing('/bin/x', []), '/bin/x: nothing missing\n');
});
