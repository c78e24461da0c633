// SPDX-License-Identifier: MIT
// Where the headers of glibc, with which programs are compiled, and those of musl, with which the kernel's libc is, differ.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runHost } from './compare.ts';
import { compileProgram, type Compiler } from './rig.ts';

/** What differs, and how it is met. docs/libc.md has more on each. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  'sizeof(ucontext_t)': 'kernel/libc/glibc has all calls about it, and does not touch what glibc has behind',
  'sizeof(regmatch_t)': "kernel/libc/glibc has regular expressions of its own, with glibc's structures",
  'sizeof(regoff_t)': 'the same',
  'regex_t.re_nsub': 'the same',
  'sizeof(struct rusage)': 'musl has room behind what the kernel writes, and does not write there',
  'sizeof(struct sysinfo)': 'the same',
  'sizeof(struct sched_param)': 'only its first member is written, by the kernel or by musl',
  'sizeof(struct utmpx)': 'there is no file of logins, so no such structure is ever filled',
  'struct utmpx.ut_tv': 'the same',
  FTW_F: "kernel/libc/glibc/tree-walk.c compiles musl's nftw with glibc's numbers",
  FTW_D: 'the same',
  FTW_DNR: 'the same',
  FTW_NS: 'the same',
  FTW_SL: 'the same',
  FTW_DP: 'the same',
  FTW_SLN: 'the same',
  LC_ALL_MASK: 'musl looks at the bits of the categories that it has, which are in both',
  BUFSIZ: "setbuf of musl uses the first 1,024 bytes of a program's 8,192",
  PTHREAD_KEYS_MAX: 'a program that makes more than 128 keys is told EAGAIN',
  O_LARGEFILE: 'the kernel does not look at it',
};

async function layoutFor(compiler: Compiler): Promise<Map<string, string>> {
  const end = await runHost(await compileProgram('layout', compiler, ['-static']), []);
  assert.equal(end.code, 0);
  const lines = end.stdout.trim().split('\n');
  return new Map(lines.map((line) => [line.replace(/ -?\d+$/, ''), /-?\d+$/.exec(line)?.[0] ?? '']));
}

void test("layout: glibc's and musl's headers agree but for what is met in the kernel's libc", async () => {
  const [theirs, ours] = [await layoutFor('gcc'), await layoutFor('musl-gcc')];
  assert.ok(theirs.size > 150);
  assert.deepEqual([...ours.keys()], [...theirs.keys()]);
  const differing = [...theirs.keys()].filter((name) => theirs.get(name) !== ours.get(name));
  assert.deepEqual(differing.sort(), Object.keys(DIFFERENCES).sort());
});
