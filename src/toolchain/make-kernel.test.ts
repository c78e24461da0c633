// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BuildMode } from '../component/index.ts';
import { PF, PT, pvhEntry, readElf } from '../elf/index.ts';
import { dirname, fileStatus, join, listDirectory, readBytes, sha256 } from '../util/index.ts';
import { declarationFiles, writeFiles } from '../util/test-tree.ts';
import { readStamp } from './kernel-stamp.ts';
import type { KernelBuild } from './make-kernel.ts';
import { buildTestKernel, makeTestKernel, type TestBuild } from './test-kernel.ts';

function built({ result }: TestBuild): KernelBuild {
  assert.ok(result.ok, JSON.stringify(result, null, 1));
  return result.value;
}

function complaint({ result }: TestBuild) {
  assert.ok(!result.ok);
  return result.diagnostics[0];
}

function bytesOf(path: string): Uint8Array {
  const bytes = readBytes(path);
  assert.ok(bytes.ok);
  return bytes.value;
}

function elfOf(path: string) {
  const file = readElf(bytesOf(path), path);
  assert.ok(file.ok);
  return file.value;
}

test('makeKernel links a kernel that loaders understand, stripped or not', async (context) => {
  const build = built(await buildTestKernel(makeTestKernel(context)));
  for (const path of [build.path, build.strippedPath]) {
    const file = elfOf(path);
    const loads = file.segments.filter(({ p_type }) => p_type === PT.LOAD);
    assert.deepEqual(
      loads.map(({ p_flags }) => p_flags),
      [PF.R | PF.X, PF.R, PF.R | PF.W],
    );
    for (const { p_vaddr, p_paddr } of loads) {
      assert.equal(p_vaddr - p_paddr, 0xffffffff80000000n);
      assert.equal(p_vaddr % 4096n, 0n);
    }
    assert.equal(loads[0]?.p_paddr, 0x100000n);
    assert.equal(file.segments.filter(({ p_type }) => p_type === PT.NOTE).length, 1);
    assert.equal(pvhEntry(file), 0x100000n);
    assert.equal(file.header.e_entry, 0x100001n);
  }
  assert.equal(build.strippedBytes, bytesOf(build.strippedPath).length);
  assert.ok(build.strippedBytes < 20_000, `${build.strippedBytes} bytes`);
});

test('makeKernel leaves out what no root reaches', async (context) => {
  const root = makeTestKernel(context);
  const names = (build: KernelBuild) => {
    const symbols = elfOf(build.path).symbols();
    assert.ok(symbols.ok);
    return new Set(symbols.value.map(({ name }) => name));
  };
  const all = names(built(await buildTestKernel(root)));
  for (const name of ['core_main', 'sys_getpid', 'bus_write', 'syscall_table', '__set_item_start']) {
    assert.ok(all.has(name), name);
  }
  assert.ok(!all.has('core_unused'));
  const small = built(await buildTestKernel(root, ['arch-x86_64', 'core']));
  assert.ok(!names(small).has('bus_write'));
  assert.deepEqual(
    small.components.map(({ name }) => name),
    ['arch-x86_64', 'core'],
  );
  assert.equal(small.components[1]?.zeroedBytes, 256);
});

test('makeKernel does nothing when nothing has changed, and only what is needed when something has', async (context) => {
  const root = makeTestKernel(context);
  assert.deepEqual((await buildTestKernel(root)).steps, ['compile', 'link']);
  assert.deepEqual((await buildTestKernel(root)).steps, []);
  assert.deepEqual((await buildTestKernel(root, ['arch-x86_64', 'core'])).steps, ['link']);
  // Another comment changes no object, but only the compiler can know.
  const disk = fileStatus(join(root, 'build/obj/disk/disk.c.o'));
  writeFiles(root, {
    'kernel/drivers/bus/include/bus/bus.h': '/* New. */ void bus_write(const char *text);\n',
  });
  assert.deepEqual((await buildTestKernel(root)).steps, ['compile', 'link']);
  const diskAgain = fileStatus(join(root, 'build/obj/disk/disk.c.o'));
  assert.ok(disk.ok && diskAgain.ok && disk.value.mtimeMs < diskAgain.value.mtimeMs);
});

