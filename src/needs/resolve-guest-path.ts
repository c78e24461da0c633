// SPDX-License-Identifier: MIT
import { posix } from '../util/index.ts';
import type { GuestEntry } from './guest-tree.ts';
import { maxLinks } from './resolve-in-root.ts';

/**
 * The host file that a guest path leads to, through the links among the entries: what a debugger or a backtrace needs
 * to find the file that the guest opened. Undefined when no entry is there.
 */
export function resolveGuestPath(entries: readonly GuestEntry[], path: string): string | undefined {
  const byPath = new Map(entries.map((entry) => [entry.guest, entry]));
  const todo = path.split('/').reverse();
  let links = 0;
  let here = '/';
  while (todo.length > 0) {
    const part = todo.pop() ?? '';
    here = posix.join(here, part);
    const entry = byPath.get(here);
    if (entry?.kind !== 'link') continue;
    if (++links > maxLinks) return undefined;
    here = entry.linkTarget.startsWith('/') ? '/' : posix.dirname(here);
    todo.push(...entry.linkTarget.split('/').reverse());
  }
  const entry = byPath.get(here);
  return entry?.kind === 'file' ? entry.host : undefined;
}
