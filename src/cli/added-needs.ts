// SPDX-License-Identifier: MIT
// Needs that no file shows: those of a file of needs, and those that the command line adds.
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { readNeeds, type AddedNeed, type Available, type ImageNeeds } from '../needs/index.ts';
import { needsFileOtherFiles, needsFileOtherLibc } from '../needs/messages.ts';

export interface AddedByFile {
  readonly added: readonly AddedNeed[];
  readonly warnings: readonly Diagnostic[];
}

/** Files that are in both, and are others than they were. */
function changedFiles(before: ImageNeeds, now: ImageNeeds): string[] {
  const known = new Map(before.files.map(({ path, sha256 }) => [path, sha256]));
  return now.files
    .filter(({ path, sha256 }) => (known.get(path) ?? sha256) !== sha256)
    .map(({ path }) => path);
}

/** What a file of needs, if there is one, adds to those of an image. */
export function addedBy(path: string | undefined, image: ImageNeeds): Result<AddedByFile> {
  if (path === undefined) return ok({ added: [], warnings: [] });
  const needs = readNeeds(path);
  if (!needs.ok) return needs;
  const { libc, added } = needs.value;
  if (libc !== image.libc) return err(needsFileOtherLibc(path, libc, image.libc));
  const changed = changedFiles(needs.value, image);
  return ok({ added, warnings: changed.length === 0 ? [] : [needsFileOtherFiles(path, changed)] });
}

/** What --add-symbol and --add-syscall add, as it is written down. Names that nobody knows are left to the policy to refuse. */
export function requestedBy(
  symbols: readonly string[],
  systemCalls: readonly string[],
  available: Available,
): AddedNeed[] {
  return [
    ...symbols.map((name): AddedNeed => ({
      kind: 'dlsym',
      name,
      class: 'requested',
      evidence: '--add-symbol',
    })),
    ...systemCalls.map((word): AddedNeed => ({
      kind: 'syscall',
      name: String(available.systemCalls.get(word) ?? word),
      class: 'requested',
      evidence: '--add-syscall',
    })),
  ];
}
