// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importFault, importsOf } from './imports.ts';
import { filesBelow, sourceFiles, textOf } from './tree.ts';

const MOST_LINES = 400;

test('importsOf finds every form of import', () => {
  const text = `
import { a } from './a.ts';
import type { B } from '../b/index.ts';
import {
  c,
  d,
} from 'c';
import 'side-effect';
export * from './e.ts';
const f = await import('./f.ts');
`;
  assert.deepEqual(importsOf(text).sort(), [
    '../b/index.ts',
    './a.ts',
    './e.ts',
    './f.ts',
    'c',
    'side-effect',
  ]);
});

test('importFault lets imports go from right to left only', () => {
  assert.equal(importFault('src/cli/main.ts', '../graph/index.ts'), undefined);
  assert.match(importFault('src/elf/note.ts', '../image/index.ts') ?? '', /right to left/);
  assert.match(importFault('src/image/rofs.ts', '../needs/index.ts') ?? '', /on one level/);
  assert.match(importFault('src/image/rofs.ts', 'node:fs') ?? '', /only src\/util/);
  assert.match(importFault('src/image/rofs.ts', './node.js') ?? '', /\.ts/);
  assert.match(importFault('src/image/rofs.ts', '../../test/cli/rig.ts') ?? '', /outside/);
});

test('src imports from right to left only', () => {
  const faults = filesBelow('src')
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => importsOf(textOf(path)).flatMap((name) => importFault(path, name) ?? []));
  assert.deepEqual(faults, []);
});

test('only src/cli/main.ts exits the process', () => {
  const exiting = filesBelow('src').filter((path) => /\bprocess\.(exit|kill|abort)\(/.test(textOf(path)));
  assert.deepEqual(exiting, ['src/cli/main.ts']);
});

test('the kernel is not configured by the preprocessor', () => {
  const configured = filesBelow('kernel').filter(
    (path) => /\.[chS]$/.test(path) && /^\s*#\s*if.*\bCONF/m.test(textOf(path)),
  );
  assert.deepEqual(configured, []);
});

test(`no source file has more than ${MOST_LINES} lines`, () => {
  const long = sourceFiles().filter((path) => textOf(path).split('\n').length - 1 > MOST_LINES);
  assert.deepEqual(long, []);
});

test('every source file names its licence at its top', () => {
  const bare = sourceFiles().filter(
    (path) => !/SPDX-License-Identifier: MIT/.test(textOf(path).split('\n', 3).join('\n')),
  );
  assert.deepEqual(bare, []);
});
