// SPDX-License-Identifier: MIT
// What is assembled here links to the same as what clang assembles.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readElf, readSection, readSectionRelocations, SHF, SHT, type ElfFile } from '../elf/index.ts';
import { compiled } from '../util/test-compile.ts';
import { assemble } from './assemble.ts';
import { TARGET_FLAGS } from './flags.ts';
import { renderGeneratedTables } from './generated-tables.ts';

function read(bytes: Uint8Array): ElfFile {
  const file = readElf(bytes, 'generated.o');
  assert.ok(file.ok);
  return file.value;
}

async function byClang(text: string): Promise<ElfFile> {
  return read(await compiled('clang', [...TARGET_FLAGS, '-c'], 'generated.S', text));
}

/** All that a linker uses of an object, by name. */
function contentsOf(file: ElfFile): unknown {
  const [sections, symbols] = [file.sections(), file.symbols()];
  assert.ok(sections.ok && symbols.ok);
  const nameOf = (index: number): string => sections.value[index]?.name ?? String(index);
  const relocationsOf = (index: number): unknown[] => {
    const table = sections.value.find(({ sh_type, sh_info }) => sh_type === SHT.RELA && sh_info === index);
    if (table === undefined) return [];
    const relocations = readSectionRelocations(file, table);
    assert.ok(relocations.ok);
    return relocations.value.map(({ offset, symbol, type, addend }) => {
      const target = symbols.value[symbol];
      return [offset, target?.name === '' ? nameOf(target.section) : target?.name, type, addend];
    });
  };
  const loaded = sections.value.filter(
    ({ sh_flags, sh_size }) => (sh_flags & SHF.ALLOC) !== 0n && sh_size > 0n,
  );
  return {
    sections: loaded.map((section) => {
      const bytes = readSection(file, section);
      assert.ok(bytes.ok);
      const { name, index, sh_type, sh_flags, sh_addralign } = section;
      return { name, sh_type, sh_flags, sh_addralign, bytes: [...bytes.value], to: relocationsOf(index) };
    }),
    symbols: symbols.value
      .filter(({ name, binding }) => name !== '' && binding === 'global')
      .map(({ name, section, value, visibility }) => [name, nameOf(section), value, visibility])
      .sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
  };
}

const CONTENT = {
  implemented: new Map([
    [0, 'read'],
    [39, 'getpid'],
  ]),
  missing: new Map([[57, 'fork']]),
  leftOutCalls: [3, 17],
  leftOutNames: ['printf', 'exit'],
  records: false,
  variables: ['environ'],
  version: '1.2.3',
  absent: [
    { symbol: '__for_pipes__poll', use: 'pipes', instead: 'null', side: 'kernel' },
    { symbol: '__do_pipes__end', use: 'pipes', instead: 'nothing', side: 'kernel' },
    { symbol: '__do_image_libraries__load', use: 'image_libraries', instead: 'nothing', side: 'program' },
  ],
} as const;

describe('assemble', () => {
  it('makes of the tables of a kernel what clang makes of them', async () => {
    const text = renderGeneratedTables(CONTENT);
    const object = assemble(text);
    assert.ok(object !== undefined);
    assert.deepEqual(contentsOf(read(object)), contentsOf(await byClang(text)));
  });

  it('leaves to clang what it does not know', () => {
    assert.equal(assemble(renderGeneratedTables({ ...CONTENT, records: true })), undefined);
    for (const line of [
      'pushq %rax',
      '.byte 1 + 2',
      'label',
      '.section .data, "aw"',
      '.long a - b',
      '.asciz "\\n"',
    ])
      assert.equal(assemble(`.section .rodata.x, "a"\n${line}\n`), undefined, line);
    assert.equal(assemble('.section .rodata.x, "a"\nof_this_file:\n.byte 1\n'), undefined);
  });
});
