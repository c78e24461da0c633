// SPDX-License-Identifier: MIT
// From the name of a profile to what a kernel holds, and to the kernel itself.
import { loadComponents, loadProfile, type ComponentSet } from '../component/index.ts';
import { ok, type Result } from '../diagnostic/index.ts';
import { resolveComponents, type Selection } from '../graph/index.ts';
import { makeKernel, type BuildStep, type KernelBuild } from '../toolchain/index.ts';
import type { CommandContext } from './command.ts';

export interface ResolvedProfile {
  readonly set: ComponentSet;
  readonly selection: Selection;
}

/** The components of a kernel for a profile. */
export async function resolveProfile(root: string, name: string): Promise<Result<ResolvedProfile>> {
  const set = await loadComponents(root);
  if (!set.ok) return set;
  const profile = await loadProfile(root, name);
  if (!profile.ok) return profile;
  const selection = resolveComponents(set.value, profile.value);
  return selection.ok ? ok({ set: set.value, selection: selection.value }) : selection;
}

function describeStep(step: BuildStep): string {
  if (typeof step === 'object') return `fetching the source of ${step.fetch}`;
  return step === 'compile' ? 'compiling the kernel' : 'linking the kernel';
}

/** Builds the kernel of a profile into build/kernel/<profile>, or finds it there; says so when that takes time. */
export function buildProfileKernel(
  context: CommandContext,
  profile: ResolvedProfile,
): Promise<Result<KernelBuild>> {
  const { set, selection } = profile;
  return makeKernel({
    set,
    selected: selection.selected.map(({ component }) => component),
    folder: `build/kernel/${selection.profile}`,
    onStep: (step) => context.stderr.write(`thimble: ${describeStep(step)}\n`),
  });
}
