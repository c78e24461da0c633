// SPDX-License-Identifier: MIT
// Libraries that are damaged, each in one way: the dynamic linker names the file and what is wrong with it, by dlerror or as the
// program's last words, and the tool does where it sees it before.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join, makeDirectory, readBytes, removeTree, writeWhole } from '../../src/util/index.ts';
import { thimble } from '../cli/rig.ts';
import { changeDynamic, changeFirstRelocation, changeSegment, changeTable } from './damage.ts';
import { compile, FROM_ORIGIN, PROGRAMS, runWithLibraries, SHARED } from './linking-rig.ts';

const PT_TLS = 7;
const DT = { HASH: 4, STRTAB: 5, SYMENT: 11, GNU_HASH: 0x6ffffef5 } as const;

interface Damage {
  /** The library that is damaged: with a GNU hash table, or with DT_HASH alone. */
  readonly of: 'good.so' | 'sysv.so';
  readonly change: (bytes: Uint8Array) => Uint8Array | undefined;
  readonly said: RegExp;
}

const DAMAGES: Readonly<Record<string, Damage>> = {
  'a relocation beyond its segments': {
    of: 'good.so',
    change: (bytes) => changeFirstRelocation(bytes, { offset: 0x7000000000n }),
    said: /relocation 0 of type 8 at 0x7000000000 lies outside of its segments; the file is damaged$/,
  },
  'a relocation of an unknown type': {
    of: 'good.so',
    change: (bytes) => changeFirstRelocation(bytes, { type: 99 }),
    said: /relocation 0 of type 99 at 0x[0-9a-f]+ has a type that no linked file has/,
  },
  'a filter of three words in its GNU hash table': {
    of: 'good.so',
    change: (bytes) => changeTable(bytes, DT.GNU_HASH, 2, 3),
    said: /Bloom filter/,
  },
  'a GNU hash table with more buckets than the file has room for': {
    of: 'good.so',
    change: (bytes) => changeTable(bytes, DT.GNU_HASH, 0, 0xffffffff),
    said: /GNU hash table lies outside of its segments; the file is damaged$/,
  },
  'a SysV hash table with more buckets than the file has room for': {
    of: 'sysv.so',
    change: (bytes) => changeTable(bytes, DT.HASH, 0, 0xffffffff),
    said: /DT_HASH/,
  },
  'thread-local storage of a TiB': {
    of: 'good.so',
    change: (bytes) => changeSegment(bytes, PT_TLS, { memorySize: 1n << 40n }),
    said: /its thread-local storage has 1099511627776 bytes, at most \d+ are possible$/,
  },
  'thread-local storage that is larger in the file than in memory': {
    of: 'good.so',
    change: (bytes) => changeSegment(bytes, PT_TLS, { memorySize: 1n }),
    said: /its thread-local storage is malformed; the file is damaged$/,
  },
  'a string table elsewhere': {
    of: 'good.so',
    change: (bytes) => changeDynamic(bytes, DT.STRTAB, 0x900000000n),
    said: /string table lies outside of its segments; the file is damaged$/,
  },
  'symbols of 16 bytes': {
    of: 'good.so',
    change: (bytes) => changeDynamic(bytes, DT.SYMENT, 16n),
    said: /symbols have the wrong size/,
  },
  'half of its bytes': {
    of: 'good.so',
    change: (bytes) => bytes.slice(0, 0x2000),
    said: /cut off/,
  },
  'text instead of a library': {
    of: 'good.so',
    change: () => new TextEncoder().encode('This is no library.\n'.repeat(10)),
    said: /not an ELF file/,
  },
};

const LIB = join(PROGRAMS, 'bad');
const NEEDED = join(PROGRAMS, 'bad-needed');
const fileOf = (index: number): string => `damaged${index}.so`;

