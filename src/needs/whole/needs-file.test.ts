// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ImageNeeds } from './image-needs.ts';
import { parseNeeds } from './read-needs.ts';
import { renderNeeds } from './write-needs.ts';

const needs: ImageNeeds = {
  libc: 'kernel',
  files: [
    {
      path: '/app',
      sha256: 'ab'.repeat(32),
      size: 4096,
      codeSize: 100,
      kind: 'dynamic',
      imports: [
        { name: 'malloc', version: 'GLIBC_2.2.5', library: 'libc.so.6', isWeak: false, provider: 'kernel' },
        { name: '__gmon_start__', isWeak: true },
        { name: 'compress', isWeak: false, provider: '/lib/libz.so.1' },
      ],
      runtime: [
        {
          kind: 'dlsym',
          name: 'pthread_create',
          class: 'guessed',
          sites: 1,
          evidence: [{ address: 0x4011f0 }],
          provider: 'kernel',
        },
        {
          kind: 'syscall',
          name: '318',
          class: 'proved',
          sites: 9,
          evidence: [{ address: 0x4022f0, function: 'seed+0x10', callee: 'syscall' }],
        },
      ],
      unresolved: [
        { kind: 'dlopen', address: 0x4033f0, callee: 'dlopen', reason: 'it is computed at run time' },
      ],
      openWorld: [{ kind: 'symbols', by: 'libffi', symbol: 'ffi_call' }],
    },
  ],
  replaced: ['/lib/libc.so.6'],
  skipped: [{ path: '/broken', reason: 'it is "damaged"' }],
  added: [
    { kind: 'syscall', name: '318', class: 'recorded', evidence: '/app one' },
    { kind: 'dlsym', name: 'qsort_r', class: 'requested', evidence: '--add-symbol' },
    { kind: 'dlopen', name: '/tmp/made.so', class: 'recorded', evidence: '/app one' },
    { kind: 'path', name: '/proc', class: 'recorded', evidence: '/app one' },
    { kind: 'component', name: 'libc-charsets', class: 'recorded', evidence: '/app one' },
  ],
};

const text = renderNeeds(needs, (number) => (number === 318 ? 'getrandom' : undefined));

function complaint(damaged: string): { readonly code: string; readonly message: string } {
  const parsed = parseNeeds(damaged, 'needs.json');
  assert.ok(!parsed.ok, damaged);
  return parsed.diagnostics[0];
}

describe('parseNeeds', () => {
  it('reads what renderNeeds wrote', () => {
    const parsed = parseNeeds(text, 'needs.json');
    assert.ok(parsed.ok);
    assert.deepEqual(parsed.value, needs);
  });

  it('refuses the file of another version, naming both', () => {
    const { code, message } = complaint(text.replace('"version": 3', '"version": 1'));
    assert.equal(code, 'needs/file-other-version');
    assert.match(message, /version 1 .* version 3/);
  });

  it('refuses other JSON files', () => {
    assert.equal(complaint('{"name": "thimble"}').code, 'needs/file-other-format');
    assert.equal(complaint('[]').code, 'needs/file-other-format');
    assert.equal(complaint('null').code, 'needs/file-other-format');
  });

  it('says where a value is wrong', () => {
    const { message } = complaint(text.replace('"class":"guessed"', '"class":"certain"'));
    assert.match(message, /files\[0\]\.runtime\[0\]\.class is "certain"; expected .*"guessed"/);
    assert.match(complaint(text.replace('"0x4011f0"', '4198896')).message, /evidence\[0\]\.address/);
    assert.match(complaint(text.replace('"size": 4096', '"size": -1')).message, /files\[0\]\.size/);
    assert.match(complaint(text.replace('"/app"', '"app"')).message, /files\[0\]\.path/);
  });

  it('refuses keys that it does not know', () => {
    assert.match(complaint(text.replace('"libc"', '"color": 1, "libc"')).message, /color/);
  });

  it('says where an added need is wrong', () => {
    assert.match(
      complaint(text.replace('"class":"recorded"', '"class":"proved"')).message,
      /added\[0\]\.class/,
    );
  });

  it('answers an error wherever the text is cut off', () => {
    const whole = text.trimEnd();
    for (let length = 0; length < whole.length; length += 7) {
      assert.equal(complaint(whole.slice(0, length)).code, 'needs/file-not-json');
    }
  });

  it('answers an error or needs for any change of a byte', () => {
    const change = fc.tuple(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }));
    fc.assert(
      fc.property(change, ([at, byte]) => {
        const damaged = text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1);
        const parsed = parseNeeds(damaged, 'needs.json');
        assert.ok(parsed.ok || parsed.diagnostics[0].message.includes('needs.json'));
      }),
    );
  });
});

describe('renderNeeds', () => {
  it('puts each import and each need on a line of its own', () => {
    assert.match(
      text,
      /^ +\{"name":"malloc","version":"GLIBC_2\.2\.5","library":"libc\.so\.6","provider":"kernel"\},$/m,
    );
    assert.match(text, /^ +\{"call":"syscall","number":318,"name":"getrandom","class":"proved","sites":9,/m);
    assert.ok(text.endsWith('}\n'));
  });
});
