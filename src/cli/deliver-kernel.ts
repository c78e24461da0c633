// SPDX-License-Identifier: MIT
import { err, ok, type Result } from '../diagnostic/index.ts';
import type { KernelBuild } from '../toolchain/index.ts';
import {
  basename,
  copyFile,
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
  if (isCopied(from, to)) return { ok: true, value: undefined };
  const aside = uniqueAside(to);
  const copied = copyFile(from, aside);
  return copied.ok ? renamePath(aside, to) : copied;
}

/** Copies a kernel into a folder of the user's. Gives the build with the paths of the copies. */
export function deliverKernel(kernel: KernelBuild, folder: string): Result<KernelBuild> {
  const path = join(folder, basename(kernel.path));
  const strippedPath = join(folder, basename(kernel.strippedPath));
  for (const [from, to] of [
    [kernel.path, path],
    [kernel.strippedPath, strippedPath],
  ] as const) {
    const copied = copyWhole(from, to);
    if (!copied.ok) return err(cannotDeliver(copied.path, copied.code));
  }
  return ok({ ...kernel, path, strippedPath });
}
