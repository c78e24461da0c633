// SPDX-License-Identifier: MIT
import type { BenchContext } from '../../src/cli/benchmark.ts';
import { err, ok, type Result } from '../../src/diagnostic/index.ts';
import { basename, join, spawn } from '../../src/util/index.ts';
import { commandFailed } from './messages.ts';

export interface CutKernel {
  /** Path of the stripped kernel. */
  readonly path: string;
  readonly strippedBytes: number;
}

/** The kernel for microvm that `thimble build` makes for a program; a dynamic one uses the kernel's libc. */
export async function cutKernel(context: BenchContext, program: string): Promise<Result<CutKernel>> {
  const folder = join(context.folder, `cut-${basename(program)}`);
  const words = ['build', '--libc=kernel', '--json', '-o', folder, program];
  const end = await spawn(join(context.root, 'thimble'), words, { cwd: context.root });
  if (end.kind !== 'exited' || end.code !== 0) return err(commandFailed(`thimble ${words.join(' ')}`, end));
  const { kernel } = JSON.parse(end.stdout) as { readonly kernel: { readonly strippedBytes: number } };
  return ok({ path: join(folder, 'kernel-stripped.elf'), strippedBytes: kernel.strippedBytes });
}
