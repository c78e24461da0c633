// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzed, compile, sourcePath, wanted } from '../testing/compile.ts';

const NAMES = [
  'at_the_end',
  ...['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `binding_${letter}`),
  'by_pointer_a',
  'by_pointer_b',
  'chosen_a',
  'chosen_b',
  'kept_for_later',
  'plain',
  ...['a', 'b', 'c', 'd', 'e'].map((letter) => `switched_${letter}`),
  ...['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => `table_${letter}`),
  'versioned',
  'wrapped',
  'wrapped_twice',
];

/** gettid, getuid, geteuid, getcpu, membarrier, and getppid by the instruction. */
const NUMBERS = ['102', '107', '110', '186', '309', '324'];

const LIBRARIES = ['libchosen.so.1', 'libother.so.1', 'libplain.so.1'];

/** Found whatever the way of asking; reached by constants alone, so that there is nothing to be unsure of. */
const PLAIN = ['plain', 'versioned', 'chosen_a', 'chosen_b', 'wrapped', 'at_the_end', 'by_pointer_a'];

const BUILDS = [
  ...(['gcc', 'clang'] as const).flatMap((compiler) =>
    ['-O0', '-O1', '-O2', '-Os'].map((level) => ({ compiler, flags: [level] })),
  ),
  { compiler: 'gcc' as const, flags: ['-O2', '-no-pie', '-fno-pie'] },
  { compiler: 'gcc' as const, flags: ['-O2', '-fno-plt'] },
  { compiler: 'gcc' as const, flags: ['-O2', '-fcf-protection=full', '-Wl,-z,ibtplt'] },
  { compiler: 'gcc' as const, flags: ['-O0', '-no-pie', '-Wl,-z,norelro', '-Wl,-z,lazy'] },
  { compiler: 'clang' as const, flags: ['-O1', '-no-pie', '-fno-pie', '-fno-plt'] },
  { compiler: 'clang' as const, flags: ['-O2', '-fuse-ld=lld', '-Wl,--pack-dyn-relocs=relr'] },
];

/** As `sstrip` and the packers of installers leave files. */
function withoutSections(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  view.setBigUint64(40, 0n, true);
  view.setUint16(60, 0, true);
  view.setUint16(62, 0, true);
  return copy;
}

describe('analyzeFile on the ways of asking', () => {
  for (const { compiler, flags } of BUILDS) {
    it(`finds every name and number, and nothing else, in code of ${compiler} ${flags.join(' ')}`, async () => {
      const bytes = await compile({ path: sourcePath('patterns.c') }, { compiler, flags, strip: true });
      for (const file of [bytes, withoutSections(bytes)]) {
        const needs = analyzed(file);
        assert.deepEqual(wanted(needs, 'dlsym'), NAMES);
        assert.deepEqual(wanted(needs, 'dlopen'), LIBRARIES);
        const numbers = wanted(needs, 'syscall');
        // clang computes getuid or geteuid from a flag without a table: both ends of the sum are taken.
        assert.deepEqual(
          NUMBERS.filter((number) => !numbers.includes(number)),
          [],
        );
        assert.ok(numbers.length <= NUMBERS.length + 2, numbers.join());
        assert.deepEqual(needs.unresolved, []);
        for (const name of PLAIN) {
          assert.equal(needs.runtime.find((need) => need.name === name)?.class, 'proved', name);
        }
      }
    });
  }

  it('tells which places ask for what only the user of the program knows', async () => {
    const flags = ['-O2', '-DUNRESOLVED'];
    const bytes = await compile({ path: sourcePath('patterns.c') }, { compiler: 'gcc', flags });
    const needs = analyzed(bytes);
    assert.deepEqual(wanted(needs, 'dlsym'), NAMES);
    assert.deepEqual(needs.unresolved.map(({ kind }) => kind).sort(), ['dlopen', 'dlsym', 'syscall']);
    for (const site of needs.unresolved) {
      assert.match(site.function ?? '', /^of_the_user(\+0x|$)/);
      assert.match(site.reason, /run time/);
    }
  });

  it('names function and callee of each place', async () => {
    const bytes = await compile({ path: sourcePath('patterns.c') }, { compiler: 'gcc', flags: ['-O1'] });
    const needs = analyzed(bytes);
    const of = (name: string) => needs.runtime.find((need) => need.name === name)?.evidence[0];
    assert.match(of('plain')?.function ?? '', /^plain\+0x/);
    assert.equal(of('plain')?.callee, 'dlsym');
    assert.equal(of('versioned')?.callee, 'dlvsym');
    assert.match(of('wrapped_twice')?.callee ?? '', /^lookup/);
    assert.equal(of('110')?.callee, 'syscall instruction');
  });

  it('is the same for the same bytes', async () => {
    const bytes = await compile({ path: sourcePath('patterns.c') }, { compiler: 'clang', flags: ['-O2'] });
    assert.equal(JSON.stringify(analyzed(bytes)), JSON.stringify(analyzed(bytes.slice())));
  });
});