test('makeKernel keeps kernels for a debugger, with their objects, apart from the others', async (context) => {
  const root = makeTestKernel(context, {
    'kernel/core/check.debug.c': 'void core_check(void);\nvoid core_check(void) {}\n',
    ...declarationFiles('kernel/drivers/bus/component', {
      summary: 'The bus',
      kind: 'driver',
      side: 'program',
    }),
  });
  const make = (mode: BuildMode) => buildTestKernel(root, undefined, undefined, mode);
  const release = built(await make('release'));
  const bytes = sha256(bytesOf(release.path));
  const debug = await make('debug');
  assert.deepEqual(debug.steps, ['compile', 'link']);
  assert.notEqual(sha256(bytesOf(built(debug).strippedPath)), sha256(bytesOf(release.strippedPath)));
  for (const mode of ['release', 'debug'] as const) assert.deepEqual((await make(mode)).steps, []);
  assert.equal(sha256(bytesOf(release.path)), bytes);
  const objectsOf = (path: string) => [...(readStamp(dirname(path))?.link.objects ?? [])].sort();
  assert.deepEqual(objectsOf(release.path), [
    'build/obj/arch-x86_64/start.S.o',
    'build/obj/bus/bus.c.o',
    'build/obj/core/core.c.o',
    'build/obj/disk/disk.c.o',
  ]);
  assert.deepEqual(objectsOf(built(debug).path), [
    'build/obj-debug/arch-x86_64/start.S.o',
    'build/obj-debug/core/check.debug.c.o',
    'build/obj-debug/core/core.c.o',
    'build/obj-debug/disk/disk.c.o',
    'build/obj/bus/bus.c.o',
  ]);
});

test('makeKernel compiles again what includes a header when another one of its name is found first', async (context) => {
  const root = makeTestKernel(context);
  const hasRead = () => Buffer.from(bytesOf(join(root, 'build/obj/bus/bus.c.o'))).includes('found first');
  built(await buildTestKernel(root));
  assert.ok(!hasRead());
  const other = 'static const char found[] __attribute__((used)) = "found first";\n';
  writeFiles(root, { 'kernel/drivers/bus/bus/bus.h': `void bus_write(const char *text);\n${other}` });
  built(await buildTestKernel(root));
  assert.ok(hasRead());
});

test('makeKernel gives the same bytes for two trees at different paths', async (context) => {
  const builds = [
    built(await buildTestKernel(makeTestKernel(context))),
    built(await buildTestKernel(makeTestKernel(context))),
  ];
  const [first, second] = builds.map(({ path, strippedPath }) => [
    sha256(bytesOf(path)),
    sha256(bytesOf(strippedPath)),
  ]);
  assert.deepEqual(first, second);
  assert.notEqual(builds[0]?.path, builds[1]?.path);
});

test('makeKernel may run twice at the same time in one tree', async (context) => {
  const root = makeTestKernel(context);
  const [one, other] = await Promise.all([buildTestKernel(root), buildTestKernel(root)]);
  assert.equal(built(one).path, built(other).path);
  assert.deepEqual((await buildTestKernel(root)).steps, []);
  const left = listDirectory(join(root, 'build/kernel/all'));
  assert.ok(left.ok);
  assert.deepEqual(
    left.value.filter((name) => name.startsWith('.link-')),
    [],
  );
});

test('makeKernel keeps the kernel that there is when the new one cannot be linked', async (context) => {
  const root = makeTestKernel(context);
  const before = built(await buildTestKernel(root));
  const bytes = sha256(bytesOf(before.path));
  writeFiles(root, { 'kernel/drivers/bus/bus.c': 'void bus_wirte(const char *text) { (void)text; }\n' });
  assert.equal(complaint(await buildTestKernel(root)).code, 'toolchain/undefined-symbol');
  assert.equal(sha256(bytesOf(before.path)), bytes);
});

