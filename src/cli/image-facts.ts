// SPDX-License-Identifier: MIT
// What is known of the files of an image, so that a kernel can be cut to it: found once for an image of the same files.
import type { ComponentSet } from '../component/index.ts';
import { ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { ImageTree } from '../image/index.ts';
import { ANALYSIS_VERSION, type Available, type ImageNeeds, type LibcChoice } from '../needs/index.ts';
import {
  fileStatus,
  join,
  listDirectory,
  readText,
  removeTree,
  sha256,
  touch,
  writeWhole,
} from '../util/index.ts';
import { analyzeTree } from './analyze-tree.ts';
import { availableIn } from './available.ts';
import { fileEvidence, type FileEvidence } from './image-evidence.ts';
import { reachTree, withUnreached } from './reach-tree.ts';

interface Remembered {
  readonly needs: ImageNeeds;
  readonly warnings: readonly Diagnostic[];
  readonly files: FileEvidence;
}

export interface ImageFacts extends Remembered {
  /** What a kernel of this source tree could have. */
  readonly available: Available;
}

/** Changes when something else is found in the same files. */
const FACTS_VERSION = 4;

/** What nobody has asked for in this time is removed when something else is remembered. */
const KEEP_MS = 86_400_000;

interface CacheEntry {
  /** Of the rest, so that a file that somebody damaged is not believed. */
  readonly check: string;
  readonly facts: Remembered;
}

function readEntry(path: string): Remembered | undefined {
  const text = readText(path);
  if (!text.ok) return undefined;
  try {
    const entry = JSON.parse(text.value) as CacheEntry;
    return entry.check === sha256(JSON.stringify(entry.facts)) ? entry.facts : undefined;
  } catch {
    return undefined;
  }
}

/** Without it, all is found anew next time, which is slower and nothing else. */
function writeEntry(folder: string, path: string, facts: Remembered): void {
  writeWhole(path, JSON.stringify({ check: sha256(JSON.stringify(facts)), facts } satisfies CacheEntry));
  const names = listDirectory(folder);
  for (const name of names.ok ? names.value : []) {
    const status = fileStatus(join(folder, name));
    if (status.ok && status.value.mtimeMs < Date.now() - KEEP_MS) removeTree(join(folder, name));
  }
}

/** @param key Changes when anything in the image does; without one, nothing is remembered. */
export async function imageFacts(
  set: ComponentSet,
  tree: ImageTree,
  libc: LibcChoice,
  key: string | undefined,
): Promise<Result<ImageFacts>> {
  const available = availableIn(set.root);
  if (!available.ok) return available;
  const names = [...available.value.symbols].sort();
  const declared = [...set.components.values()].map(({ name, neededBy, looksUp, interposable }) => {
    return [name, neededBy, looksUp, interposable];
  });
  const inputs = [FACTS_VERSION, ANALYSIS_VERSION, key, libc, declared, names];
  const folder = join(set.root, 'build/cache/images');
  const path = join(folder, `${sha256(JSON.stringify(inputs)).slice(0, 32)}.json`);
  const known = key === undefined ? undefined : readEntry(path);
  if (known !== undefined) {
    touch(path);
    return ok({ ...known, available: available.value });
  }
  const analysis = await analyzeTree(set.root, tree, libc);
  if (!analysis.ok) return analysis;
  const { needs: found, warnings } = analysis.value;
  const reached = libc === 'kernel' ? await reachTree(set, tree, found) : ok(undefined);
  if (!reached.ok) return reached;
  const needs = reached.value === undefined ? found : withUnreached(found, reached.value);
  const files = fileEvidence(set, tree, needs, reached.value?.brought);
  if (!files.ok) return files;
  const facts: Remembered = { needs, warnings, files: files.value };
  if (key !== undefined) writeEntry(folder, path, facts);
  return ok({ ...facts, available: available.value });
}
