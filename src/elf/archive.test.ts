// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readArchive } from './archive.ts';

function member(name: string, contents: string, size = `${contents.length}`): string {
  const header =
    name.padEnd(16) + '0'.padEnd(12) + '0'.padEnd(6) + '0'.padEnd(6) + '644'.padEnd(8) + size.padEnd(10);
  return `${header}\`\n${contents}${contents.length % 2 === 1 ? '\n' : ''}`;
}

function read(text: string): ReturnType<typeof readArchive> {
  return readArchive(Buffer.from(text, 'latin1'), 'liba.a');
}

const long = 'a-name-that-is-longer-than-sixteen.o';
const sample = `!<arch>\n${member('/', 'index')}${member('//', `${long}/\n`)}${member('a.o/', 'A')}${member('/0', 'BB')}`;

describe('readArchive', () => {
  it('gives members with short and long names, without index and name table', () => {
    const members = read(sample);
    assert.ok(members.ok);
    assert.deepEqual(
      members.value.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()]),
      [
        ['a.o', 'A'],
        [long, 'BB'],
      ],
    );
  });

  const refused: readonly (readonly [code: string, message: RegExp, text: string])[] = [
    ['elf/not-archive', /does not begin/, 'hello'],
    ['elf/thin-archive', /names of files/, '!<thin>\n'],
    ['elf/bad-archive-member', /header of the last member is cut off/, '!<arch>\nabc'],
    ['elf/bad-archive-member', /size is "x1"/, `!<arch>\n${member('a.o/', 'A', 'x1')}`],
    ['elf/bad-archive-member', /99 bytes goes beyond/, `!<arch>\n${member('a.o/', 'A', '99')}`],
    ['elf/bad-archive-member', /name is "\/7"/, `!<arch>\n${member('/7', 'A')}`],
  ];
  for (const [code, message, text] of refused) {
    it(`refuses: ${message.source}`, () => {
      const result = read(text);
      assert.ok(!result.ok);
      assert.equal(result.diagnostics[0].code, code);
      assert.match(result.diagnostics[0].message, message);
    });
  }

  it('answers an error wherever the file is cut, except between members', () => {
    let whole = 0;
    for (let length = 0; length < sample.length; length++) if (read(sample.slice(0, length)).ok) whole++;
    // After the magic, after each of three members, and before the padding of two of them.
    assert.equal(whole, 6);
  });
});
