// SPDX-License-Identifier: MIT
// The files of an image as files of the host, to be looked at or served.
import { err, ok, type Result } from '../diagnostic/index.ts';
import {
  changeMode,
  copyFile,
  join,
  makeDirectory,
  makeLink,
  removeTree,
  renamePath,
  uniqueAside,
  writeWhole,
  type FsOutcome,
} from '../util/index.ts';
import { exportFailed } from './messages.ts';
import type { DirectoryNode, FileNode, ImageTree } from './tree.ts';
import { sortedChildren } from './tree.ts';

function writeFile(path: string, { source, mode }: FileNode): FsOutcome<void> {
  const written = source.kind === 'host' ? copyFile(source.path, path) : writeWhole(path, source.bytes);
  return written.ok ? changeMode(path, mode) : written;
}

function writeDirectory(path: string, directory: DirectoryNode): FsOutcome<void> {
  const made = makeDirectory(path);
  if (!made.ok) return made;
  for (const [name, child] of sortedChildren(directory)) {
    const target = join(path, name);
    const done =
      child.kind === 'directory'
        ? writeDirectory(target, child)
        : child.kind === 'link'
          ? makeLink(target, child.target)
          : writeFile(target, child);
    if (!done.ok) return done;
  }
  // Last, because a directory that cannot be written to could not be filled.
  return changeMode(path, directory.mode | 0o700);
}

/** Writes a tree into a folder, whose place it takes as a whole when it is complete. */
export function exportTree(tree: ImageTree, folder: string): Result<void> {
  const aside = uniqueAside(folder);
  const steps: (() => FsOutcome<void>)[] = [
    () => writeDirectory(aside, tree),
    () => removeTree(folder),
    () => renamePath(aside, folder),
  ];
  for (const step of steps) {
    const done = step();
    if (done.ok) continue;
    removeTree(aside);
    return err(exportFailed(folder, done));
  }
  return ok(undefined);
}
