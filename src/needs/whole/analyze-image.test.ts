// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ok } from '../../diagnostic/index.ts';
import { buildElf } from '../../elf/testing/build-elf.ts';
import { makeTree } from '../../util/test-tree.ts';
import { join, listDirectory, readText, writeWhole } from '../../util/index.ts';
import { compile } from '../testing/compile.ts';
import { analyzeImage, type AnalyzeImageOptions, type ImageFile } from './analyze-image.ts';
import type { ImageNeeds } from './image-needs.ts';
import { folderCache } from './needs-cache.ts';
import { renderNeeds } from './write-needs.ts';

function imageFile(path: string, bytes: Uint8Array): ImageFile {
  return { path, head: () => ok(bytes.subarray(0, 64)), read: () => ok(bytes) };
}

const exportable = new Set(['puts', 'malloc', 'dlsym', 'qsort', 'getauxval']);

async function analyze(
  files: readonly ImageFile[],
  options: Partial<AnalyzeImageOptions> = {},
): Promise<{ needs: ImageNeeds; warnings: readonly { code: string; message: string }[] }> {
  const result = await analyzeImage(files, { libc: 'kernel', exportable, ...options });
  assert.ok(result.ok);
  return result.value;
}

const PLUGIN = `
  extern int helper(int); extern int missing_helper(int) __attribute__((weak));
  int plugin(int x) { return helper(x) + (missing_helper ? missing_helper(x) : 0); }`;
const HELPER = 'int helper(int x) { return x + 1; }';
const PROGRAM = `
  #include <dlfcn.h>
  #include <stdio.h>
  int main(int c, char **v) { puts("x"); return dlopen("libplugin.so", 2) && dlsym(0, "helper") && dlsym(0, v[1]) && dlsym(0, "getauxval"); }
  const char *const kept[] = {"qsort", "nobody_has_this"};`;

async function exampleFiles(): Promise<ImageFile[]> {
  const shared = ['-shared', '-fPIC', '-O1'];
  const [plugin, helper, program] = await Promise.all([
    compile({ text: PLUGIN }, { compiler: 'gcc', flags: shared }),
    compile({ text: HELPER }, { compiler: 'gcc', flags: [...shared, '-Wl,-soname,libhelper.so.1'] }),
    compile({ text: PROGRAM }, { compiler: 'gcc', flags: ['-O1'] }),
  ]);
  return [
    imageFile('/usr/lib/libplugin.so', plugin),
    imageFile('/usr/lib/libhelper.so.1', helper),
    imageFile('/app', program),
    imageFile('/usr/lib/libc.so.6', buildElf({ soname: 'libc.so.6', functions: ['puts'] })),
    imageFile('/etc/motd', Buffer.from('hello, this is no ELF file at all')),
    imageFile('/lib/x.o', buildElf({ type: 1 })),
    imageFile('/lib/arm.so', buildElf({ machine: 183 })),
  ];
}

