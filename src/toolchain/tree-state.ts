// SPDX-License-Identifier: MIT
import { fileStatus, join, listDirectory, sha256, type FsOutcome } from '../util/index.ts';

/** Whether a file or folder is part of the state. */
export type TreeFilter = (name: string, kind: 'file' | 'directory') => boolean;

function collect(root: string, folder: string, filter: TreeFilter, lines: string[]): FsOutcome<void> {
  const names = listDirectory(join(root, folder));
  if (!names.ok) return names;
  for (const name of names.value) {
    const path = `${folder}/${name}`;
    const status = fileStatus(join(root, path));
    // A dangling link or a file that vanished meanwhile is not part of the state.
    if (!status.ok) continue;
    if (!filter(name, status.value.kind === 'directory' ? 'directory' : 'file')) continue;
    if (status.value.kind === 'directory') {
      const below = collect(root, path, filter, lines);
      if (!below.ok) return below;
    } else lines.push(`${path} ${status.value.mtimeMs} ${status.value.size} ${status.value.inode}`);
  }
  return { ok: true, value: undefined };
}

/**
 * A word that changes whenever a file below `<root>/<folder>` does, by time stamp and size. Everything that a kernel
 * object is made from lies below `kernel/`, the compiler's own headers apart.
 */
export function treeState(root: string, folder: string, filter: TreeFilter = () => true): FsOutcome<string> {
  const lines: string[] = [];
  const collected = collect(root, folder, filter, lines);
  return collected.ok ? { ok: true, value: sha256(lines.join('\n')) } : collected;
}
