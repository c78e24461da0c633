// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compatTotals, lostByCutting, mergeRows, renderCompatPage, type CompatRow } from './compat.ts';

const ROWS: readonly CompatRow[] = [
  {
    name: 'sort',
    package: 'coreutils',
    command: 'sort -n',
    kernel: { kind: 'same' },
    universal: { kind: 'same' },
    image: { kind: 'same' },
  },
  {
    name: 'a|b',
    package: 'x',
    command: "x -e '`|'",
    kernel: { kind: 'differs', how: 'exit code 1 instead of 0' },
    universal: { kind: 'same' },
    image: { kind: 'not-built', why: 'needs a symbol' },
  },
];

test('renderCompatPage has a row for each program, and says below what differs', () => {
  const page = renderCompatPage(ROWS, 'Debian GNU/Linux 12 (bookworm)');
  assert.match(page, /^\| sort \| coreutils \| `sort -n` \| same \| same \| same \|$/m);
  assert.match(page, /^\| a\\\|b \| x \| `` x -e '`\\\|' `` \| differs \| same \| not built \|$/m);
  assert.match(page, /^- a\|b, `--libc=kernel`: exit code 1 instead of 0$/m);
  assert.match(page, /^- a\|b, `--libc=image`: needs a symbol$/m);
  assert.match(
    page,
    /^Of 2 programs, 1 do the same with the kernel's libc on a kernel that is cut, 2 on one that is not, and 1\nwith glibc in the image\. Only these work on a kernel that is not cut: a\|b\.$/m,
  );
  assert.deepEqual(compatTotals(ROWS), { programs: 2, kernel: 1, universal: 2, image: 1 });
  assert.deepEqual(lostByCutting(ROWS), ['a|b']);
  assert.match(renderCompatPage(ROWS.slice(0, 1), 'Debian'), /None works only on a kernel that is not cut\./);
});

test('renderCompatPage lists the tests of a suite that fail by their reasons', () => {
  const failed = [
    { test: 'a.one', why: '`no`' },
    { test: 'a.two', why: '`fork`' },
    { test: 'a.three', why: '`fork`' },
  ];
  const suite: CompatRow = {
    name: 'suite',
    package: 'x',
    command: 'x',
    kernel: { kind: 'differs', how: '3 tests fail', failed },
    universal: { kind: 'same' },
    image: { kind: 'same' },
  };
  const page = renderCompatPage([suite], 'Debian');
  assert.match(page, /^\| suite \| x \| `x` \| 3 tests fail \| same \| same \|$/m);
  assert.match(
    page,
    /^- suite, `--libc=kernel`: 3 tests fail\n {2}- `fork`: a\.two, a\.three\n {2}- `no`: a\.one$/m,
  );
});

test('mergeRows takes of each program what was tried last, in the order of the names', () => {
  const [sort, other] = ROWS;
  assert.ok(sort !== undefined && other !== undefined);
  const first: CompatRow = { ...sort, kernel: { kind: 'not-tried' } };
  const second: CompatRow = { ...sort, image: { kind: 'not-tried' } };
  assert.deepEqual(mergeRows([[first], [second, other]], ['a|b', 'sort', 'gone']), [other, sort]);
});
