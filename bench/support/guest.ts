// SPDX-License-Identifier: MIT
// Guests to measure: kernel, image and a run, without the command line's niceties.
import { Writable } from 'node:stream';
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { planProgramImage } from '../../src/cli/plan-program-image.ts';
import { buildProfileKernel, resolveKernel } from '../../src/cli/prepare-kernel.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import type { Switch } from '../../src/graph/index.ts';
import { writeRofs, type ImageEntry } from '../../src/image/index.ts';
import type { KernelLibc } from '../../src/needs/index.ts';
import { planGuest, runGuest, type GuestRun, type GuestSpec } from '../../src/machine/index.ts';
import type { KernelBuild } from '../../src/toolchain/index.ts';
import { join } from '../../src/util/index.ts';
import { guestFailed } from './messages.ts';

/** The kernel of a profile, as `thimble run` builds it. */
export async function benchKernel(
  context: BenchContext,
  profile: string,
  libc: 'none' | 'kernel' = 'none',
  allocator?: string,
  switches: readonly Switch[] = [],
): Promise<Result<KernelBuild>> {
  const resolved = await resolveKernel(context, { profile, libc: libc === 'kernel', allocator, switches });
  return resolved.ok ? buildProfileKernel(context, resolved.value) : resolved;
}

/** Writes an image with a program, what that needs of the host, and further files. Gives its path. */
export function benchImage(
  context: BenchContext,
  name: string,
  program: { readonly host: string; readonly guest: string },
  given: readonly ImageEntry[] = [],
  kernelLibc?: KernelLibc,
): Result<string> {
  const planned = planProgramImage({ program, given, libraryPath: [], kernelLibc });
  if (!planned.ok) return planned;
  const path = join(context.folder, `${name}.img`);
  const written = writeRofs(planned.value.tree, path);
  return written.ok ? ok(path) : written;
}

/**
 * What all guests here have in common. Emulation always: that is where the figures in the documentation are from, and numbers
 * under KVM do not compare with them.
 */
export function benchSpec(
  kernel: string,
  disk: string | undefined,
  words: readonly string[],
  rest: Partial<GuestSpec> = {},
): GuestSpec {
  const [path = '', ...args] = words;
  return {
    machine: 'microvm',
    kernel,
    ...(disk === undefined ? {} : { disk }),
    memoryBytes: 64 * 2 ** 20,
    cpus: 1,
    command: { kind: 'program', path, args },
    input: 'stream',
    separateStderr: false,
    accelerator: 'tcg',
    ...rest,
  };
}

export interface FinishedGuest {
  readonly run: GuestRun;
  readonly stdout: string;
}

/** Runs a guest, however it ends. */
export async function runBenchGuest(
  context: BenchContext,
  spec: GuestSpec,
  timeoutMs = 120_000,
): Promise<Result<FinishedGuest>> {
  const plan = planGuest(spec);
  if (!plan.ok) return plan;
  const chunks: Uint8Array[] = [];
  const collect = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  const run = await runGuest(
    plan.value,
    { stdout: collect, stderr: collect },
    { timeoutMs, interrupted: context.interrupted },
  );
  return ok({ run, stdout: Buffer.concat(chunks).toString() });
}

/** Runs a guest whose program must exit with 0. */
export async function runWorkingGuest(
  context: BenchContext,
  what: string,
  spec: GuestSpec,
  timeoutMs?: number,
): Promise<Result<FinishedGuest>> {
  const finished = await runBenchGuest(context, spec, timeoutMs);
  if (!finished.ok) return finished;
  const { run, stdout } = finished.value;
  const { outcome } = run;
  if (outcome.kind === 'exited' && outcome.exitCode === 0) return finished;
  if (outcome.kind === 'vmm-failed') return err(outcome.diagnostic);
  const how = outcome.kind === 'exited' ? `exited with ${outcome.exitCode}` : outcome.kind;
  return err(guestFailed(what, how, stdout + run.log.join('\n')));
}
