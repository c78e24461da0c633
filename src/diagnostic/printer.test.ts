// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorDiagnostic, warningDiagnostic } from './diagnostic.ts';
import { renderDefect, renderDiagnostic, renderDiagnostics, renderPlace, wantsColour } from './printer.ts';

const plain = { colour: false, cwd: '/home/me' };

test('renderDiagnostic gives place, fact, code and help', () => {
  const place = { file: '/home/me/usr.manifest', line: 3, column: 7 };
  const diagnostic = errorDiagnostic('image/bad-line', 'expected a colon', { place, help: 'write /a: b' });
  assert.equal(
    renderDiagnostic(diagnostic, plain),
    'usr.manifest:3:7: error: expected a colon [image/bad-line]\n  help: write /a: b\n',
  );
});

test('renderDiagnostic indents what follows the first line', () => {
  const diagnostic = warningDiagnostic('a/b', 'one\ntwo\n', { help: 'three\nfour' });
  assert.equal(
    renderDiagnostic(diagnostic, plain),
    'thimble: warning: one\n    two [a/b]\n  help: three\n        four\n',
  );
});

test('renderDiagnostic uses escape sequences only when asked to', () => {
  const diagnostic = errorDiagnostic('a/b', 'text');
  assert.ok(!renderDiagnostic(diagnostic, plain).includes('\u001b'));
  assert.ok(renderDiagnostic(diagnostic, { ...plain, colour: true }).includes('\u001b[1;31merror:'));
});

test('renderDiagnostics prints equal ones once', () => {
  const diagnostic = errorDiagnostic('a/b', 'text');
  assert.equal(renderDiagnostics([diagnostic, diagnostic], plain), renderDiagnostic(diagnostic, plain));
});

test('renderPlace shortens what is below the working directory only', () => {
  assert.equal(renderPlace({ file: '/home/me/a/b.c', line: 1 }, '/home/me'), 'a/b.c:1');
  assert.equal(renderPlace({ file: '/bin/ls', offset: 0x1f0 }, '/home/me'), '/bin/ls (byte 0x1f0)');
  assert.equal(renderPlace({ file: 'x' }, '/home/me'), 'x');
});

test('wantsColour honours NO_COLOR and TERM=dumb, and colours terminals only', () => {
  assert.equal(wantsColour(true, {}), true);
  assert.equal(wantsColour(false, {}), false);
  assert.equal(wantsColour(true, { NO_COLOR: '1' }), false);
  assert.equal(wantsColour(true, { NO_COLOR: '' }), true);
  assert.equal(wantsColour(true, { TERM: 'dumb' }), false);
});

test('renderDefect shows the stack and asks for a report', () => {
  const printed = renderDefect(new Error('boom'), '0.1.0', plain);
  assert.match(printed, /defect: [^]*Error: boom\n +at [^]*please report this [^]*thimble 0\.1\.0/);
});
