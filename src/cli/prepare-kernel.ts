// SPDX-License-Identifier: MIT
// From the name of a profile to what a kernel holds, and to the kernel itself.
import {
  isProfileFile,
  loadComponents,
  loadProfile,
  loadProfileFile,
  type ComponentSet,
  type Profile,
} from '../component/index.ts';
import { ok, type Result } from '../diagnostic/index.ts';
import { resolveComponents, type Selection, type Switch } from '../graph/index.ts';
import { makeKernel, type BuildStep, type KernelBuild } from '../toolchain/index.ts';
import { resolve } from '../util/index.ts';
import type { CommandContext } from './command.ts';

export interface ResolvedProfile {
  readonly set: ComponentSet;
  /** What the profile is for. */
  readonly summary: string;
  readonly selection: Selection;
}

/** The profile of a name, or of a file of the user's. */
function findProfile(
  context: Pick<CommandContext, 'root' | 'cwd'>,
  set: ComponentSet,
  word: string,
): Promise<Result<Profile>> {
  const { root, cwd } = context;
  return isProfileFile(word)
    ? loadProfileFile(root, resolve(cwd, word), new Set(set.components.keys()))
    : loadProfile(root, word);
}

/**
 * The components of a kernel for a profile, with some switched on and off.
 *
 * @param word The name of a profile, or the path of a file that declares one.
 */
export async function resolveProfile(
  context: Pick<CommandContext, 'root' | 'cwd'>,
  word: string,
  switches: readonly Switch[] = [],
): Promise<Result<ResolvedProfile>> {
  const set = await loadComponents(context.root);
  if (!set.ok) return set;
  const profile = await findProfile(context, set.value, word);
  if (!profile.ok) return profile;
  const selection = resolveComponents(set.value, profile.value, switches);
  if (!selection.ok) return selection;
  return ok({ set: set.value, summary: profile.value.summary, selection: selection.value });
}

function describeStep(step: BuildStep): string {
  if (typeof step === 'object') return `fetching the source of ${step.fetch}`;
  return step === 'compile' ? 'compiling the kernel' : 'linking the kernel';
}

/** Builds the kernel of a profile into build/kernel/<label>, or finds it there; says so when that takes time. */
export function buildProfileKernel(
  context: CommandContext,
  profile: ResolvedProfile,
): Promise<Result<KernelBuild>> {
  const { set, selection } = profile;
  return makeKernel({
    set,
    selected: selection.selected.map(({ component }) => component),
    folder: `build/kernel/${selection.label}`,
    onStep: (step) => context.stderr.write(`thimble: ${describeStep(step)}\n`),
  });
}
