// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compiled } from '../util/test-compile.ts';
import { PT } from './constants.ts';
import { readElf } from './elf-file.ts';
import { stripFile } from './strip.ts';
import { Elf64_Ehdr } from './structures.ts';

test('stripFile keeps what is loaded, where it was, and nothing else', async () => {
  const bytes = await compiled('gcc', ['-static', '-g'], 'program.c', 'int main(void) { return 0; }');
  const file = readElf(bytes, 'program');
  assert.ok(file.ok);
  const stripped = stripFile(file.value, bytes);
  assert.ok(stripped.length < bytes.length);
  const again = readElf(stripped, 'stripped');
  assert.ok(again.ok);
  assert.deepEqual(again.value.segments, file.value.segments);
  for (const { p_offset, p_filesz, p_type } of file.value.segments) {
    const [start, end] = [Number(p_offset), Number(p_offset + p_filesz)];
    // The first segment has the header of the file, in which the table of sections is elsewhere.
    const from = p_type === PT.LOAD && start === 0 ? Elf64_Ehdr.size : start;
    assert.ok(Buffer.from(stripped.subarray(from, end)).equals(bytes.subarray(from, end)));
  }
  const sections = again.value.sections();
  assert.ok(sections.ok && sections.value.length === 0);
});
