// SPDX-License-Identifier: MIT
// The way from a kernel that has everything to one that is cut to a program and a machine: how large each is.
import { ok, type Result } from '../diagnostic/index.ts';
import type { LadderStep } from '../report/ladder.ts';
import type { ExportRequest, KernelBuild } from '../toolchain/index.ts';
import type { CommandContext } from './command.ts';
import { buildProfileKernel, resolveKernel } from './prepare-kernel.ts';
import { prepareProgram, type ProgramOptions } from './prepare-program.ts';

/** The machine that the ladder of OSv's page ends at, and ours. */
export const LADDER_PROFILE = 'virtio-mmio';

async function uncut(
  context: CommandContext,
  profile: string,
  exports: ExportRequest,
): Promise<Result<KernelBuild>> {
  const resolved = await resolveKernel(context, { profile, libc: true });
  return resolved.ok ? buildProfileKernel(context, resolved.value, { exports }) : resolved;
}

/** The kernels of a program that uses the kernel's libc, each with fewer exports or drivers than the one before. */
export async function measureLadder(
  context: CommandContext,
  words: readonly string[],
  options: ProgramOptions,
): Promise<Result<LadderStep[]>> {
  const steps: LadderStep[] = [];
  const wishes = [
    ['exported', 'all', { kind: 'all-global' }],
    ['hidden', 'all', { kind: 'all-listed' }],
    ['profile', LADDER_PROFILE, { kind: 'all-listed' }],
  ] as const;
  for (const [step, profile, exports] of wishes) {
    const kernel = await uncut(context, profile, exports);
    if (!kernel.ok) return kernel;
    steps.push({ step, bytes: kernel.value.strippedBytes });
  }
  const cut = await prepareProgram(context, words, {
    ...options,
    machine: undefined,
    profile: LADDER_PROFILE,
  });
  if (!cut.ok) return cut;
  return ok([...steps, { step: 'app', bytes: cut.value.kernel.strippedBytes }]);
}
