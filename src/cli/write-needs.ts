// SPDX-License-Identifier: MIT
// needs.json beside an image.
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { ImageTree } from '../image/index.ts';
import { renderNeeds, type LibcChoice } from '../needs/index.ts';
import { needsFileUnwritable } from '../needs/messages.ts';
import { SYSTEM_CALLS } from '../toolchain/syscalls-x86-64.ts';
import { join, writeIfChanged } from '../util/index.ts';
import { analyzeTree } from './analyze-tree.ts';

const systemCallNames = new Map([...SYSTEM_CALLS].map(([name, number]) => [number, name]));

/** The name of a system call by its number. */
export function systemCallName(number: number): string | undefined {
  return systemCallNames.get(number);
}

/** Writes what an image needs into a folder, unless it is there already. Gives the path. */
export async function writeNeeds(
  root: string,
  tree: ImageTree,
  libc: LibcChoice,
  folder: string,
): Promise<Result<{ readonly path: string; readonly warnings: readonly Diagnostic[] }>> {
  const analysis = await analyzeTree(root, tree, libc);
  if (!analysis.ok) return analysis;
  const path = join(folder, 'needs.json');
  const written = writeIfChanged(path, renderNeeds(analysis.value.needs, systemCallName));
  return written.ok
    ? ok({ path, warnings: analysis.value.warnings })
    : err(needsFileUnwritable(path, written.code));
}
