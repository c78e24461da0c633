// SPDX-License-Identifier: MIT
import { all, ok, type Result } from '../diagnostic/index.ts';
import type { CommandContext } from './command.ts';
import { buildProfileKernel, resolveProfile } from './prepare-kernel.ts';

export interface DescribedProfile {
  readonly name: string;
  readonly summary: string;
  /** Names of all that is in, sorted. */
  readonly components: readonly string[];
  /** Of the stripped kernel, when it was built. */
  readonly strippedBytes?: number;
}

async function describe(
  context: CommandContext,
  word: string,
  sizes: boolean,
): Promise<Result<DescribedProfile>> {
  const resolved = await resolveProfile(context, word);
  if (!resolved.ok) return resolved;
  const { selection, summary } = resolved.value;
  const components = selection.selected.map(({ component }) => component.name).sort();
  const described = { name: selection.profile, summary, components };
  if (!sizes) return ok(described);
  const kernel = await buildProfileKernel(context, resolved.value);
  return kernel.ok ? ok({ ...described, strippedBytes: kernel.value.strippedBytes }) : kernel;
}

/**
 * What profiles are and put into a kernel, in the order asked for.
 *
 * @param sizes Builds the kernel of each, one after the other: compiling uses all CPUs.
 */
export async function describeProfiles(
  context: CommandContext,
  words: readonly string[],
  sizes: boolean,
): Promise<Result<DescribedProfile[]>> {
  const described: Result<DescribedProfile>[] = [];
  for (const word of words) described.push(await describe(context, word, sizes));
  return all(described);
}
