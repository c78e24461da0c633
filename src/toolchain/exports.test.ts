// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { definedSymbols, PF, PT, readElf, segmentAt } from '../elf/index.ts';
import { loadComponents } from '../component/index.ts';
import { join, readBytes, readText } from '../util/index.ts';
import { declarationFiles, writeFiles } from '../util/test-tree.ts';
import { checkExports } from './check-exports.ts';
import { makeKernel, type KernelBuild } from './make-kernel.ts';
import type { ExportRequest } from './plan-exports.ts';
import { buildTestKernel, makeTestKernel } from './test-kernel.ts';

const LIBC = `
#define EXPORT __attribute__((visibility("default")))
int libc_secret(void) { return 4; }
EXPORT int abs(int x) { return x < 0 ? -x : x; }
EXPORT int answer = 42;
EXPORT int unlisted(void) { return libc_secret(); }
__attribute__((weak, alias("abs"))) EXPORT int labs(int x);
`;

const LISTED: Readonly<Record<string, string>> = {
  ...declarationFiles('kernel/libc/musl/component', { summary: 'The C library', kind: 'feature' }),
  'kernel/libc/musl/abs.c': LIBC,
  'exported-symbols/libc.so.6.symbols': 'abs\nanswer\nlabs\n',
  'exported-symbols/libm.so.6.symbols': 'labs\n',
};

function makeTree(context: TestContext, changes: Readonly<Record<string, string>> = {}): string {
  return makeTestKernel(context, { ...LISTED, ...changes });
}

async function build(root: string, names?: readonly string[]): Promise<KernelBuild> {
  const { result } = await buildTestKernel(root, names);
  assert.ok(result.ok, JSON.stringify(result, null, 1));
  return result.value;
}

async function complaints(root: string) {
  const { result } = await buildTestKernel(root);
  assert.ok(!result.ok);
  return result.diagnostics.map(({ code, message, place }) => ({
    code,
    message,
    ...(place === undefined ? {} : { at: `${place.file.slice(root.length + 1)}:${place.line}` }),
  }));
}

test('makeKernel exports what the lists name, weak names and data too, in symbols that stripping keeps', async (context) => {
  const kernel = await build(makeTree(context));
  assert.deepEqual(kernel.exports, ['abs', 'answer', 'labs']);
  for (const path of [kernel.path, kernel.strippedPath]) {
    const bytes = readBytes(path);
    assert.ok(bytes.ok);
    const file = readElf(bytes.value, path);
    assert.ok(file.ok);
    const symbols = definedSymbols(file.value);
    assert.ok(symbols.ok);
    assert.deepEqual(symbols.value.map(({ name, binding }) => `${name} ${binding}`).sort(), [
      'abs global',
      'answer global',
      'labs weak',
    ]);
    // Tables and table of tables are in the segment of the constants.
    const dynamic = file.value.segments.find(({ p_type }) => p_type === PT.DYNAMIC);
    assert.ok(dynamic !== undefined);
    assert.equal(segmentAt(file.value, dynamic.p_vaddr)?.p_flags, PF.R);
    assert.equal(dynamic.p_vaddr - dynamic.p_paddr, 0xffffffff80000000n);
  }
  const script = readText(join(kernel.path, '../version_script'));
  assert.equal(
    script.ok && script.value,
    '{\n  global:\n    abs;\n    answer;\n    labs;\n  local:\n    *;\n};\n',
  );
});

test('makeKernel keeps what is exported, though nothing in the kernel calls it, and drops what is not', async (context) => {
  const { path } = await build(makeTree(context));
  const bytes = readBytes(path);
  assert.ok(bytes.ok);
  const file = readElf(bytes.value, path);
  assert.ok(file.ok);
  const symbols = file.value.symbols();
  assert.ok(symbols.ok);
  const names = new Set(symbols.value.map(({ name }) => name));
  assert.ok(names.has('abs'));
  assert.ok(!names.has('unlisted'));
});

