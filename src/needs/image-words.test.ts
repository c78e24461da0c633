// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasWord } from './image-words.ts';

const TEXTS = ['gbk', 'iso-2022-jp'];

test('hasWord finds a word in whatever case, and no part of another one', () => {
  assert.ok(hasWord(Buffer.from('charset=GBK;'), TEXTS));
  assert.ok(hasWord(Buffer.from('\0Iso-2022-JP\0'), TEXTS));
  assert.ok(!hasWord(Buffer.from('rgbk gbk2 iso-2022 isoX2022-jp'), TEXTS));
});
