// SPDX-License-Identifier: MIT
// What of the libraries in an image is reached, where the kernel has the C library.
import type { ComponentSet } from '../component/index.ts';
import type { Result } from '../diagnostic/index.ts';
import type { FileSource, ImageTree } from '../image/index.ts';
import type { ImageNeeds, ReachFacts } from '../needs/index.ts';
import { readSource } from './analyze-tree.ts';
import { visitTree } from './plan-program-image.ts';

/** What of the kernel's libc a program may replace: its malloc. */
export function interposableNames(set: ComponentSet): string[] {
  const ofPrograms = [...set.components.values()].filter(({ side }) => side === 'program');
  return [...new Set(ofPrograms.flatMap(({ interposable }) => interposable))].sort();
}

export async function reachTree(
  set: ComponentSet,
  tree: ImageTree,
  needs: ImageNeeds,
): Promise<Result<ReachFacts>> {
  const sources = new Map<string, FileSource>();
  visitTree(tree, '', (path, node) => {
    if (node.kind === 'file') sources.set(path, node.source);
  });
  const read = (path: string): Result<Uint8Array> => {
    const source = sources.get(path);
    if (source === undefined) throw new Error(`${path} was analyzed and is not in the image`);
    return readSource(source);
  };
  // What decodes code is loaded only when something has to be decoded.
  const { reachImage } = await import('../needs/reach/reach-image.ts');
  const looksUp = [...set.components.values()].flatMap((component) => component.looksUp ?? []);
  return reachImage(needs, read, { looksUp, interposable: interposableNames(set) });
}

/** The needs, with a mark at what is not reached. */
export function withUnreached(needs: ImageNeeds, { unreached }: ReachFacts): ImageNeeds {
  return {
    ...needs,
    files: needs.files.map((file) => ({
      ...file,
      imports: file.imports.map((symbol) =>
        unreached.get(file.path)?.has(symbol.name) === true && !symbol.isWeak
          ? { ...symbol, unreached: true }
          : symbol,
      ),
    })),
  };
}
