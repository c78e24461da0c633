// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { streamingCode } from './serve.ts';

test('streamingCode gives the codes that shells give, also of what a signal ended', () => {
  assert.equal(streamingCode({ kind: 'exited', code: 3, stderr: '' }), 3);
  assert.equal(streamingCode({ kind: 'signalled', signal: 'SIGINT', stderr: '' }), 130);
  assert.equal(streamingCode({ kind: 'signalled', signal: 'SIGSEGV', stderr: '' }), 139);
  assert.equal(streamingCode({ kind: 'not-started', command: 'x', code: 'ENOENT' }), 127);
});