test("makeKernel says where C is wrong: expected ';' after return statement", async (context) => {
  const root = makeTestKernel(context, {
    'kernel/drivers/bus/bus.c': '\nint bus_count(void)\n{\n    return 1\n}\n',
  });
  const { message, place } = complaint(await buildTestKernel(root));
  assert.match(message, /^expected ';' after return statement\n {4}return 1\n/);
  assert.deepEqual(place, { file: join(root, 'kernel/drivers/bus/bus.c'), line: 4, column: 13 });
});

test('makeKernel says: nothing in this kernel defines "bus_write", which component "disk" refers to', async (context) => {
  const root = makeTestKernel(context);
  const { message, help, place } = complaint(await buildTestKernel(root, ['arch-x86_64', 'core', 'disk']));
  assert.equal(message, 'nothing in this kernel defines "bus_write", which component "disk" refers to');
  assert.equal(help, 'component "bus" defines it, but is not in this kernel');
  assert.deepEqual(place, { file: join(root, 'kernel/drivers/disk/disk.c'), line: 4 });
});

test('makeKernel says: component "core" is core and uses "bus_write" of "bus"', async (context) => {
  const source = 'void bus_write(const char *text);\nvoid core_more(void) { bus_write("more"); }\n';
  const root = makeTestKernel(context, { 'kernel/core/more.c': source });
  const { message, place } = complaint(await buildTestKernel(root));
  assert.equal(message, 'component "core" is core and uses "bus_write" of "bus", which not every kernel has');
  assert.deepEqual(place, { file: join(root, 'kernel/core/component.ts') });
});

test('makeKernel says: component "bus" uses "disk_find" of "disk", which it does not require', async (context) => {
  const root = makeTestKernel(context, {
    'kernel/drivers/disk/find.c': 'int disk_find(void) { return 1; }\n',
    'kernel/drivers/bus/find.c': 'int disk_find(void);\nint bus_find(void) { return disk_find(); }\n',
  });
  const { message, help } = complaint(await buildTestKernel(root));
  assert.equal(message, 'component "bus" uses "disk_find" of "disk", which it does not require');
  assert.equal(help, 'add "disk" to "requires"; without it, a kernel may have one and not the other');
});

test('makeKernel says: "core_main" is defined twice', async (context) => {
  const root = makeTestKernel(context, { 'kernel/drivers/bus/twice.c': 'void core_main(void) {}\n' });
  assert.match(
    complaint(await buildTestKernel(root)).message,
    /^"core_main" is defined twice: by .*twice\.c\.o and by .*core\.c\.o/,
  );
});

test('makeKernel says: Linux on x86-64 has no system call "getpdi"', async (context) => {
  const root = makeTestKernel(context, {
    'kernel/drivers/bus/call.c': 'long sys_getpdi(void) { return 1; }\n',
  });
  const { message, help } = complaint(await buildTestKernel(root));
  assert.match(message, /Linux on x86-64 has no system call "getpdi"$/);
  assert.equal(help, 'did you mean "sys_getpid"?');
});

test('makeKernel says: has a section ".percpu", for which the linker script has no place', async (context) => {
  const source = 'int bus_state __attribute__((section(".percpu"))) = 1;\n';
  const root = makeTestKernel(context, { 'kernel/drivers/bus/section.c': source });
  const { message } = complaint(await buildTestKernel(root));
  assert.match(message, /section\.c\.o has a section "\.percpu", for which the linker script has no place$/);
});

test('makeKernel says: no component of this kernel defines its entry', async (context) => {
  const root = makeTestKernel(context);
  assert.match(
    complaint(await buildTestKernel(root, ['core'])).message,
    /^no component of this kernel defines its entry/,
  );
});
