// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../diagnostic/index.ts';
import { fileStatus, isFile, openFile, readBytes } from '../util/index.ts';
import { buildId, DT, EM, ET, fileSource, programKind, PT, readElf, type ElfSource } from './index.ts';
import { buildElf, type ElfDescription } from './testing/build-elf.ts';

function must<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : result.diagnostics[0].message);
  return result.value;
}

function bytesOf(path: string): Uint8Array {
  const bytes = readBytes(path);
  assert.ok(bytes.ok);
  return bytes.value;
}

function refuses(bytes: Uint8Array, code: string, message: RegExp): void {
  const result = readElf(bytes, 'app');
  assert.ok(!result.ok, `expected ${code}`);
  const [first] = result.diagnostics;
  assert.equal(first.code, code);
  assert.match(first.message, message);
  assert.equal(first.place?.file, 'app');
}

function text(contents: string): Uint8Array {
  return new TextEncoder().encode(contents);
}

describe('readElf says what a file is instead of an ELF file', () => {
  it('empty', () => refuses(new Uint8Array(0), 'elf/empty-file', /empty/));
  it('a script', () => refuses(text('#!/bin/sh -e\necho\n'), 'elf/script', /script for \/bin\/sh -e/));
  it('text', () => refuses(text('root:x:0'), 'elf/not-elf', /begins with 72 6f 6f 74/));
  it('a Windows program', () => refuses(text('MZ\x90'), 'elf/not-elf', /Windows/));
  it('a static library', () => refuses(text('!<arch>\n'), 'elf/archive', /static library/));
  it('32-bit', () =>
    refuses(buildElf({ elfClass: 1, machine: 3 }), 'elf/32-bit', /32-bit ELF file for 32-bit x86/));
  it('big-endian', () => refuses(buildElf({ data: 2, machine: 0x1600 }), 'elf/big-endian', /S\/390/));
  it('another machine', () =>
    refuses(buildElf({ machine: EM.AARCH64 }), 'elf/other-machine', /for aarch64; expected x86-64/));
  it('an unknown class', () => refuses(buildElf({ elfClass: 7 }), 'elf/bad-field', /EI_CLASS is 0x7/));
  it('an unknown type', () => refuses(buildElf({ type: 99 }), 'elf/bad-field', /e_type is 0x63/));
  it('odd program headers', () =>
    refuses(buildElf({ header: { e_phentsize: 32 } }), 'elf/bad-field', /e_phentsize is 0x20; expected 56/));
  it('program headers beyond the end', () =>
    refuses(
      buildElf({ header: { e_phoff: 1n << 63n } }),
      'elf/truncated',
      /program headers should be at bytes 92233/,
    ));
  it('section headers beyond the end', () =>
    refuses(buildElf({ header: { e_shoff: 0xffffffffffffffffn } }), 'elf/truncated', /section headers/));
});

describe('readElf checks segments', () => {
  const withSegment = (change: (view: DataView) => void): Uint8Array => {
    const bytes = buildElf();
    change(new DataView(bytes.buffer, 64));
    return bytes;
  };
  it('p_filesz above p_memsz', () =>
    refuses(
      withSegment((view) => view.setBigUint64(40, 1n, true)),
      'elf/bad-segment',
      /header 0: p_filesz/,
    ));
  it('p_align no power of two', () =>
    refuses(
      withSegment((view) => view.setBigUint64(48, 12n, true)),
      'elf/bad-segment',
      /no power of two/,
    ));
  it('p_offset and p_vaddr at odds', () =>
    refuses(
      withSegment((view) => view.setBigUint64(16, 4n, true)),
      'elf/bad-segment',
      /modulo p_align/,
    ));
  it('beyond the address space', () =>
    refuses(
      withSegment((view) => view.setBigUint64(16, -8n, true)),
      'elf/bad-segment',
      /address space/,
    ));
  it('contents beyond the end of the file', () => {
    const bytes = withSegment((view) => {
      view.setBigUint64(32, 1n << 40n, true);
      view.setBigUint64(40, 1n << 40n, true);
    });
    refuses(bytes, 'elf/truncated', /contents of segment 0/);
  });
});

describe('programKind', () => {
  const kindOf = (description: ElfDescription): string => {
    const kind = programKind(must(readElf(buildElf(description), 'app')));
    return kind.ok ? kind.value : kind.diagnostics[0].code;
  };
  it('tells how a program starts', () => {
    assert.equal(kindOf({ type: ET.EXEC }), 'static');
    assert.equal(kindOf({ dynamic: [[DT.FLAGS_1, 0x8000000n]] }), 'static-pie');
    assert.equal(kindOf({ interpreter: '/lib/ld.so' }), 'dynamic');
  });
  it('refuses what is no program', () => {
    assert.equal(kindOf({ type: ET.REL }), 'elf/relocatable-object');
    assert.equal(kindOf({ type: ET.CORE }), 'elf/core-dump');
    assert.equal(kindOf({ soname: 'liba.so.1' }), 'elf/shared-library');
    assert.equal(kindOf({ header: { e_phnum: 0 } }), 'elf/no-segments');
  });
});

