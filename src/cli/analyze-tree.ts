// SPDX-License-Identifier: MIT
// The needs of everything in an image.
import { GLIBC_INTERPRETER } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { FileSource, ImageTree } from '../image/index.ts';
import {
  analyzeImage,
  folderCache,
  type Available,
  type ImageFile,
  type ImageNeeds,
  type LibcChoice,
} from '../needs/index.ts';
import { join, openFile, posix, readBytes } from '../util/index.ts';
import { imageFileUnreadable } from './image-messages.ts';
import { visitTree } from './plan-program-image.ts';
import { availableIn } from './available.ts';
import type { ProgramLibc } from './program-libc.ts';

/** Enough of a file to tell what it is. */
const HEAD_BYTES = 64;

export interface TreeAnalysis {
  readonly needs: ImageNeeds;
  /** What a kernel of this source tree could have. */
  readonly available: Available;
  readonly warnings: readonly Diagnostic[];
}

function readHead(source: FileSource): Result<Uint8Array> {
  if (source.kind === 'bytes') return ok(source.bytes.subarray(0, HEAD_BYTES));
  const opened = openFile(source.path, 'r');
  if (!opened.ok) return err(imageFileUnreadable(source.path, opened.code));
  try {
    const head = opened.value.readAt(0, HEAD_BYTES);
    return head.ok ? ok(head.value) : err(imageFileUnreadable(source.path, head.code));
  } finally {
    opened.value.close();
  }
}

/** All bytes of a file of an image. */
export function readSource(source: FileSource): Result<Uint8Array> {
  if (source.kind === 'bytes') return ok(source.bytes);
  const bytes = readBytes(source.path);
  return bytes.ok ? ok(bytes.value) : err(imageFileUnreadable(source.path, bytes.code));
}

/** The regular files of a tree. */
function filesOf(tree: ImageTree): ImageFile[] {
  const files: ImageFile[] = [];
  visitTree(tree, '', (path, node) => {
    if (node.kind !== 'file') return;
    const { source } = node;
    files.push({ path, head: () => readHead(source), read: () => readSource(source) });
  });
  return files;
}

/** Programs without a libc of others are analyzed as those that use the kernel's. */
export function analyzedLibc(libc: ProgramLibc): LibcChoice {
  return libc === 'image' ? 'image' : 'kernel';
}

/** Whose libc the programs of an image use when nobody says it: glibc's, where the image has its dynamic linker. */
export function libcIn(tree: ImageTree): LibcChoice {
  let found: LibcChoice = 'kernel';
  visitTree(tree, '', (path, node) => {
    const isLinker = posix.basename(path) === posix.basename(GLIBC_INTERPRETER);
    if (isLinker && node.kind === 'file') found = 'image';
  });
  return found;
}

/**
 * Analyzes the ELF files of an image.
 *
 * @param root The folder of the sources, where the cache is, and the lists of what a kernel can export.
 */
export async function analyzeTree(
  root: string,
  tree: ImageTree,
  libc: LibcChoice,
): Promise<Result<TreeAnalysis>> {
  const available = availableIn(root);
  if (!available.ok) return available;
  const { symbols } = available.value;
  const cache = folderCache(join(root, 'build/cache/needs'), symbols);
  const analyzed = await analyzeImage(filesOf(tree), { libc, exportable: symbols, cache });
  if (!analyzed.ok) return analyzed;
  return ok({ ...analyzed.value, available: available.value });
}
