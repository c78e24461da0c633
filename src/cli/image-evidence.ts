// SPDX-License-Identifier: MIT
// What an image tells of the parts of a kernel that programs reach by paths, or that exist for kinds of files.
import type { ComponentSet } from '../component/index.ts';
import { ok, type Result } from '../diagnostic/index.ts';
import type { ImageTree } from '../image/index.ts';
import { pathsInFile, pathsInText, type ImageNeeds } from '../needs/index.ts';
import type { ImageEvidence } from '../toolchain/index.ts';
import { readSource } from './analyze-tree.ts';
import { visitTree } from './plan-program-image.ts';

/** All paths by which components of a tree say that they are needed. */
function watchedPaths(set: ComponentSet): string[] {
  return [...new Set([...set.components.values()].flatMap(({ neededBy }) => neededBy?.paths ?? []))].sort();
}

/** Which uses the files of an image make (kernel/core/include/core/demand.h). */
function usesOf(needs: ImageNeeds): string[] {
  const hasLibraries = needs.files.some(({ kind }) => kind === 'library') || needs.skipped.length > 0;
  return hasLibraries ? ['image_libraries'] : [];
}

/** @param texts Arguments, variables of the environment and whatever else a program is given at its start. */
export function imageEvidence(
  set: ComponentSet,
  tree: ImageTree,
  needs: ImageNeeds,
  texts: readonly string[],
): Result<Pick<ImageEvidence, 'uses' | 'paths'>> {
  const watched = watchedPaths(set);
  const found = new Set(texts.flatMap((text) => pathsInText(text, watched)));
  let failure: Result<never> | undefined;
  visitTree(tree, '', (path, node) => {
    const missing = watched.filter((each) => !found.has(each));
    if (missing.length === 0 || failure !== undefined || node.kind === 'directory') return;
    // What the kernel stands in for, programs do not load.
    if (needs.replaced.includes(path)) return;
    if (node.kind === 'link') {
      for (const each of pathsInText(node.target, missing)) found.add(each);
      return;
    }
    const bytes = readSource(node.source);
    if (bytes.ok) for (const each of pathsInFile(bytes.value, missing)) found.add(each);
    else failure = bytes;
  });
  return failure ?? ok({ uses: usesOf(needs), paths: [...found].sort() });
}
