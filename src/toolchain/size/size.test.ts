// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { loadComponents, type BuildMode } from '../../component/index.ts';
import { compareWithMap, computeLiveness } from '../../liveness/index.ts';
import { dirname, join, readBytes, readText, removeTree, writeWhole } from '../../util/index.ts';
import {
  linkedSections,
  openKernel,
  readLinkInputs,
  readUniverse,
  type OpenedKernel,
} from '../open-kernel.ts';
import { objectNaming } from '../object-naming.ts';
import { buildTestKernel, makeTestKernel } from '../test-kernel.ts';
import { compareSizes } from './compare-sizes.ts';
import { groupSizes, type SizeTable } from './group-sizes.ts';
import { measureKernel } from './measure-kernel.ts';

interface Opened {
  readonly root: string;
  readonly kernel: OpenedKernel;
}

async function open(
  context: TestContext,
  names?: readonly string[],
  root = makeTestKernel(context),
  mode?: BuildMode,
): Promise<Opened> {
  const { result } = await buildTestKernel(root, names, undefined, mode);
  assert.ok(result.ok, JSON.stringify(result));
  const kernel = openKernel(dirname(result.value.path));
  assert.ok(kernel.ok, JSON.stringify(kernel));
  return { root, kernel: kernel.value };
}

