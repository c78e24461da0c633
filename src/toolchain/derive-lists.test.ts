// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { definedSymbols, readArchive, readElf, type LibraryName } from '../elf/index.ts';
import { readBytes } from '../util/index.ts';
import { deriveLists, glibcVersion, readHostLibraries, type HostLibraries } from './derive-lists.ts';
import { libraryCoverage } from './library-coverage.ts';

/** musl as Debian packages it: another build of the C library that the kernel's is made of. */
const MUSL = '/usr/lib/x86_64-linux-musl/libc.a';

let host: HostLibraries;
const exportable = new Set<string>();

before(() => {
  const libraries = readHostLibraries();
  assert.ok(libraries.ok, JSON.stringify(libraries));
  host = libraries.value;
  const bytes = readBytes(MUSL);
  assert.ok(bytes.ok, `${MUSL} of package musl-dev is not there`);
  const members = readArchive(bytes.value, MUSL);
  assert.ok(members.ok);
  for (const member of members.value) {
    const file = readElf(member.bytes, member.name);
    assert.ok(file.ok);
    const symbols = definedSymbols(file.value);
    assert.ok(symbols.ok);
    for (const { name, visibility } of symbols.value) if (visibility === 'default') exportable.add(name);
  }
});

test('deriveLists lists what both a library of glibc and the objects define, sorted', () => {
  const lists = deriveLists(host, exportable, {});
  const libc = lists.get('libc.so.6') ?? [];
  assert.ok(libc.length > 1000, `${libc.length} names`);
  assert.deepEqual(libc, [...new Set(libc)].sort());
  for (const name of ['memcpy', 'printf', 'stdout', 'environ', 'pthread_create', '__libc_start_main']) {
    assert.ok(libc.includes(name), name);
  }
  // glibc has no strlcpy until 2.38; musl does, and newer programs ask for it.
  assert.ok(libc.includes('strlcpy'));
  // In musl only, in glibc only, and of glibc's libraries among themselves.
  for (const name of ['__stdio_exit', '__printf_chk', '__nss_lookup', '__libc_alloca_cutoff']) {
    assert.ok(!libc.includes(name), name);
  }
  const libm = lists.get('libm.so.6') ?? [];
  assert.ok(libm.includes('cos') && !libm.includes('memcpy'));
  assert.ok(lists.get('ld-linux-x86-64.so.2')?.includes('__tls_get_addr'));
  // libcrypt has it under two versions, of which one is not glibc's. Debian's musl has none.
  assert.ok(!exportable.has('crypt'));
  const withCrypt = deriveLists(host, new Set(['crypt']), {});
  assert.deepEqual([...withCrypt], [['libcrypt.so.1', ['crypt']]]);
});

test('deriveLists keeps what moved to libc.so.6 in the lists of the libraries that had it', () => {
  const lists = deriveLists(host, exportable, {});
  for (const [library, name] of [
    ['libpthread.so.0', 'pthread_create'],
    ['libpthread.so.0', 'sem_wait'],
    ['libpthread.so.0', 'call_once'],
    ['libdl.so.2', 'dlsym'],
    ['librt.so.1', 'timer_create'],
    ['librt.so.1', 'shm_open'],
    ['libutil.so.1', 'openpty'],
  ] as const) {
    assert.ok(lists.get(library)?.includes(name), `${name} in ${library}`);
  }
  // It was libc's before, too.
  assert.ok(!(lists.get('libpthread.so.0') ?? []).includes('memcpy'));
});

test('deriveLists leaves out what is withheld, and libraries that would have an empty list', () => {
  const lists = deriveLists(host, new Set(['memcpy', 'regexec']), { regexec: 'another regmatch_t' });
  assert.deepEqual([...lists], [['libc.so.6', ['memcpy']]]);
});

test('glibcVersion is that of the newest symbol', () => {
  const name = (current: string | undefined, older: readonly string[]): LibraryName => ({
    name: 'x',
    type: 'func',
    current,
    older,
  });
  assert.equal(glibcVersion(new Map([['a', name('GLIBC_2.9', ['GLIBC_2.2.5'])]])), '2.9');
  const two = new Map([
    ['a', name('GLIBC_2.34', ['GLIBC_2.2.5'])],
    ['b', name(undefined, ['GLIBC_2.4'])],
    ['c', name('GLIBC_PRIVATE', [])],
  ]);
  assert.equal(glibcVersion(two), '2.34');
});

test('libraryCoverage counts what a new program can bind to, and tells old and private names apart', () => {
  const names = (['a', 'b', 'c', 'd', 'e', 'f'] as const).map((name): LibraryName => {
    const type = 'func';
    if (name === 'a') return { name, type, current: 'GLIBC_2.14', older: ['GLIBC_2.2.5'] };
    if (name === 'd' || name === 'e') return { name, type, current: undefined, older: ['GLIBC_2.2.5'] };
    return { name, type, current: name === 'f' ? 'GLIBC_PRIVATE' : 'GLIBC_2.2.5', older: [] };
  });
  const library = new Map(names.map((each) => [each.name, each]));
  assert.deepEqual(libraryCoverage(library, new Set(['a', 'c', 'd', 'f', 'z'])), {
    current: 3,
    covered: ['a', 'c'],
    missing: ['b'],
    rebound: ['a'],
    old: [
      { name: 'd', versions: ['GLIBC_2.2.5'], exported: true },
      { name: 'e', versions: ['GLIBC_2.2.5'], exported: false },
    ],
    privateNames: 1,
  });
});
