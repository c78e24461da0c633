// SPDX-License-Identifier: MIT
// What a kernel that is cut to an image exports, and which system calls it has by number.
import type { ComponentSet } from '../component/index.ts';
import type { Diagnostic, Result } from '../diagnostic/index.ts';
import { err, ok } from '../diagnostic/index.ts';
import type { ImageTree } from '../image/index.ts';
import {
  mergeAdded,
  selectNeeds,
  type ImageNeeds,
  type NeedsPolicy,
  type NeedsSelection,
  type SelectedSystemCall,
} from '../needs/index.ts';
import { systemCallName } from '../toolchain/syscalls-x86-64.ts';
import { addedBy, requestedBy } from './added-needs.ts';
import { analyzedLibc } from './analyze-tree.ts';
import { exportsNothing, mayAskForMore, notCut } from './messages.ts';
import { imageEvidence } from './image-evidence.ts';
import { imageFacts } from './image-facts.ts';
import type { KernelBuildOptions } from './prepare-kernel.ts';
import type { ProgramLibc } from './program-libc.ts';

export interface TailoringWish {
  readonly policy: NeedsPolicy;
  /** What the user adds to what was found. */
  readonly symbols: readonly string[];
  readonly systemCalls: readonly string[];
  /** Arguments and variables that the program gets. */
  readonly texts: readonly string[];
  /** Whether the program is to start although functions are missing. */
  readonly allowMissing: boolean;
  /** A needs.json with what was recorded or requested before. Absolute. */
  readonly file?: string;
  /** What to export instead of what was found; what the user adds is exported as well. */
  readonly exports?: readonly string[];
}

export interface Tailoring {
  /** Absent when the kernel is better not cut. */
  readonly cut?: KernelBuildOptions;
  /** What was found, to be written down. */
  readonly needs: ImageNeeds;
  /** For who keeps the kernel: one that is booted at once says itself what it lacks. */
  readonly warnings: readonly Diagnostic[];
}

function namesOf(calls: readonly SelectedSystemCall[]): string[] {
  return calls.flatMap(({ number }) => systemCallName(number) ?? []);
}

/** What a policy chooses for a kernel. */
export function cutTo(
  selected: NeedsSelection,
  libc: ProgramLibc,
  { symbols, exports: given }: Pick<TailoringWish, 'symbols' | 'exports'>,
  image: NonNullable<KernelBuildOptions['image']>,
): KernelBuildOptions {
  const names =
    given === undefined
      ? selected.symbols.map(({ name }) => name)
      : [...new Set([...given, ...symbols])].sort();
  const demanded = selected.systemCalls.filter(({ reasons }) =>
    reasons.some((each) => each.class === 'requested'),
  );
  return {
    // A kernel without a libc exports nothing anyway.
    ...(libc === 'kernel' ? { exports: { kind: 'only', names } } : {}),
    systemCalls: namesOf(selected.systemCalls),
    demanded: namesOf(demanded),
    image,
  };
}

/**
 * Finds what the ELF files of an image need, and chooses by the policy. A kernel with its own libc makes the system calls of that
 * directly; only what the files ask for by number is in the table then.
 *
 * @param key Changes when anything in the image does.
 */
export async function tailorTo(
  set: ComponentSet,
  tree: ImageTree,
  libc: ProgramLibc,
  wish: TailoringWish,
  key?: string,
): Promise<Result<Tailoring>> {
  const { symbols, systemCalls, policy } = wish;
  const [symbol] = symbols;
  if (symbol !== undefined && libc !== 'kernel') return err(exportsNothing(symbol, libc));
  const facts = await imageFacts(set, tree, analyzedLibc(libc), key);
  if (!facts.ok) return facts;
  const { available } = facts.value;
  const before = addedBy(wish.file, facts.value.needs);
  if (!before.ok) return before;
  const requested = requestedBy(symbols, systemCalls, available);
  const needs: ImageNeeds = {
    ...facts.value.needs,
    added: mergeAdded(before.value.added, requested),
  };
  const selected = selectNeeds(needs, policy, available, { symbols, systemCalls });
  if (!selected.ok) return selected;
  const warnings = [...facts.value.warnings, ...before.value.warnings];
  const skipped = needs.skipped.map(({ path }) => path);
  if (skipped.length > 0) return ok({ needs, warnings: [...warnings, notCut(skipped)] });
  const evidence = imageEvidence(set, needs, facts.value.files, wish);
  const open = [...new Set(Object.values(selected.value.mayAskForMore).flat())].sort();
  return ok({
    cut: cutTo(selected.value, libc, wish, evidence),
    needs,
    warnings: open.length === 0 ? warnings : [...warnings, mayAskForMore(open)],
  });
}
