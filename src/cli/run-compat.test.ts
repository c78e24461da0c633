// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareEnds, referenceFault, shownCommand } from './run-compat.ts';

const HOST = { code: 0, stdout: 'one\ntwo\n', stderr: '' };

test('compareEnds takes the same output and exit code for the same, whatever is on standard error', () => {
  assert.deepEqual(compareEnds(HOST, { ...HOST, stderr: 'a warning' }), { kind: 'same' });
});

test('compareEnds tells the first line that differs', () => {
  assert.deepEqual(compareEnds(HOST, { ...HOST, stdout: 'one\ntow\n' }), {
    kind: 'differs',
    how: 'line 2 of the output is `tow` instead of `two`',
  });
  assert.deepEqual(compareEnds(HOST, { ...HOST, stdout: 'one\n' }), {
    kind: 'differs',
    how: 'line 2 of the output is `` instead of `two`',
  });
  assert.deepEqual(compareEnds(HOST, { ...HOST, stdout: 'one\ntwo\nthree' }), {
    kind: 'differs',
    how: 'line 3 of the output is `three` instead of ``',
  });
});

test('compareEnds tells another exit code, with what was said of it', () => {
  const guest = {
    code: 134,
    stdout: '',
    stderr: 'x\nthimble: error: the program was killed by SIGABRT\ny\n',
  };
  assert.deepEqual(compareEnds(HOST, guest), {
    kind: 'differs',
    how: 'exit code 134 instead of 0: `thimble: error: the program was killed by SIGABRT`',
  });
});

test('compareEnds passes over what may vary, and over nothing else', () => {
  const varying = /[\d.]+ MB\/s/g;
  const host = { ...HOST, stdout: 'x 10.5 MB/s\n' };
  assert.deepEqual(compareEnds(host, { ...HOST, stdout: 'x 3 MB/s\n' }, { varying }), { kind: 'same' });
  assert.equal(compareEnds(host, { ...HOST, stdout: 'y 3 MB/s\n' }, { varying }).kind, 'differs');
});

test('compareEnds shows no control characters and no backticks, and not too much', () => {
  const guest = { ...HOST, stdout: `\u001b[1m\`${'x'.repeat(200)}` };
  const outcome = compareEnds(HOST, guest);
  assert.ok(outcome.kind === 'differs');
  assert.match(outcome.how, /^line 1 of the output is `\.\[1m'x{74,76}…` instead of `one`$/);
});

test('compareEnds tells which tests of a suite failed in the guest alone, and why', () => {
  const failure = /^FAILED (?<test>\S+)(: (?<why>.*))?$/;
  const host = { ...HOST, stdout: 'FAILED everywhere: known\n' };
  const guest = {
    code: 1,
    stdout: 'FAILED everywhere: known\nFAILED a.b: OSError\nFAILED c\n',
    stderr: 'thimble: warning: system call fork is not implemented\n',
  };
  assert.deepEqual(compareEnds(host, guest, { failure }), {
    kind: 'differs',
    how: '2 tests fail; there is no system call fork',
    failed: [
      { test: 'a.b', why: '`OSError`' },
      { test: 'c', why: 'there is no system call fork' },
    ],
  });
  assert.deepEqual(compareEnds(host, host, { failure }), { kind: 'same' });
});

test('shownCommand gives words a quote where a shell needs one', () => {
  const program = { name: 'x', package: 'x', program: '/usr/bin/x', args: ['-e', 'a b', 'c'] };
  assert.equal(shownCommand(program), "x -e 'a b' c");
  assert.equal(shownCommand({ ...program, shown: 'x (much)' }), 'x (much)');
});

test('referenceFault lets no run on the host be a reference that ends otherwise than it is known to', () => {
  const program = { name: 'x', package: 'x', program: '/usr/bin/x', args: [] };
  assert.equal(referenceFault(program, HOST), undefined);
  assert.equal(referenceFault({ ...program, exitCode: 3 }, { ...HOST, code: 3 }), undefined);
  const failed = { code: 1, stdout: '', stderr: 'no such module\nmore\n' };
  assert.equal(referenceFault(program, failed), 'ended with 1, expected 0: `no such module`');
  assert.equal(referenceFault({ ...program, exitCode: 3 }, HOST), 'ended with 0, expected 3: ``');
});
