// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ImageEntry, ImageTree } from '../image/index.ts';
import { join, tmpdir } from '../util/index.ts';
import { planProgramImage, type ProgramImagePlan } from './plan-program-image.ts';
import { KERNEL_LIBC } from './program-libc.ts';

function planOf(given: readonly ImageEntry[], program?: { host: string; guest: string }): ProgramImagePlan {
  const plan = planProgramImage({ given, libraryPath: [], ...(program === undefined ? {} : { program }) });
  assert.ok(plan.ok, JSON.stringify(plan));
  return plan.value;
}

function namesOf(tree: ImageTree): string[] {
  return [...tree.children.keys()].sort();
}

function bytes(guest: string, text: string): ImageEntry {
  return { guest, content: { kind: 'bytes', bytes: new TextEncoder().encode(text) } };
}

test('planProgramImage makes the directories that the kernel mounts over', () => {
  const { tree } = planOf([]);
  assert.deepEqual(namesOf(tree), ['dev', 'etc', 'proc', 'sys', 'tmp']);
  const tmp = tree.children.get('tmp');
  assert.equal(tmp?.kind === 'directory' ? tmp.mode : undefined, 0o1777);
});

test('planProgramImage brings the interpreter and libraries of a program', () => {
  const { tree } = planOf([], { host: '/bin/ls', guest: '/bin/ls' });
  assert.ok(tree.children.has('lib64'));
  assert.ok(tree.children.has('usr') || tree.children.has('bin'));
});

test('planProgramImage lets given files win over those of the host', () => {
  const given = [bytes('/bin/ls', 'mine')];
  const { tree } = planOf(given, { host: '/usr/bin/lua5.4', guest: '/usr/bin/lua5.4' });
  assert.notEqual(planOf([], { host: '/usr/bin/lua5.4', guest: '/usr/bin/lua5.4' }).key, planOf(given).key);
  assert.ok(tree.children.has('bin'));
});

test('planProgramImage gives a key that changes with the contents and with nothing else', () => {
  assert.equal(
    planOf([bytes('/a', 'x'), bytes('/b', 'y')]).key,
    planOf([bytes('/b', 'y'), bytes('/a', 'x')]).key,
  );
  assert.notEqual(planOf([bytes('/a', 'x')]).key, planOf([bytes('/a', 'z')]).key);
  assert.notEqual(planOf([bytes('/a', 'x')]).key, planOf([bytes('/b', 'x')]).key);
});

test('planProgramImage notices a host file that was written again', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'file');
  writeFileSync(path, 'x');
  const given: ImageEntry[] = [{ guest: '/file', content: { kind: 'host', path } }];
  const { key } = planOf(given);
  assert.equal(planOf(given).key, key);
  utimesSync(path, 1, 1);
  assert.notEqual(planOf(given).key, key);
});

test('planProgramImage warns of files where the guest mounts something of its own', () => {
  const given = ['/tmp/b', '/tmp/a/c', '/dev/x', '/temporary', '/data/tmp/d'].map((guest) =>
    bytes(guest, 'x'),
  );
  const texts = planOf(given).warnings.map(({ message }) => message);
  assert.deepEqual(texts.sort(), [
    'the program will not see /dev/x: the guest has a file system of its own at /dev',
    'the program will not see /tmp/a/c and 1 more below /tmp: the guest has a file system of its own at /tmp',
  ]);
});

/** All paths of files and links in a tree. */
function pathsOf(node: ImageTree | undefined, path = ''): string[] {
  return [...(node?.children ?? [])].flatMap(([name, child]) =>
    child.kind === 'directory' ? pathsOf(child, `${path}/${name}`) : [`${path}/${name}`],
  );
}

function planWithKernelLibc(host: string): ProgramImagePlan {
  const program = { host, guest: host };
  const plan = planProgramImage({ given: [], libraryPath: [], kernelLibc: KERNEL_LIBC, program });
  assert.ok(plan.ok, JSON.stringify(plan));
  return plan.value;
}

test('planProgramImage leaves out what the kernel stands for, and nothing else', () => {
  const paths = pathsOf(planWithKernelLibc('/bin/ls').tree);
  const names = paths.map((path) => path.slice(path.lastIndexOf('/') + 1));
  for (const library of KERNEL_LIBC.libraries) assert.ok(!names.includes(library), library);
  assert.ok(names.some((name) => name.startsWith('libselinux.so')));
  assert.ok(names.includes('ls'));
});

test('planProgramImage tells where the libc of a program is', () => {
  assert.equal(planWithKernelLibc('/bin/ls').world.libc, 'kernel');
  assert.equal(planWithKernelLibc('/usr/bin/busybox').world.libc, 'none');
  assert.equal(planOf([], { host: '/bin/ls', guest: '/bin/ls' }).world.libc, 'image');
  const host: ImageEntry = { guest: '/bin/ls', content: { kind: 'host', path: '/bin/ls' } };
  assert.equal(planOf([host]).world.libc, 'image');
  const files = planProgramImage({ given: [host], libraryPath: [], kernelLibc: KERNEL_LIBC });
  assert.ok(files.ok);
  assert.equal(files.value.world.libc, 'kernel');
  assert.equal(planOf([bytes('/etc/motd', 'x')]).world.libc, 'none');
});

test('planProgramImage has programs use the libc that the image brings, and tells so', () => {
  const program = { host: '/bin/ls', guest: '/bin/ls' };
  const glibc = '/lib/x86_64-linux-gnu/libc.so.6';
  const given: ImageEntry[] = [{ guest: '/opt/libc.so.6', content: { kind: 'host', path: glibc } }];
  const request = { given, libraryPath: [], kernelLibc: KERNEL_LIBC, program };
  const plan = planProgramImage(request);
  assert.ok(plan.ok);
  assert.equal(plan.value.world.libc, 'image');
  assert.ok(pathsOf(plan.value.tree).some((path) => path.endsWith('/ld-linux-x86-64.so.2')));
  assert.deepEqual(
    plan.value.warnings.map(({ severity, message }) => [severity, message]),
    [['note', 'the image brings a libc, which its programs use: /opt/libc.so.6']],
  );
  const insisting = planProgramImage({ ...request, insistsOnKernelLibc: true });
  assert.ok(!insisting.ok);
  assert.equal(
    insisting.diagnostics[0].message,
    'the program is to use the libc of the kernel, but the image brings one: /opt/libc.so.6',
  );
});

test('planProgramImage gives the other files of a static program the libc of the image', () => {
  const given: ImageEntry[] = [{ guest: '/bin/ls', content: { kind: 'host', path: '/bin/ls' } }];
  const program = { host: '/usr/bin/busybox', guest: '/usr/bin/busybox' };
  const plan = planProgramImage({ given, libraryPath: [], kernelLibc: KERNEL_LIBC, program });
  assert.ok(plan.ok);
  assert.ok(pathsOf(plan.value.tree).some((path) => path.endsWith('/libc.so.6')));
});