test('makeKernel gives a kernel without the listed components no dynamic symbol table', async (context) => {
  const kernel = await build(makeTree(context), ['arch-x86_64', 'core']);
  assert.deepEqual(kernel.exports, []);
  const bytes = readBytes(kernel.path);
  assert.ok(bytes.ok);
  const file = readElf(bytes.value, kernel.path);
  assert.ok(file.ok);
  assert.equal(
    file.value.segments.find(({ p_type }) => p_type === PT.DYNAMIC),
    undefined,
  );
});

test('makeKernel links again when a list changes, and remembers what it exported', async (context) => {
  const root = makeTree(context);
  await build(root);
  const again = await buildTestKernel(root);
  assert.deepEqual(again.steps, []);
  assert.ok(again.result.ok);
  assert.deepEqual(again.result.value.exports, ['abs', 'answer', 'labs']);
  writeFiles(root, { 'exported-symbols/libc.so.6.symbols': 'abs\nanswer\nlabs\nunlisted\n' });
  const changed = await buildTestKernel(root);
  assert.deepEqual(changed.steps, ['link']);
  assert.ok(changed.result.ok);
  assert.deepEqual(changed.result.value.exports, ['abs', 'answer', 'labs', 'unlisted']);
});

async function buildOnly(root: string, exports: ExportRequest) {
  const set = await loadComponents(root);
  assert.ok(set.ok);
  const selected = [...set.value.components.values()];
  return makeKernel({ set: set.value, selected, folder: 'build/kernel/cut', exports });
}

test('makeKernel exports only the names that are asked for, and says: no list in exported-symbols/ has it', async (context) => {
  const root = makeTree(context);
  const cut = await buildOnly(root, { kind: 'only', names: ['labs'] });
  assert.ok(cut.ok);
  assert.deepEqual(cut.value.exports, ['labs']);
  const wrong = await buildOnly(root, { kind: 'only', names: ['lbas'] });
  assert.ok(!wrong.ok);
  assert.equal(
    wrong.diagnostics[0].message,
    '"lbas" is to be exported, but no list in exported-symbols/ has it',
  );
  assert.equal(wrong.diagnostics[0].help, 'did you mean "labs"?');
});

test('makeKernel says: "abz" is listed, but no component defines it', async (context) => {
  const root = makeTree(context, { 'exported-symbols/libc.so.6.symbols': 'abs\nabz\n' });
  assert.deepEqual(await complaints(root), [
    {
      code: 'toolchain/listed-undefined',
      message: '"abz" is listed, but no component defines it',
      at: 'exported-symbols/libc.so.6.symbols:2',
    },
  ]);
});

test('makeKernel says: "libc_secret" is listed, but component "libc-musl" defines it with hidden visibility', async (context) => {
  const root = makeTree(context, { 'exported-symbols/libc.so.6.symbols': 'abs\nlibc_secret\n' });
  assert.deepEqual(await complaints(root), [
    {
      code: 'toolchain/listed-hidden',
      message: '"libc_secret" is listed, but component "libc-musl" defines it with hidden visibility',
      at: 'exported-symbols/libc.so.6.symbols:2',
    },
  ]);
});

test('makeKernel says: "answer" is listed and defined, but the linked kernel does not export it', async (context) => {
  // ELF gives a symbol the least visibility of all objects that name it (gABI, "Symbol Visibility").
  const hiding =
    'extern int answer __attribute__((visibility("hidden")));\nint *libc_answer(void) { return &answer; }\n';
  const root = makeTree(context, { 'kernel/libc/musl/hide.c': hiding });
  assert.deepEqual(await complaints(root), [
    {
      code: 'toolchain/not-exported',
      message:
        '"answer" is listed and component "libc-musl" defines it, but the linked kernel does not export it',
      at: 'exported-symbols/libc.so.6.symbols:2',
    },
  ]);
});

test('checkExports tells twenty differences and counts the others', () => {
  const names = Array.from({ length: 25 }, (_, index) => `name${index}`);
  const checked = checkExports(names, [], new Map(), []);
  assert.ok(!checked.ok);
  assert.equal(checked.diagnostics.length, 21);
  assert.equal(
    checked.diagnostics[0].message,
    'the linked kernel exports "name0" (defined by the linker), which no list has',
  );
  assert.match(checked.diagnostics.at(-1)?.message ?? '', /^and 5 more differences/);
});
