// SPDX-License-Identifier: MIT
// The kinds of tests. All of them are files of node's test runner; a kind says where they are and how they may run.

export interface TestKind {
  readonly name: string;
  /** One line: what is known when they pass. */
  readonly summary: string;
  /** Folders of the source tree, searched for `*.test.ts` at any depth. */
  readonly folders: readonly string[];
  /** How many test files run at a time. Those that measure or boot guests get the machine for themselves. */
  readonly concurrency: number;
}

export const TEST_KINDS: readonly TestKind[] = [
  {
    name: 'unit',
    summary: 'the parts of the tool, each beside its code',
    folders: ['src', 'profiles', 'apps', 'bench'],
    concurrency: 2,
  },
  {
    name: 'house',
    summary: 'the rules of the tree: import directions, file lengths, licences, formatting, lint',
    folders: ['test/house'],
    concurrency: 2,
  },
  {
    name: 'kernel',
    summary: 'kernel code that needs no hardware, compiled for the host under sanitizers',
    folders: ['test/kernel'],
    concurrency: 1,
  },
  {
    name: 'cli',
    summary: 'the command line, from outside',
    folders: ['test/cli'],
    concurrency: 1,
  },
  {
    name: 'boot',
    summary: 'real programs in real guests',
    folders: ['test/boot'],
    concurrency: 1,
  },
];
