// SPDX-License-Identifier: MIT
import { isatty } from 'node:tty';
import { fileStatus } from './fs.ts';

/** Whether a file descriptor of ours is a terminal. */
export function isTerminal(descriptor: number): boolean {
  return isatty(descriptor);
}

/** Whether two file descriptors of ours are the same file, pipe or terminal, so that the order of writes matters. */
export function areSameFile(first: number, second: number): boolean {
  const [a, b] = [first, second].map((descriptor) => fileStatus(`/proc/self/fd/${descriptor}`));
  if (a?.ok !== true || b?.ok !== true) return false;
  return a.value.device === b.value.device && a.value.inode === b.value.inode;
}
