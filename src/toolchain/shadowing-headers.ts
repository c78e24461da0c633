// SPDX-License-Identifier: MIT
import { join, listDirectory, linkStatus, sha256 } from '../util/index.ts';

/** Headers below a folder, by paths relative to it. */
function headersBelow(root: string, folder: string): string[] {
  const walk = (at: string): string[] => {
    const names = listDirectory(join(root, folder, at));
    return (names.ok ? names.value : []).flatMap((name) => {
      const path = at === '' ? name : `${at}/${name}`;
      const status = linkStatus(join(root, folder, path));
      if (status.ok && status.value.kind === 'directory') return walk(path);
      return name.endsWith('.h') ? [path] : [];
    });
  };
  return walk('');
}

/**
 * Tells, for folders in which a compiler looks for headers in their order, by a word which headers it takes of those that are in several
 * of them; the word is empty when there are none. Each folder is read once.
 */
export function shadowingHeaders(root: string): (folders: readonly string[]) => string {
  const known = new Map<string, readonly string[]>();
  const headersOf = (folder: string): readonly string[] => {
    const headers = known.get(folder) ?? headersBelow(root, folder);
    known.set(folder, headers);
    return headers;
  };
  return (folders) => {
    const takenFrom = new Map<string, string>();
    const shadowing = new Set<string>();
    for (const folder of folders) {
      for (const header of headersOf(folder)) {
        const first = takenFrom.get(header);
        if (first === undefined) takenFrom.set(header, folder);
        else shadowing.add(`${first}/${header}`);
      }
    }
    return shadowing.size === 0 ? '' : sha256([...shadowing].sort().join('\n')).slice(0, 8);
  };
}