describe('ElfFile', () => {
  it('gives the dynamic table', () => {
    const description = {
      needed: ['liba.so.1', 'libb.so'],
      soname: 'me.so',
      runpath: '$ORIGIN',
      rpath: '/x',
    };
    const table = must(must(readElf(buildElf(description), 'app')).dynamic());
    assert.deepEqual(table?.needed, ['liba.so.1', 'libb.so']);
    assert.equal(table.soname, 'me.so');
    assert.equal(table.runpath, '$ORIGIN');
    assert.equal(table.rpath, '/x');
  });

  it('finds symbols and relocations without section headers', () => {
    const file = must(readElf(buildElf({ functions: ['one', 'two'] }), 'app'));
    assert.deepEqual(must(file.sections()), []);
    assert.deepEqual(
      must(file.dynamicSymbols()).map(({ name, value }) => [name, value]),
      [
        ['', 0n],
        ['one', 0x1000n],
        ['two', 0x1010n],
      ],
    );
    assert.deepEqual(must(file.relocations()), [{ offset: 0n, type: 8, symbol: 0, addend: 16n }]);
  });

  it('unpacks DT_RELR', () => {
    // The list is laid over the interpreter's path: three words that no other table uses.
    const bytes = buildElf({
      interpreter: '/'.repeat(23),
      dynamic: [
        [DT.RELR, 232n],
        [DT.RELRSZ, 24n],
      ],
    });
    const at = must(readElf(bytes, 'app')).segments.find(({ p_type }) => p_type === PT.INTERP)?.p_offset;
    assert.equal(at, 232n);
    bytes.set(new Uint8Array(new BigUint64Array([0x2000n, 0b1011n, 0x3000n]).buffer), Number(at));
    const relocations = must(must(readElf(bytes, 'app')).relocations()).slice(1);
    assert.deepEqual(
      relocations.map(({ offset }) => offset),
      [0x2000n, 0x2008n, 0x2018n, 0x3000n],
    );
  });

  it('refuses a DT_RELR that begins with a bitmap', () => {
    // At address 0 is the ELF magic, an odd word.
    const relocations = must(
      readElf(
        buildElf({
          dynamic: [
            [DT.RELR, 0n],
            [DT.RELRSZ, 8n],
          ],
        }),
        'app',
      ),
    ).relocations();
    assert.ok(!relocations.ok);
    assert.equal(relocations.diagnostics[0].code, 'elf/bad-table');
  });

  it('names a string that is not there', () => {
    const file = must(readElf(buildElf({ dynamic: [[DT.NEEDED, 99999n]] }), 'app'));
    const table = file.dynamic();
    assert.ok(!table.ok);
    assert.equal(table.diagnostics[0].code, 'elf/bad-string');
  });

  it('refuses a hash table that tells more symbols than the file can hold', () => {
    const bytes = buildElf({ functions: ['one'] });
    const plain = must(readElf(bytes, 'app'));
    const hash = must(plain.dynamic())?.value(DT.HASH) ?? 0n;
    new DataView(bytes.buffer).setUint32(Number(hash) + 4, 0xffffffff, true);
    const symbols = must(readElf(bytes, 'app')).dynamicSymbols();
    assert.ok(!symbols.ok);
    assert.equal(symbols.diagnostics[0].code, 'elf/bad-table');
  });
});

const libc = '/lib/x86_64-linux-gnu/libc.so.6';

describe('readElf on files of this host', { skip: isFile(libc) ? false : 'no Debian libc here' }, () => {
  it('gives the versions of symbols on both sides', () => {
    const defined = must(must(readElf(bytesOf(libc), libc)).dynamicSymbols());
    const memcpys = defined.filter(({ name }) => name === 'memcpy').map(({ version }) => version);
    assert.deepEqual(
      memcpys.sort((a, b) => Number(b?.hidden) - Number(a?.hidden)),
      [
        { name: 'GLIBC_2.2.5', hidden: true },
        { name: 'GLIBC_2.14', hidden: false },
      ],
    );
    const needed = must(must(readElf(bytesOf('/bin/ls'), 'ls')).dynamicSymbols());
    const start = needed.find(({ name }) => name === '__libc_start_main');
    assert.deepEqual(start?.version, { name: 'GLIBC_2.34', file: 'libc.so.6', hidden: false });
    assert.equal(start.section, 0);
  });

  it('gives interpreter, build id and kind', () => {
    const file = must(readElf(bytesOf('/bin/ls'), 'ls'));
    assert.equal(must(file.interpreter()), '/lib64/ld-linux-x86-64.so.2');
    assert.equal(must(programKind(file)), 'dynamic');
    assert.match(buildId(file) ?? '', /^[0-9a-f]{40}$/);
    const names = must(file.sections()).map(({ name }) => name);
    assert.ok(names.includes('.text') && names.includes('.gnu.version_r'));
  });

  it('reads the dynamic part of a large file without reading the file', () => {
    const path = process.execPath;
    const status = fileStatus(path);
    const opened = openFile(path, 'r');
    assert.ok(status.ok && opened.ok);
    const under = fileSource(opened.value, status.value.size);
    let total = 0;
    const counting: ElfSource = {
      size: under.size,
      read(offset, length) {
        total += length;
        return under.read(offset, length);
      },
    };
    const file = must(readElf(counting, path));
    must(file.interpreter());
    assert.ok((must(file.dynamic())?.needed.length ?? 0) > 0);
    opened.value.close();
    assert.ok(total < under.size / 10, `${total} of ${under.size} bytes were read`);
  });
});
