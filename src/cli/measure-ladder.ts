// SPDX-License-Identifier: MIT
// The way from a kernel that has everything to one that is cut to a program and a machine: how large each is.
import type { BuildMode } from '../component/index.ts';
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
  mode: BuildMode,
  exports: ExportRequest,
): Promise<Result<KernelBuild>> {
  const resolved = await resolveKernel(context, { profile, mode, libc: true });
  return resolved.ok ? buildProfileKernel(context, resolved.value, { exports }) : resolved;
}

/** The kernels that are cut to no program, each with fewer exports or drivers than the one before. */
export async function measureUncut(
  context: CommandContext,
  profile: string,
  mode: BuildMode = 'release',
): Promise<Result<LadderStep[]>> {
  const steps: LadderStep[] = [];
  const wishes = [
    ['exported', 'all', { kind: 'all-global' }],
    ['hidden', 'all', { kind: 'all-listed' }],
    ['profile', profile, { kind: 'all-listed' }],
  ] as const;
  for (const [step, name, exports] of wishes) {
    const kernel = await uncut(context, name, mode, exports);
    if (!kernel.ok) return kernel;
    steps.push({ step, bytes: kernel.value.strippedBytes });
  }
  return ok(steps);
}

/** The kernels of a program that uses the kernel's libc, from one that has everything to the program's own. */
export async function measureLadder(
  context: CommandContext,
  words: readonly string[],
  options: ProgramOptions,
): Promise<Result<LadderStep[]>> {
  const steps = await measureUncut(context, LADDER_PROFILE);
  if (!steps.ok) return steps;
  const cut = await prepareProgram(context, words, {
    ...options,
    machine: undefined,
    profile: LADDER_PROFILE,
  });
  if (!cut.ok) return cut;
  return ok([...steps.value, { step: 'app', bytes: cut.value.kernel.strippedBytes }]);
}
