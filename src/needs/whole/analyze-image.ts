// SPDX-License-Identifier: MIT
import { ADVERTISED_LIBRARIES } from '../../component/index.ts';
import { ok, type Diagnostic, type Result } from '../../diagnostic/index.ts';
import { posix, sha256 } from '../../util/index.ts';
import type { FileNeeds } from '../file/file-needs.ts';
import { notAnalyzed } from '../messages.ts';
import type { ImageNeeds, LibcChoice, NeedingFile, SkippedFile } from './image-needs.ts';
import type { NeedsCache } from './needs-cache.ts';
import { Providers, type AnalyzedFile } from './providers.ts';

/** A regular file of an image. */
export interface ImageFile {
  /** In the guest. */
  readonly path: string;
  /** The first bytes, at least 20 if there are so many. */
  readonly head: () => Result<Uint8Array>;
  readonly read: () => Result<Uint8Array>;
}

export interface AnalyzeImageOptions {
  readonly libc: LibcChoice;
  /** Names that a kernel could export. */
  readonly exportable: ReadonlySet<string>;
  /** Remembers what is known of a file by its contents. */
  readonly cache?: NeedsCache;
}

const ELF_MAGIC = 0x464c457f;
const EM_X86_64 = 62;
const ET_REL = 1;

/** Analyzes all ELF files of an image. What cannot be analyzed is told by warnings; it does not stop the others. */
export async function analyzeImage(
  files: readonly ImageFile[],
  options: AnalyzeImageOptions,
): Promise<Result<{ readonly needs: ImageNeeds; readonly warnings: readonly Diagnostic[] }>> {
  const { libc, exportable } = options;
  const libraries = new Set<string>(ADVERTISED_LIBRARIES);
  const analyzed: AnalyzedFile[] = [];
  const replaced: string[] = [];
  const skipped: SkippedFile[] = [];
  const warnings: Diagnostic[] = [];
  for (const file of [...files].sort((a, b) => comparePaths(a.path, b.path))) {
    const head = file.head();
    if (!head.ok) return head;
    if (!isCandidate(head.value)) continue;
    if (libc === 'kernel' && libraries.has(posix.basename(file.path))) {
      replaced.push(file.path);
      continue;
    }
    const bytes = file.read();
    if (!bytes.ok) return bytes;
    const needs = await needsOf(file.path, bytes.value, options);
    if (needs.ok) {
      analyzed.push({ path: file.path, needs: needs.value });
      continue;
    }
    const [first] = needs.diagnostics;
    skipped.push({ path: file.path, reason: first.message });
    warnings.push(notAnalyzed(file.path, first));
  }
  const providers = new Providers(analyzed, { libc, libraries, exportable });
  const needing = analyzed.map((file) => needingFile(file, providers));
  return ok({ needs: { libc, files: needing, replaced, skipped, added: [] }, warnings });
}

function comparePaths(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Whether a file is an ELF file that a program of this machine could load: no object, nothing for another machine. */
function isCandidate(head: Uint8Array): boolean {
  if (head.length < 20) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(0, true) !== ELF_MAGIC) return false;
  return view.getUint16(16, true) !== ET_REL && view.getUint16(18, true) === EM_X86_64;
}

async function needsOf(
  path: string,
  bytes: Uint8Array,
  options: AnalyzeImageOptions,
): Promise<Result<FileNeeds>> {
  const digest = sha256(bytes);
  const known = options.cache?.get(digest);
  if (known !== undefined) return ok(known);
  // The decoder is loaded only when something has to be decoded.
  const { analyzeFile } = await import('../file/analyze-file.ts');
  const needs = analyzeFile(bytes, path, { exportable: options.exportable });
  if (needs.ok) options.cache?.put(digest, needs.value);
  return needs;
}

function needingFile(file: AnalyzedFile, providers: Providers): NeedingFile {
  const { kind, size, codeSize, sha256: digest, imports, runtime, unresolved, openWorld } = file.needs;
  return {
    path: file.path,
    sha256: digest,
    size,
    codeSize,
    kind,
    imports: imports.map((symbol) => {
      const provider = providers.ofImport(file, symbol);
      return provider === undefined ? symbol : { ...symbol, provider };
    }),
    runtime: runtime.map((need) => {
      const provider = providers.ofNeed(file, need);
      return provider === undefined ? need : { ...need, provider };
    }),
    unresolved,
    openWorld,
  };
}
