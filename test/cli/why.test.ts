// SPDX-License-Identifier: MIT
// why and size, from outside, on a kernel that build -o has put into a folder.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { join, makeTemporaryDirectory, removeTree, tmpdir } from '../../src/util/index.ts';
import { thimble } from './rig.ts';

let folder = '';
let image: readonly string[] = [];

before(async () => {
  const made = makeTemporaryDirectory(tmpdir(), 'thimble-test-');
  assert.ok(made.ok);
  folder = made.value;
  const { code, stderr } = await thimble([
    'build',
    '-o',
    folder,
    '--add-syscall',
    'epoll_wait',
    '/usr/bin/busybox',
  ]);
  assert.equal(code, 0, stderr);
  image = ['--image', folder];
});

after(() => removeTree(folder));

test('why shows the chain from the system call to a function', async () => {
  const { code, stdout, stderr } = await thimble(['why', 'epoll_wait', ...image]);
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^sys_epoll_wait: system call, \d+ bytes, kernel\/vfs\/epoll\.c\n/);
  assert.match(stdout, /\n {2}system call epoll_wait \(number 232\); component vfs is core\n/);
});

test('why --all shows all who refer to a function, with the place', async () => {
  const { stdout } = await thimble(['why', 'page_init', '--all', ...image]);
  assert.match(stdout, /the kernel is entered at linux_entry_physical/);
  assert.match(
    stdout,
    /referred to by\n {4}memory_init\+0x[0-9a-f]+ \(R_X86_64_PLT32\) +kernel\/mm\/init\.c\n/,
  );
});

test('why --json gives the same as data', async () => {
  const { stdout } = await thimble(['why', 'component:virtio', '--json', ...image]);
  const { inKernel, answers } = JSON.parse(stdout) as {
    inKernel: boolean;
    answers: { kind: string; bytes: number; chain: { root: { kind: string; set?: string } } }[];
  };
  assert.equal(inKernel, true);
  assert.deepEqual([answers.length, answers[0]?.kind], [1, 'component']);
  assert.deepEqual([answers[0]?.chain.root.kind, answers[0]?.chain.root.set], ['kept', 'init']);
});

test('why --not names the component to select, and the profiles that have it', async () => {
  const absent = await thimble(['why', 'pci_enumerate', ...image]);
  assert.equal(absent.code, 1);
  assert.match(absent.stderr, /"pci_enumerate" is not in this kernel/);
  const { code, stdout } = await thimble(['why', '--not', 'pci_enumerate', ...image]);
  assert.equal(code, 0);
  assert.match(stdout, /select component pci .as profiles all, .*q35, .*do.\n/);
  assert.match(stdout, /pci_enumerate +kernel\/drivers\/pci\/pci\.c {2}by init_pci_enumerate\+0x/);
  const present = await thimble(['why', '--not', 'page_init', ...image]);
  assert.match(present.stderr, /"page_init" is in this kernel/);
});

test('why names the nearest name for one that nobody has, and knows system calls that there are not', async () => {
  const wrong = await thimble(['why', 'epol_wait', ...image]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /did you mean "epoll_wait"\?/);
  const missing = await thimble(['why', 'userfaultfd', ...image]);
  assert.match(missing.stderr, /does not implement the system call userfaultfd/);
});

test('size adds up to the stripped kernel', async () => {
  const { code, stdout } = await thimble(['size', '--by', 'file', '--json', ...image]);
  assert.equal(code, 0);
  const { rows, fileBytes } = JSON.parse(stdout) as { rows: { bytes: number }[]; fileBytes: number };
  assert.equal(fileBytes, statSync(join(folder, 'kernel-stripped.elf')).size);
  assert.equal(
    rows.reduce((sum, { bytes }) => sum + bytes, 0),
    fileBytes,
  );
});

test('size --top shows the rest as one line', async () => {
  const { stdout } = await thimble(['size', '--by', 'symbol', '--top', '3', ...image]);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 6);
  const numbers = lines.slice(1).map((line) => Number(/^ *([0-9,]+)/.exec(line)?.[1]?.replaceAll(',', '')));
  const total = numbers.pop();
  assert.equal(
    numbers.reduce((sum, each) => sum + each, 0),
    total,
  );
});

test('size --budget ends with 3 when the kernel is larger, and names what grew', async () => {
  const fits = await thimble(['size', '--budget', '1M', ...image]);
  assert.deepEqual([fits.code, fits.stderr], [0, '']);
  const { code, stdout, stderr } = await thimble([
    'size',
    '--profile',
    'q35',
    '--compare',
    folder,
    '--budget',
    '64K',
  ]);
  assert.equal(code, 3);
  assert.match(stdout, /\n *\+[0-9,]+ +0 +[0-9,]+ {2}pci\n/);
  assert.match(stderr, /the kernel has \d+ bytes, \d+ more than its budget of 65536\n/);
  assert.match(stderr, /pci grew by \d+, from 0 to/);
});

test('size says where there is no kernel', async () => {
  const made = makeTemporaryDirectory(tmpdir(), 'thimble-test-');
  assert.ok(made.ok);
  const { code, stderr } = await thimble(['size', '--image', made.value]);
  removeTree(made.value);
  assert.equal(code, 1);
  assert.match(stderr, /there is no kernel in this folder/);
});
