// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isFile, readBytes } from '../util/index.ts';
import { definedSymbols, pvhEntry, programKind, readElf, readSectionRelocations, symbolAt } from './index.ts';
import { buildElf } from './testing/build-elf.ts';
import { findFde } from './unwind/frame-table.ts';
import { frameRulesAt } from './unwind/frame-rules.ts';

/** Reads all there is to read; says whether all of it went well. */
function readEverything(bytes: Uint8Array): boolean {
  const read = readElf(bytes, 'fuzzed');
  if (!read.ok) return false;
  const file = read.value;
  const sections = file.sections();
  const parts = [
    sections,
    file.interpreter(),
    file.dynamic(),
    file.symbols(),
    file.dynamicSymbols(),
    file.relocations(),
    file.notes(),
    definedSymbols(file),
    ...(sections.ok
      ? sections.value.slice(0, 40).map((section) => readSectionRelocations(file, section))
      : []),
  ];
  programKind(file);
  pvhEntry(file);
  symbolAt(file, file.header.e_entry);
  const fde = findFde(file, file.header.e_entry);
  if (fde !== undefined) frameRulesAt(fde, fde.end - 1n);
  return parts.every((part) => part.ok);
}

const realFiles = ['/bin/ls', '/lib/x86_64-linux-gnu/libm.so.6', '/usr/bin/lua5.4'].filter(isFile);

function contents(path: string): Uint8Array {
  const bytes = readBytes(path);
  assert.ok(bytes.ok);
  return bytes.value;
}

describe('readElf on damaged files', () => {
  it('answers an error after every cut of a small file', () => {
    const whole = buildElf({
      interpreter: '/lib/ld.so',
      needed: ['libc.so'],
      functions: ['f'],
      withSections: true,
    });
    assert.ok(readEverything(whole));
    for (let length = 0; length < whole.length; length++) {
      assert.ok(!readElf(whole.subarray(0, length), 'cut').ok, `cut after ${length} bytes`);
    }
  });

  for (const path of realFiles) {
    it(`answers an error wherever ${path} is cut`, () => {
      const whole = contents(path);
      assert.ok(readEverything(whole));
      for (let length = 0; length < whole.length; length += 997) {
        assert.ok(!readElf(whole.subarray(0, length), 'cut').ok, `cut after ${length} bytes`);
      }
    });

    it(`neither throws nor hangs on flipped bytes of ${path}`, () => {
      const whole = contents(path);
      const tables = interestingRanges(whole);
      const position = fc.oneof(...tables.map(([start, end]) => fc.integer({ min: start, max: end - 1 })));
      const changes = fc.array(fc.tuple(position, fc.integer({ min: 0, max: 255 })), {
        minLength: 1,
        maxLength: 8,
      });
      fc.assert(
        fc.property(changes, (list) => {
          const copy = whole.slice();
          for (const [at, value] of list) copy[at] = value;
          const begin = performance.now();
          readEverything(copy);
          return performance.now() - begin < 2000;
        }),
        { numRuns: 150, endOnFailure: true },
      );
    });
  }

  it('neither throws nor hangs on flipped bytes of a small file', () => {
    const whole = buildElf({
      interpreter: '/lib/ld.so',
      needed: ['libc.so'],
      functions: ['f'],
      withSections: true,
    });
    const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (list) => {
        const copy = whole.slice();
        for (const [at, value] of list) copy[at] = value;
        readEverything(copy);
      }),
      { numRuns: 5000 },
    );
  });

  it('bounds the work that overlapping names can cause', () => {
    const bytes = buildElf({
      functions: Array.from({ length: 2000 }, (_, index) => `${'x'.repeat(200)}${index}`),
    });
    const file = readElf(bytes, 'app');
    assert.ok(file.ok);
    const table = file.value.dynamic();
    assert.ok(table.ok);
    // All names become one long text without ends in it, and every symbol begins one byte further.
    const strings = Number(table.value?.value(5n));
    const symbols = Number(table.value?.value(6n));
    for (let at = 0; at < 400_000; at++) bytes[strings + at] = 0x78;
    const view = new DataView(bytes.buffer);
    for (let index = 0; index < 2000; index++) view.setUint32(symbols + index * 24, index, true);
    const result = file.value.dynamicSymbols();
    assert.ok(!result.ok);
    assert.equal(result.diagnostics[0].code, 'elf/overlapping-strings');
  });
});

/** The header, the program and section headers, and the tables that the dynamic part refers to. */
function interestingRanges(bytes: Uint8Array): [start: number, end: number][] {
  const file = readElf(bytes, 'app');
  assert.ok(file.ok);
  const sections = file.value.sections();
  assert.ok(sections.ok);
  const wanted = /^\.(dyn|gnu\.|eh_frame|note|rela|interp|hash)/;
  const ranges = sections.value
    .filter(({ name, sh_size }) => wanted.test(name) && sh_size > 0n)
    .map(({ sh_offset, sh_size }): [number, number] => [Number(sh_offset), Number(sh_offset + sh_size)]);
  return [
    [0, 64 + 56 * file.value.segments.length],
    [Number(file.value.header.e_shoff), bytes.length],
    ...ranges,
  ];
}
