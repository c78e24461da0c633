// SPDX-License-Identifier: MIT
// What a kernel that is cut to an image exports, and which system calls it has by number.
import type { ComponentSet } from '../component/index.ts';
import type { Diagnostic, Result } from '../diagnostic/index.ts';
import { ok } from '../diagnostic/index.ts';
import type { ImageTree } from '../image/index.ts';
import { selectNeeds, type ImageNeeds, type NeedsPolicy } from '../needs/index.ts';
import type { ExportRequest } from '../toolchain/index.ts';
import { analyzedLibc, analyzeTree } from './analyze-tree.ts';
import { mayAskForMore } from './messages.ts';
import { imageEvidence } from './image-evidence.ts';
import type { KernelBuildOptions } from './prepare-kernel.ts';
import type { ProgramLibc } from './program-libc.ts';
import { systemCallName } from './write-needs.ts';

export interface TailoringWish {
  readonly policy: NeedsPolicy;
  /** What the user adds to what was found. */
  readonly symbols: readonly string[];
  readonly systemCalls: readonly string[];
  /** Arguments and variables that the program gets. */
  readonly texts: readonly string[];
  /** Whether the program is to start although functions are missing. */
  readonly allowMissing: boolean;
}

export interface Tailoring {
  readonly cut: {
    /** Absent for a kernel without a libc, which exports nothing anyway. */
    readonly exports?: ExportRequest;
    readonly systemCalls: readonly string[];
    readonly image: NonNullable<KernelBuildOptions['image']>;
  };
  /** What was found, to be written down. */
  readonly needs: ImageNeeds;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Finds what the ELF files of an image need, and chooses by the policy. A kernel with its own libc makes the system calls of that
 * directly; only what the files ask for by number is in the table then.
 */
export async function tailorTo(
  set: ComponentSet,
  tree: ImageTree,
  libc: ProgramLibc,
  wish: TailoringWish,
): Promise<Result<Tailoring>> {
  const analysis = await analyzeTree(set.root, tree, analyzedLibc(libc));
  if (!analysis.ok) return analysis;
  const { needs, available, warnings } = analysis.value;
  const { symbols, systemCalls } = wish;
  const selected = selectNeeds(needs, wish.policy, available, { symbols, systemCalls });
  if (!selected.ok) return selected;
  const evidence = imageEvidence(set, tree, needs, wish);
  if (!evidence.ok) return evidence;
  const open = [...new Set(Object.values(selected.value.mayAskForMore).flat())].sort();
  const names = selected.value.symbols.map(({ name }) => name);
  const exports: ExportRequest = { kind: 'only', names };
  return ok({
    cut: {
      ...(libc === 'kernel' ? { exports } : {}),
      systemCalls: selected.value.systemCalls.flatMap(({ number }) => systemCallName(number) ?? []),
      image: evidence.value,
    },
    needs,
    warnings: [...warnings, ...(open.length === 0 ? [] : [mayAskForMore(open)])],
  });
}
