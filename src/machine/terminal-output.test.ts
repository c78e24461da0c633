// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forOwnTerminal } from './terminal-output.ts';

test('forOwnTerminal leaves the line ends to the terminal, and every other byte as it is', () => {
  const seen = (text: string) => Buffer.from(forOwnTerminal(Buffer.from(text))).toString();
  assert.equal(seen('one\r\n\r\ntwo\r\n'), 'one\n\ntwo\n');
  assert.equal(seen('50%\r60%\r'), '50%\r60%\r');
  assert.equal(seen('\n\r\r\nend'), '\n\r\nend');
  assert.equal(seen(''), '');
});
