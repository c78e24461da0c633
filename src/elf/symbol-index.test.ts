// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { compiled } from '../util/test-compile.ts';
import {
  definedSymbols,
  pvhEntry,
  readElf,
  readSectionRelocations,
  symbolAt,
  undefinedSymbols,
  type ElfFile,
} from './index.ts';
import { buildElf } from './testing/build-elf.ts';

describe('symbolAt', () => {
  const read = readElf(buildElf({ functions: ['first', 'second'], base: 0x400000n }), 'app');
  assert.ok(read.ok);
  const file = read.value;

  it('gives the function and the distance into it', () => {
    assert.deepEqual(symbolAt(file, 0x40100fn), { name: 'first', offset: 15n, size: 16n });
    assert.deepEqual(symbolAt(file, 0x401010n), { name: 'second', offset: 0n, size: 16n });
  });

  it('gives nothing outside of every function', () => {
    assert.equal(symbolAt(file, 0x400fffn), undefined);
    assert.equal(symbolAt(file, 0x401020n), undefined);
  });
});

const assembly = `
  .section .note.Xen, "a", @note
  .long 4, 4, 18
  .asciz "Xen"
  .long 0x100040
  .text
  .globl entry
entry:
  call other
  ret
unsized:
  nop
  nop
  .globl sized
  .weak sized
  .type sized, @function
sized:
  ret
  .size sized, . - sized
  .section .text.hidden, "ax"
  .globl hidden
  .hidden hidden
hidden:
  ret
`;

describe('an object by clang', () => {
  let file: ElfFile;
  before(async () => {
    const read = readElf(await compiled('clang', ['-c'], 'a.S', assembly), 'a.o');
    assert.ok(read.ok);
    file = read.value;
  });

  it('tells what it defines, hidden symbols included, and what it needs', () => {
    const defined = definedSymbols(file);
    const needed = undefinedSymbols(file);
    assert.ok(defined.ok && needed.ok);
    assert.deepEqual(
      defined.value.map(({ name, binding, visibility }) => `${name} ${binding} ${visibility}`).sort(),
      ['entry global default', 'hidden global hidden', 'sized weak default'],
    );
    assert.deepEqual(
      needed.value.map(({ name }) => name),
      ['other'],
    );
  });

  it('tells which place refers to which symbol', () => {
    const sections = file.sections();
    const symbols = file.symbols();
    assert.ok(sections.ok && symbols.ok);
    const section = sections.value.find(({ name }) => name === '.rela.text');
    assert.ok(section !== undefined);
    const relocations = readSectionRelocations(file, section);
    assert.ok(relocations.ok);
    const [first] = relocations.value;
    assert.equal(symbols.value[first?.symbol ?? 0]?.name, 'other');
    assert.equal(first?.offset, 1n);
    assert.equal(first.addend, -4n);
  });

  it('has its PVH entry found', () => {
    assert.equal(pvhEntry(file), 0x100040n);
  });
});
