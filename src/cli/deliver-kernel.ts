// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import { KERNEL_FILES, type KernelBuild } from '../toolchain/index.ts';
import {
  basename,
  copyFile,
  dirname,
  fileStatus,
  join,
  renamePath,
  uniqueAside,
  type FsOutcome,
} from '../util/index.ts';
import { cannotDeliver } from './messages.ts';

/** Whether a copy made before is still the copy of this file. */
function isCopied(from: string, to: string): boolean {
  const [source, copy] = [fileStatus(from), fileStatus(to)];
  return (
    source.ok &&
    copy.ok &&
    source.value.size === copy.value.size &&
    source.value.mtimeMs <= copy.value.mtimeMs
  );
}

/** Aside first, then renamed: whoever boots the previous kernel has all of it. */
function copyWhole(from: string, to: string): FsOutcome<void> {
  const aside = uniqueAside(to);
  const copied = copyFile(from, aside);
  return copied.ok ? renamePath(aside, to) : copied;
}

/**
 * Copies a kernel into a folder of the user's, with what `why`, `size` and `report` read: the map, what was linked, the
 * generated tables. Gives the build with the paths of the copies.
 */
export function deliverKernel(kernel: KernelBuild, folder: string): Result<KernelBuild> {
  const path = join(folder, basename(kernel.path));
  const strippedPath = join(folder, basename(kernel.strippedPath));
  const kernels = [basename(path), basename(strippedPath)];
  // The stamp comes last: it says that the rest is there.
  for (const name of [...KERNEL_FILES, 'kernel.json']) {
    const [from, to] = [join(dirname(kernel.path), name), join(folder, name)];
    if (kernels.includes(name) && isCopied(from, to)) continue;
    const copied = copyWhole(from, to);
    if (!copied.ok) return err(cannotDeliver(copied.path, copied.code));
  }
  return ok({ ...kernel, path, strippedPath });
}