async function table({ root, kernel }: Opened, by: SizeTable['by']): Promise<SizeTable> {
  const set = await loadComponents(root);
  const size = measureKernel(kernel);
  assert.ok(set.ok && size.ok, JSON.stringify(size));
  return groupSizes(size.value, by, objectNaming(set.value));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

test('measureKernel gives every byte of the file to one part', async (context) => {
  const { kernel } = await open(context);
  const size = measureKernel(kernel);
  assert.ok(size.ok, JSON.stringify(size));
  let end = 0;
  for (const { offset, bytes } of size.value.parts) {
    assert.equal(offset, end);
    assert.ok(bytes > 0);
    end += bytes;
  }
  const file = readBytes(kernel.strippedPath);
  assert.ok(file.ok);
  assert.deepEqual([end, size.value.fileBytes], [file.value.length, file.value.length]);
});

test('groupSizes adds up to the file by component, by file and by symbol', async (context) => {
  const opened = await open(context);
  for (const by of ['component', 'file', 'symbol'] as const) {
    const { rows, fileBytes } = await table(opened, by);
    assert.equal(sum(rows.map(({ bytes }) => bytes)), fileBytes, by);
  }
  const { rows } = await table(opened, 'symbol');
  const main = rows.find(({ name }) => name === 'core_main');
  assert.ok(main !== undefined && main.bytes > 10 && main.file === 'kernel/core/core.c');
  assert.equal(rows.find(({ name }) => name === 'core_memory')?.zeroedBytes, 256);
  assert.equal(
    rows.find(({ name }) => name === 'core_unused'),
    undefined,
  );
});

test('compareSizes names what came, what went, and adds up to both files', async (context) => {
  const big = await open(context);
  const small = await open(context, ['arch-x86_64', 'core'], big.root);
  const [before, after] = [await table(small, 'component'), await table(big, 'component')];
  const { changes, unchanged } = compareSizes(before, after);
  assert.equal(sum(changes.map((each) => each.before)) + unchanged, before.fileBytes);
  assert.equal(sum(changes.map((each) => each.after)) + unchanged, after.fileBytes);
  const bus = changes.find(({ name }) => name === 'bus');
  assert.ok(bus !== undefined && bus.before === 0 && bus.after > 0);
  assert.deepEqual(
    compareSizes(after, before).changes.find(({ name }) => name === 'bus'),
    { name: 'bus', before: bus.after, after: 0 },
  );
});

test('compareSizes tells files of a kernel for a debugger by the names of the others', async (context) => {
  const small = await open(context);
  const [before, after] = [
    await table(small, 'file'),
    await table(await open(context, undefined, small.root, 'debug'), 'file'),
  ];
  assert.deepEqual(after.rows.map(({ name }) => name).sort(), before.rows.map(({ name }) => name).sort());
});

test('readUniverse has for a kernel for a debugger the objects of its mode', async (context) => {
  const { root, kernel } = await open(context, ['arch-x86_64', 'core'], undefined, 'debug');
  const inputs = readLinkInputs(root, kernel);
  const set = await loadComponents(root, kernel.stamp.mode);
  assert.ok(inputs.ok && set.ok);
  const all = await readUniverse(set.value, inputs.value);
  assert.ok(all.ok);
  assert.deepEqual(all.value.objects.map(({ name }) => name).sort(), [
    'build/obj-debug/arch-x86_64/start.S.o',
    'build/obj-debug/bus/bus.c.o',
    'build/obj-debug/core/core.c.o',
    'build/obj-debug/disk/disk.c.o',
    'generated.o',
  ]);
});

test('computeLiveness agrees with the linker on a kernel, and on the objects that it does not have', async (context) => {
  const { root, kernel } = await open(context, ['arch-x86_64', 'core']);
  const inputs = readLinkInputs(root, kernel);
  assert.ok(inputs.ok, JSON.stringify(inputs));
  const live = computeLiveness(inputs.value);
  assert.deepEqual(compareWithMap(live, inputs.value.script, linkedSections(kernel)), []);
  const set = await loadComponents(root);
  assert.ok(set.ok);
  const all = await readUniverse(set.value, inputs.value);
  assert.ok(all.ok);
  const names = all.value.objects.map(({ name }) => name);
  assert.deepEqual(
    names.slice(0, inputs.value.objects.length),
    inputs.value.objects.map(({ name }) => name),
  );
  assert.ok(names.includes('build/obj/bus/bus.c.o'));
});

test('compareWithMap names the section that the linker kept and we do not, and the other way round', async (context) => {
  const { root, kernel } = await open(context);
  const inputs = readLinkInputs(root, kernel);
  assert.ok(inputs.ok);
  const live = computeLiveness(inputs.value);
  const linked = linkedSections(kernel).filter(({ section }) => section !== '.text.core_main');
  const extra = { object: 'build/obj/core/core.c.o', section: '.text.core_unused', size: 11 };
  const found = compareWithMap(live, inputs.value.script, [...linked, extra]);
  assert.deepEqual(
    found.map(({ section, linked: is, computed }) => [section, is, computed]),
    [
      ['.text.core_main', 0, 1],
      ['.text.core_unused', 1, 0],
    ],
  );
});

test('openKernel says: there is no kernel in this folder', (context) => {
  const opened = openKernel(makeTestKernel(context));
  assert.ok(!opened.ok);
  assert.equal(opened.diagnostics[0].message, 'there is no kernel in this folder');
});

test('openKernel says: there is no such folder', () => {
  const opened = openKernel('/nowhere/kernel');
  assert.ok(!opened.ok);
  assert.equal(opened.diagnostics[0].message, 'there is no such folder');
});

test('openKernel says that a kernel without the facts of its link is of another version', async (context) => {
  const { kernel } = await open(context);
  writeWhole(join(kernel.folder, 'kernel.json'), '{"inputs":"x","strippedBytes":1}');
  const opened = openKernel(kernel.folder);
  assert.ok(!opened.ok);
  assert.match(opened.diagnostics[0].message, /made by another version of Thimble/);
});

test('openKernel and readLinkInputs say which file is missing', async (context) => {
  const { root, kernel } = await open(context);
  removeTree(join(root, 'build/obj/bus/bus.c.o'));
  const inputs = readLinkInputs(root, kernel);
  assert.ok(!inputs.ok);
  assert.match(inputs.diagnostics[0].message, /^build\/obj\/bus\/bus\.c\.o, of which .* is gone$/);
  removeTree(join(kernel.folder, 'kernel.map'));
  const opened = openKernel(kernel.folder);
  assert.ok(!opened.ok);
  assert.equal(opened.diagnostics[0].place?.file, join(kernel.folder, 'kernel.map'));
});

test('readLinkInputs names the object that is damaged', async (context) => {
  const { root, kernel } = await open(context);
  const path = join(root, 'build/obj/bus/bus.c.o');
  const bytes = readBytes(path);
  assert.ok(bytes.ok);
  writeWhole(path, bytes.value.slice(0, 700));
  const inputs = readLinkInputs(root, kernel);
  assert.ok(!inputs.ok);
  assert.equal(inputs.diagnostics[0].place?.file, 'build/obj/bus/bus.c.o');
});

test('measureKernel says: kernel.map does not describe kernel-stripped.elf', async (context) => {
  const big = await open(context);
  const map = readText(join(big.kernel.folder, 'kernel.map'));
  assert.ok(map.ok);
  // A function that is larger than the room that it has in the file.
  const grown = map.value.replace(
    /^( *\w+ +\w+ +)\w+( +\d+ {9}\S+core\.c\.o:\(\.text\.core_main\))$/m,
    '$1ffff$2',
  );
  assert.notEqual(grown, map.value);
  writeWhole(join(big.kernel.folder, 'kernel.map'), grown);
  const opened = openKernel(big.kernel.folder);
  assert.ok(opened.ok);
  const size = measureKernel(opened.value);
  assert.ok(!size.ok);
  assert.equal(size.diagnostics[0].message, 'kernel.map does not describe kernel-stripped.elf');
});
