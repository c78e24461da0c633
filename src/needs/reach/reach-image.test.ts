// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ok } from '../../diagnostic/index.ts';
import { join, writeWhole } from '../../util/index.ts';
import { inTemporaryFolder } from '../../util/test-tree.ts';
import { compile, sourcePath } from '../testing/compile.ts';
import { analyzeImage, type ImageFile } from '../whole/analyze-image.ts';
import type { ImageNeeds } from '../whole/image-needs.ts';
import { reachImage, type ReachFacts } from './reach-image.ts';

const LIBRARY = '/lib/library.so';

async function reach(
  contents: Readonly<Record<string, Uint8Array>>,
  looksUp: readonly string[] = [],
  interposable: readonly string[] = [],
): Promise<ReachFacts & { readonly needs: ImageNeeds }> {
  const files = Object.entries(contents).map(([path, bytes]): ImageFile => ({
    path,
    head: () => ok(bytes.subarray(0, 64)),
    read: () => ok(bytes),
  }));
  const analyzed = await analyzeImage(files, { libc: 'kernel', exportable: new Set(['puts']) });
  assert.ok(analyzed.ok);
  const { needs } = analyzed.value;
  const read = (path: string) => ok(contents[path] ?? assert.fail(`${path} was read`));
  const facts = reachImage(needs, read, { looksUp, interposable });
  assert.ok(facts.ok);
  return { ...facts.value, needs };
}

/** A program that is linked with a library. */
function programWith(library: Uint8Array, text: string): Promise<Uint8Array> {
  return inTemporaryFolder((folder) => {
    const linked = join(folder, 'library.so');
    assert.ok(writeWhole(linked, library).ok);
    return compile({ text }, { compiler: 'gcc', flags: ['-O1', '-Wl,--no-as-needed', linked] });
  });
}

/** A program that calls functions of a library. */
function calling(library: Uint8Array, ...names: readonly string[]): Promise<Uint8Array> {
  const declared = names.map((name) => `extern long ${name}(long, ...);`);
  const sum = [...names.map((name) => `${name}(1)`), '0'].join(' + ');
  return programWith(library, `${declared.join(' ')} int main(void) { return ${sum}; }`);
}

/** What the library asks libc for when it is loaded. */
const LOADED = ['setenv'];

/** By function of library.c, what it gets at. */
const GETS_AT: Readonly<Record<string, readonly string[]>> = {
  direct: ['getpid'],
  chain: ['getppid'],
  last: ['isatty'],
  seldom: ['abort', 'perror'],
  choice: ['chdir', 'getuid', 'rmdir', 'strlen', 'times', 'unlink'],
  by_table: ['getegid', 'geteuid', 'getgid'],
  by_data: ['getegid'],
  by_exported_data: ['getpgrp'],
  handed_out: ['sync'],
  through_itself: ['getpid'],
};

/** Those of which not more is taken for reached: they have nothing to do with data. */
const EXACT = ['direct', 'chain', 'last', 'seldom', 'choice', 'handed_out', 'through_itself'];

const ALL = [...new Set([...LOADED, ...Object.values(GETS_AT).flat()])].sort();

const WAYS: readonly (readonly [compiler: 'gcc' | 'clang', ...flags: string[]])[] = [
  ['gcc', '-O0'],
  ['gcc', '-O2'],
  ['gcc', '-Os', '-fno-plt'],
  ['gcc', '-O2', '-fcf-protection', '-Wl,-z,now'],
  ['gcc', '-O3', '-ffunction-sections', '-Wl,--gc-sections', '-Wl,-z,lazy'],
  ['clang', '-O2'],
  ['clang', '-O1', '-fuse-ld=lld', '-Wl,-z,now'],
  ['clang', '-Oz', '-fuse-ld=lld', '-Wl,--pack-dyn-relocs=relr'],
];

const SHARED = ['-shared', '-fPIC', '-Wl,-soname,library.so'];

