// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { KERNEL_FILES, readStamp, stampPath, type KernelBuild } from '../toolchain/index.ts';
import {
  basename,
  copyFile,
  dirname,
  fileStatus,
  join,
  removeTree,
  renamePath,
  uniqueAside,
  type FsOutcome,
} from '../util/index.ts';
import { cannotDeliver } from './messages.ts';

function sizeOf(path: string): number | undefined {
  const status = fileStatus(path);
  return status.ok ? status.value.size : undefined;
}

/** Whether a folder has this very kernel from a build before, whole. */
function isDelivered(from: string, folder: string): boolean {
  const [source, copy] = [readStamp(from), readStamp(folder)];
  return (
    source !== undefined &&
    source.inputs === copy?.inputs &&
    KERNEL_FILES.every((name) => sizeOf(join(from, name)) === sizeOf(join(folder, name)))
  );
}

/** Copies all aside, then renames: whoever boots the kernel before has all of it, and an interrupted build leaves it. */
function copyWhole(from: string, folder: string): FsOutcome<void> {
  const copies = [...KERNEL_FILES.map((name) => join(folder, name)), stampPath(folder)].map((to) => ({
    aside: uniqueAside(to),
    to,
  }));
  for (const { aside, to } of copies) {
    const copied = copyFile(join(from, basename(to)), aside);
    if (!copied.ok) return removeAside(copies, copied);
  }
  // The stamp comes last: it says that the rest is there.
  removeTree(stampPath(folder));
  for (const { aside, to } of copies) {
    const renamed = renamePath(aside, to);
    if (!renamed.ok) return removeAside(copies, renamed);
  }
  return { ok: true, value: undefined };
}

function removeAside(
  copies: readonly { readonly aside: string }[],
  failed: FsOutcome<void>,
): FsOutcome<void> {
  for (const { aside } of copies) removeTree(aside);
  return failed;
}

/**
 * Copies a kernel into a folder of the user's, with what `why`, `size` and `report` read: the map, what was linked, the
 * generated tables. Gives the build with the paths of the copies.
 */
export function deliverKernel(kernel: KernelBuild, folder: string): Result<KernelBuild> {
  const from = dirname(kernel.path);
  if (!isDelivered(from, folder)) {
    const copied = copyWhole(from, folder);
    if (!copied.ok) return err(cannotDeliver(copied.path, copied.code));
  }
  return ok({
    ...kernel,
    path: join(folder, basename(kernel.path)),
    strippedPath: join(folder, basename(kernel.strippedPath)),
  });
}
