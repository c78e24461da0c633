// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { join } from '../util/index.ts';
import { makeTree } from '../util/test-tree.ts';
import { parseSymbolList, placeInList, readSymbolLists, renderSymbolList } from './symbol-list.ts';

function complaints(text: string) {
  const parsed = parseSymbolList(text, 'libc.so.6', 'libc.so.6.symbols');
  assert.ok(!parsed.ok);
  return parsed.diagnostics.map(({ code, message, place }) => [code, message, place?.line]);
}

test('readSymbolLists reads every list of the folder, by library, and knows the line of each name', (context) => {
  const root = makeTree(context, {
    'exported-symbols/libm.so.6.symbols': 'cos\nsin\n',
    'exported-symbols/libc.so.6.symbols': '_exit\nabort\nmemcpy\n',
    'exported-symbols/README.md': 'not a list',
  });
  const lists = readSymbolLists(root);
  assert.ok(lists.ok);
  assert.deepEqual(
    lists.value.map(({ library, names }) => [library, names]),
    [
      ['libc.so.6', ['_exit', 'abort', 'memcpy']],
      ['libm.so.6', ['cos', 'sin']],
    ],
  );
  const [libc] = lists.value;
  assert.ok(libc !== undefined);
  const file = join(root, 'exported-symbols/libc.so.6.symbols');
  assert.deepEqual(placeInList(libc, 'memcpy'), { file, line: 3 });
});

test('readSymbolLists finds no lists in a tree without the folder', (context) => {
  assert.deepEqual(readSymbolLists(makeTree(context, {})), { ok: true, value: [] });
});

test('renderSymbolList gives what parseSymbolList takes, whatever the order and the locale', () => {
  const text = renderSymbolList(['b', 'a', '_Z', 'Z', 'b']);
  assert.equal(text, 'Z\n_Z\na\nb\n');
  assert.ok(parseSymbolList(text, 'x', 'x').ok);
});

test('parseSymbolList says: "abort" is listed after "exit"', () => {
  assert.deepEqual(complaints('exit\nabort\n'), [
    ['component/unsorted-list', '"abort" is listed after "exit"', 2],
  ]);
});

test('parseSymbolList says: "exit" is listed twice', () => {
  assert.deepEqual(complaints('abort\nexit\nexit\n'), [
    ['component/duplicate-listed-name', '"exit" is listed twice', 3],
  ]);
});

test('parseSymbolList tells all that is wrong: bad names and empty lines', () => {
  assert.deepEqual(complaints('abort\n\n# comment\nmemcpy@GLIBC_2.14\nno;*\n9lives\n'), [
    ['component/bad-listed-name', 'an empty line in a list of symbols', 2],
    ['component/bad-listed-name', '"# comment" is not the name of a symbol', 3],
    ['component/bad-listed-name', '"memcpy@GLIBC_2.14" is not the name of a symbol', 4],
    ['component/bad-listed-name', '"no;*" is not the name of a symbol', 5],
    ['component/bad-listed-name', '"9lives" is not the name of a symbol', 6],
  ]);
});