describe('reachImage', () => {
  for (const [compiler, ...flags] of WAYS) {
    it(`tells what functions of a library get at: ${compiler} ${flags.join(' ')}`, async () => {
      const options = { compiler, flags: [...SHARED, '-fvisibility=hidden', ...flags], strip: true } as const;
      const library = await compile({ path: sourcePath('library.c') }, options);
      for (const [name, gets] of Object.entries(GETS_AT)) {
        const { unreached } = await reach({ '/app': await calling(library, name), [LIBRARY]: library });
        const left = ALL.filter((each) => unreached.get(LIBRARY)?.has(each) !== true);
        const expected = [...new Set([...LOADED, ...gets])].sort();
        if (EXACT.includes(name)) assert.deepEqual(left, expected, name);
        else
          for (const each of expected)
            assert.ok(left.includes(each), `${name}: ${each} of ${left.join(' ')}`);
      }
    });
  }

  const hiding = [...SHARED, '-O2', '-fvisibility=hidden'];
  const library = () => compile({ path: sourcePath('library.c') }, { compiler: 'gcc', flags: hiding });

  it('takes for reached what is looked up by a name, by the program or by the kernel', async () => {
    const bytes = await library();
    const looking = '#include <dlfcn.h>\nint main(void) { return dlsym(0, "chain") != 0; }';
    const { unreached } = await reach({ '/app': await programWith(bytes, looking), [LIBRARY]: bytes }, [
      'last',
    ]);
    const isUnreached = ['getppid', 'isatty', 'getpid'].map((name) => unreached.get(LIBRARY)?.has(name));
    assert.deepEqual(isUnreached, [false, false, true]);
  });

  it('takes for reached what has its name in a file that looks up names which are not known', async () => {
    const bytes = await library();
    const looking = `#include <dlfcn.h>
      const char *const kept[] = {"chain"};
      int main(int count, char **words) { return dlsym(0, words[count > 3 ? 1 : 2]) != kept; }`;
    const { unreached } = await reach({ '/app': await programWith(bytes, looking), [LIBRARY]: bytes });
    const isUnreached = ['getppid', 'isatty'].map((name) => unreached.get(LIBRARY)?.has(name));
    assert.deepEqual(isUnreached, [false, true]);
  });

  it('takes all of a library for reached that is only opened later', async () => {
    const text = '#include <dlfcn.h>\nint main(void) { return dlopen("library.so", 1) != 0; }';
    const opening = await compile({ text }, { compiler: 'gcc', flags: [] });
    const { unreached } = await reach({ '/app': opening, [LIBRARY]: await library() });
    assert.equal(unreached.get(LIBRARY), undefined);
  });

  it('tells nothing where a program can call whatever it likes', async () => {
    const bytes = await library();
    const text = 'extern void ffi_call(void); int call(void) { ffi_call(); return 0; }';
    const open = await compile({ text }, { compiler: 'gcc', flags: SHARED });
    const app = await calling(bytes, 'direct');
    const { unreached } = await reach({ '/app': app, [LIBRARY]: bytes, '/plugin.so': open });
    assert.equal(unreached.size, 0);
  });

  it('tells what every program brings in place of the kernel', async () => {
    const bringing = await compile(
      { text: 'void *malloc(unsigned long size) { return (void *)size; }' },
      { compiler: 'gcc', flags: SHARED },
    );
    const names = ['free', 'malloc'];
    const app = await calling(bringing);
    const one = await reach({ '/app': app, [LIBRARY]: bringing }, [], names);
    assert.deepEqual(one.brought, ['malloc']);
    const alone = await compile({ text: 'int main(void) { return 0; }' }, { compiler: 'gcc', flags: [] });
    const two = await reach({ '/app': app, '/alone': alone, [LIBRARY]: bringing }, [], names);
    assert.deepEqual(two.brought, []);
  });
});