describe('analyzeImage', () => {
  it('tells for each symbol and library who has it', async () => {
    const { needs, warnings } = await analyze(await exampleFiles());
    assert.deepEqual(warnings, []);
    assert.deepEqual(needs.replaced, ['/usr/lib/libc.so.6']);
    assert.deepEqual(
      needs.files.map(({ path }) => path),
      ['/app', '/usr/lib/libhelper.so.1', '/usr/lib/libplugin.so'],
    );
    const [app, , plugin] = needs.files;
    const imports = new Map(
      plugin?.imports.map(({ name, provider, isWeak }) => [name, { provider, isWeak }]),
    );
    assert.deepEqual(imports.get('helper'), { provider: '/usr/lib/libhelper.so.1', isWeak: false });
    assert.deepEqual(imports.get('missing_helper'), { provider: undefined, isWeak: true });
    assert.equal(app?.imports.find(({ name }) => name === 'puts')?.provider, 'kernel');
    const runtime = new Map(
      app.runtime.map(({ name, provider, class: needClass }) => [name, `${needClass} ${provider}`]),
    );
    assert.deepEqual(
      runtime,
      new Map([
        ['libplugin.so', 'proved /usr/lib/libplugin.so'],
        ['getauxval', 'proved kernel'],
        ['helper', 'proved /usr/lib/libhelper.so.1'],
        // Only because one name is not known, and a table points at the text.
        ['qsort', 'guessed kernel'],
      ]),
    );
  });

  it('does not take a library that a program never loads for who has a symbol of its libc', async () => {
    const own = ['-shared', '-fPIC', '-O1'];
    const bytes = await compile(
      { text: 'int puts(const char *s) { return *s; }' },
      { compiler: 'gcc', flags: own },
    );
    const { needs } = await analyze([...(await exampleFiles()), imageFile('/opt/libother.so', bytes)]);
    const app = needs.files.find(({ path }) => path === '/app');
    assert.equal(app?.imports.find(({ name }) => name === 'puts')?.provider, 'kernel');
  });

  it('binds libraries to what comes first in every program that loads them', async () => {
    const shared = ['-shared', '-fPIC', '-O1', '-w'];
    const own = buildElf({ soname: 'libown.so', functions: ['malloc'] });
    const user = await compile(
      { text: 'extern void *malloc(unsigned long); void *use(void) { return malloc(1); }' },
      { compiler: 'gcc', flags: [...shared, '-Wl,-soname,libuser.so'] },
    );
    const program = (...needed: readonly string[]) => buildElf({ needed, interpreter: '/lib64/ld.so' });
    const files = [imageFile('/libown.so', own), imageFile('/libuser.so', user)];
    const providerIn = async (...programs: readonly ImageFile[]) => {
      const { needs } = await analyze([...files, ...programs], { exportable: new Set(['malloc']) });
      const file = needs.files.find(({ path }) => path === '/libuser.so');
      return file?.imports.find(({ name }) => name === 'malloc')?.provider;
    };
    const one = imageFile('/one', program('libuser.so', 'libown.so'));
    assert.equal(await providerIn(one), '/libown.so');
    assert.equal(await providerIn(one, imageFile('/two', program('libuser.so'))), 'kernel');
  });

  it("gives the kernel's to a program whose library has a name in another version only", async () => {
    const other = ['-shared', '-fPIC', '-Wl,-soname,libother.so.1,--default-symver'];
    const [library, program] = await Promise.all([
      compile({ text: 'void qsort(void) {}' }, { compiler: 'gcc', flags: ['-w', ...other] }),
      compile(
        { text: '#include <stdlib.h>\nint main(int c, char **v) { qsort(v, c, 8, 0); return 0; }' },
        { compiler: 'gcc', flags: ['-w', '-O1'] },
      ),
    ]);
    const files = [imageFile('/usr/lib/libother.so.1', library), imageFile('/app', program)];
    const { needs } = await analyze(files);
    const app = needs.files.find(({ path }) => path === '/app');
    assert.equal(app?.imports.find(({ name }) => name === 'qsort')?.provider, 'kernel');
  });

  it("leaves the kernel out when the image's own libc is used", async () => {
    const { needs } = await analyze(await exampleFiles(), { libc: 'image' });
    assert.deepEqual(needs.replaced, []);
    const app = needs.files.find(({ path }) => path === '/app');
    assert.equal(app?.imports.find(({ name }) => name === 'puts')?.provider, '/usr/lib/libc.so.6');
    assert.equal(app.runtime.find(({ name }) => name === 'getauxval')?.provider, undefined);
  });

  it('gives the same bytes in whatever order the files come', async () => {
    const files = await exampleFiles();
    const one = renderNeeds((await analyze(files)).needs, () => undefined);
    const other = renderNeeds((await analyze(files.toReversed())).needs, () => undefined);
    assert.equal(one, other);
  });

  it('tells what it could not analyze, and analyzes the rest', async () => {
    const [whole] = await exampleFiles();
    const bytes = whole?.read();
    assert.ok(bytes?.ok === true && whole !== undefined);
    const cut = imageFile('/cut.so', bytes.value.subarray(0, 5000));
    const { needs, warnings } = await analyze([cut, whole]);
    assert.deepEqual(
      needs.files.map(({ path }) => path),
      [whole.path],
    );
    assert.equal(needs.skipped[0]?.path, '/cut.so');
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['needs/not-analyzed'],
    );
    assert.match(warnings.map(({ message }) => message).join(), /\/cut\.so.*truncated/);
  });

  it('takes from the cache what it has seen, and does not believe damaged entries', async (context) => {
    const folder = makeTree(context, {});
    const files = await exampleFiles();
    const first = await analyze(files, { cache: folderCache(folder, exportable) });
    const names = listDirectory(folder);
    assert.ok(names.ok && names.value.length === 3);
    const again = await analyze(files, { cache: folderCache(folder, exportable) });
    assert.deepEqual(again, first);
    for (const name of names.value) {
      const path = join(folder, name);
      const text = readText(path);
      assert.ok(text.ok);
      writeWhole(path, text.value.replace('"isWeak":false', '"isWeak":true'));
    }
    assert.deepEqual(await analyze(files, { cache: folderCache(folder, exportable) }), first);
    // What could be exported has an influence, so entries for other names are others.
    const others = await analyze(files, { exportable: new Set(), cache: folderCache(folder, new Set()) });
    assert.notDeepEqual(others.needs, first.needs);
  });
});
