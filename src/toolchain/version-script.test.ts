// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderVersionScript } from './plan-exports.ts';
import { parseVersionScript, renderAppVersionScript } from './version-script.ts';

function complaints(text: string): string[] {
  const parsed = parseVersionScript(text, 's');
  assert.ok(!parsed.ok, text);
  return parsed.diagnostics.map(({ message, place }) => `${place?.line}:${place?.column} ${message}`);
}

test('parseVersionScript reads what renderAppVersionScript writes, with the place of each name', () => {
  const text = renderAppVersionScript([
    { from: '/bin/a', names: ['write', 'read'] },
    { from: '/lib/b*/c', names: ['read', 'exit'] },
  ]);
  assert.equal(
    text,
    '{\n  global:\n/*------- /bin/a */\n    read;\n    write;\n/*------- /lib/b* /c */\n    exit;\n  local:\n    *;\n};\n',
  );
  assert.deepEqual(parseVersionScript(text, 's'), {
    ok: true,
    value: [
      { name: 'read', place: { file: 's', line: 4, column: 5 } },
      { name: 'write', place: { file: 's', line: 5, column: 5 } },
      { name: 'exit', place: { file: 's', line: 7, column: 5 } },
    ],
  });
});

test('parseVersionScript reads what the link writes, names of versions, comments and repeated names', () => {
  const names = (text: string) => {
    const parsed = parseVersionScript(text, 's');
    return parsed.ok ? parsed.value.map(({ name }) => name) : parsed.diagnostics;
  };
  assert.deepEqual(names(renderVersionScript(['a', 'b'])), ['a', 'b']);
  assert.deepEqual(names(renderVersionScript([])), []);
  assert.deepEqual(names('OSV_1.0 { global: a; # by hand: dlsym\n a; /* b;\n c; */ local: *; };'), [
    'a',
    'a',
  ]);
});

test('parseVersionScript says what is wrong, and where', () => {
  for (const [text, complaint] of [
    ['', '1:undefined'],
    ['{ global: a; local: *; }', '1:24 found the end in the version script; expected ";"'],
    ['{\n  global:\n    a\n    b;\n  local: *;\n};', '4:5 found "b" in the version script; expected ";"'],
    ['{ global: a*; local: *; };', '1:11 "a*" under "global:" is not understood'],
    [
      '{ global: memcpy@GLIBC_2.14; local: *; };',
      '1:11 "memcpy@GLIBC_2.14" under "global:" is not understood',
    ],
    ['{ global: a; local: b; };', '1:21 "b" under "local:" is not understood'],
    ['{ global: a; };', '1:15 the version script does not hide what it does not list'],
    ['{ /* a; };', '1:3 this comment is never closed'],
    ['{ local: *; }; { };', '1:16 found "{" in the version script; expected nothing more'],
  ] as const) {
    const [first = ''] = complaints(text);
    if (text === '') assert.match(first, /found the end in the version script; expected "\{"/);
    else assert.equal(first, complaint);
  }
});
