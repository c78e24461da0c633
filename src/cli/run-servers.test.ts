// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { End } from './run-compat.ts';
import { compareHeard } from './run-servers.ts';

const TALKS = [
  { name: 'page', script: '' },
  { name: 'times', script: '', varying: /\d+/g },
];

function heard(page: End | string, times: string, code = 0): Parameters<typeof compareHeard>[0] {
  return {
    talks: new Map<string, End | string>([
      ['page', page],
      ['times', { code: 0, stdout: times, stderr: '' }],
    ]),
    code,
  };
}

const PAGE = { code: 0, stdout: 'a page\n', stderr: '' };
const HOST = heard(PAGE, '1 ms\n');

test('compareHeard passes over what may vary in what clients got', () => {
  assert.deepEqual(compareHeard(HOST, heard(PAGE, '20 ms\n'), TALKS), { kind: 'same' });
});

test('compareHeard tells each client that got something else, and another end of the server', () => {
  assert.deepEqual(compareHeard(HOST, heard({ ...PAGE, stdout: 'no page\n' }, '20 s\n', 130), TALKS), {
    kind: 'differs',
    how:
      'page: line 1 of the output is `no page` instead of `a page`; ' +
      'times: line 1 of the output is `# s` instead of `# ms`; the server ends with 130 instead of 0',
  });
  assert.deepEqual(compareHeard(HOST, heard('took too long', '1 ms\n'), TALKS), {
    kind: 'differs',
    how: 'page: took too long',
  });
});
