// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLinkScript } from './link-script.ts';

const SCRIPT = `
/* ENTRY(commented) KEEP(*(.commented)) */
ENTRY(start)
SECTIONS
{
  . = 0x1000;
  begin = .;
  .text : AT(ADDR(.text) - 0x80) { *(.text .text.*) end = . + gap; }
  .rodata :
  {
    KEEP(*(.set.init))
    KEEP(*(SORT_BY_NAME(.set.init.*)))
    KEEP(*(EXCLUDE_FILE(*a.o) .first SORT_BY_ALIGNMENT(.second.?)))
  }
  /DISCARD/ : { *(.comment .eh_frame) *(.note.*) }
  ASSERT(limit > end, "end is after no_symbol")
}
`;

test('readLinkScript finds the entry, what is kept, and what is thrown away', () => {
  const script = readLinkScript(SCRIPT);
  assert.equal(script.entry, 'start');
  assert.deepEqual(
    script.kept.map(({ text }) => text),
    ['.set.init', '.set.init.*', '.first', '.second.?'],
  );
  assert.deepEqual(
    script.discarded.map(({ text }) => text),
    ['.comment', '.eh_frame', '.note.*'],
  );
});

test('readLinkScript finds the symbols that expressions use', () => {
  assert.deepEqual([...readLinkScript(SCRIPT).referenced].sort(), ['end', 'gap', 'limit']);
});

test('readLinkScript matches section names as the linker does', () => {
  const [exact, any, , one] = readLinkScript(SCRIPT).kept;
  assert.ok(exact?.matches('.set.init') && !exact.matches('.set.init.1') && !exact.matches('xset.init'));
  assert.ok(any?.matches('.set.init.10') && !any.matches('.set.init'));
  assert.ok(one?.matches('.second.a') && !one.matches('.second.ab'));
});

test('readLinkScript takes a script that is cut off anywhere', () => {
  for (let length = 0; length < SCRIPT.length; length++) readLinkScript(SCRIPT.slice(0, length));
});
