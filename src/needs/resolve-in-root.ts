// SPDX-License-Identifier: MIT
import { linkStatus, readLink, type FsOutcome } from '../util/index.ts';

/** As many symbolic links as Linux follows (path_resolution(7)). */
export const maxLinks = 40;

export interface ResolvedPath {
  /** Absolute, without links, `.` and `..`; without the root in front. */
  readonly path: string;
  /** The links on the way, in the order in which they are met. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
  readonly kind: 'file' | 'directory' | 'other';
}

/**
 * Follows an absolute path component by component as if `root` (a host directory, empty for `/`) were the root of
 * the tree: absolute links and `..` stay inside, as they will in the guest.
 */
export function resolveInRoot(root: string, path: string): FsOutcome<ResolvedPath> {
  const todo = path.split('/').reverse();
  const links: { path: string; target: string }[] = [];
  let done: string[] = [];
  let kind: ResolvedPath['kind'] = 'directory';
  while (todo.length > 0) {
    const part = todo.pop();
    if (part === undefined || part === '' || part === '.') continue;
    if (kind !== 'directory') return { ok: false, code: 'ENOTDIR', path: root + path };
    if (part === '..') {
      done.pop();
      continue;
    }
    const here = `/${[...done, part].join('/')}`;
    const status = linkStatus(root + here);
    if (!status.ok) return status;
    if (status.value.kind !== 'symlink') {
      done.push(part);
      kind = status.value.kind;
      continue;
    }
    if (links.length >= maxLinks) return { ok: false, code: 'ELOOP', path: root + path };
    const target = readLink(root + here);
    if (!target.ok) return target;
    links.push({ path: here, target: target.value });
    if (target.value.startsWith('/')) done = [];
    todo.push(...target.value.split('/').reverse());
  }
  return { ok: true, value: { path: `/${done.join('/')}`, links, kind } };
}