before(async () => {
  for (const folder of [LIB, NEEDED]) makeDirectory(folder);
  const flags = [...SHARED, '-Wl,-z,norelro'];
  await compile('gcc', 'models.c', 'bad/good.so', flags);
  await compile('gcc', 'models.c', 'bad/sysv.so', [...flags, '-Wl,--hash-style=sysv']);
  // Linked with a library that is gone when the program runs.
  await compile('gcc', 'late.c', 'bad/libabsent.so', [...SHARED, '-Wl,-soname,libabsent.so']);
  await compile('gcc', 'models.c', 'bad/needy.so', [...flags, '-Lbad', '-Wl,--no-as-needed', '-labsent']);
  removeTree(join(LIB, 'libabsent.so'));
  await compile('gcc', 'opener.c', 'opener', [FROM_ORIGIN]);
  // The same that is needed from the start.
  await compile('gcc', 'late.c', 'bad-needed/liblate.so', [...SHARED, '-Wl,-soname,liblate.so']);
  await compile('gcc', 'missing.c', 'needs-late', ['-Lbad-needed', '-llate', FROM_ORIGIN]);
  for (const [index, { of, change }] of Object.values(DAMAGES).entries()) {
    const good = readBytes(join(LIB, of));
    assert.ok(good.ok);
    const bad = change(Uint8Array.from(good.value));
    assert.ok(bad !== undefined, 'the library has not what is to be changed');
    assert.ok(writeWhole(join(LIB, fileOf(index)), bad, 0o755).ok);
  }
});
after(() => void removeTree(NEEDED));

test('ldso tells by dlerror what is wrong with each library that is damaged, and opens the good ones after it', async () => {
  const names = [...Object.keys(DAMAGES).map((_, index) => fileOf(index)), 'needy.so', 'good.so', 'sysv.so'];
  const end = await runWithLibraries('opener', names, [], LIB);
  const lines = end.stdout.trimEnd().split('\n');
  for (const [index, [what, { said }]] of Object.entries(DAMAGES).entries()) {
    const line = lines[index] ?? '';
    assert.ok(line.startsWith(`/linking/lib/${fileOf(index)}: `), `${what}: ${line}`);
    assert.match(line, said, what);
  }
  assert.deepEqual(lines.slice(Object.keys(DAMAGES).length), [
    'libabsent.so: cannot open shared object file: No such file or directory; it is needed by /linking/lib/needy.so',
    'opened',
    'opened',
  ]);
  assert.equal(end.code, 0);
});

/** `run` of a program whose library is changed like this. */
async function runWithNeeded(change: (bytes: Uint8Array) => Uint8Array | undefined) {
  const folder = join(NEEDED, 'changed');
  makeDirectory(folder);
  const good = readBytes(join(NEEDED, 'liblate.so'));
  assert.ok(good.ok);
  const bad = change(Uint8Array.from(good.value));
  assert.ok(bad !== undefined && writeWhole(join(folder, 'liblate.so'), bad, 0o755).ok);
  const program = join(PROGRAMS, 'needs-late');
  const files = ['--file', `/linking/lib=${folder}`, '--file', `/linking/program=${program}`];
  return thimble(['run', '--libc=kernel', '--timeout', '60', ...files, '/linking/program'], {});
}

test('ldso ends a program whose library has a relocation beyond its segments, with the file and the place', async () => {
  const end = await runWithNeeded((bytes) => changeFirstRelocation(bytes, { offset: 0x7000000000n }));
  assert.match(
    end.stderr,
    /thimble: \/linking\/lib\/liblate\.so: relocation 0 of type 8 at 0x7000000000 lies outside of its segments; the file is damaged/,
  );
  assert.equal(end.code, 127);
});

test('run refuses a program whose library has a relocation of an unknown type, a hash table that is wrong, or is cut off', async () => {
  const refused = [
    [
      (bytes: Uint8Array) => changeFirstRelocation(bytes, { type: 99 }),
      /liblate\.so has a relocation of type 99/,
    ],
    [(bytes: Uint8Array) => changeTable(bytes, DT.GNU_HASH, 0, 0xffffffff), /liblate\.so/],
    [(bytes: Uint8Array) => bytes.slice(0, 0x1000), /liblate\.so/],
  ] as const;
  for (const [change, said] of refused) {
    const end = await runWithNeeded(change);
    assert.match(end.stderr, said);
    assert.equal(end.code, 125, end.stderr);
  }
});
