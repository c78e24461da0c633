// SPDX-License-Identifier: MIT
// What the commands do, for programs: the same functions with the streams, the exit code and the words left out.
import type { ImageDeclaration } from '../component/index.ts';
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { KernelBuild } from '../toolchain/index.ts';
import { resolve } from '../util/index.ts';
import { deliverKernel } from './deliver-kernel.ts';
import { ensurePackages } from './ensure-packages.ts';
import { overBudget } from './image-messages.ts';
import { contextOf, libraryProgram, type LibraryOptions } from './library-context.ts';
import { noOptions } from './no-options.ts';
import { prepareProgram } from './prepare-program.ts';

export interface BuildOptions extends LibraryOptions {
  /** Where kernel and image go; below the package's `build/` unless given. */
  readonly output?: string;
}

/** A kernel and a root file system that are ready to boot. */
export interface BuiltImage {
  readonly kernel: KernelBuild;
  readonly rootfs: { readonly path: string; readonly format: 'rofs'; readonly bytes: number };
  /** Of the guest, in bytes. */
  readonly memory: number;
  readonly warnings: readonly Diagnostic[];
}

/** Does what `thimble build` does with a configuration. */
export async function build(
  image: ImageDeclaration,
  options: BuildOptions = {},
): Promise<Result<BuiltImage>> {
  const context = contextOf(options);
  const [ensured, defaults] = [await ensurePackages(context, 'build'), noOptions()];
  if (!ensured.ok) return ensured;
  if (!defaults.ok) return defaults;
  const program = await libraryProgram(context, image);
  if (!program.ok) return program;
  const folder = options.output === undefined ? undefined : resolve(context.cwd, options.output);
  const prepared = await prepareProgram(context, [], defaults.value, {
    program: program.value,
    ...(folder === undefined ? {} : { folder }),
  });
  if (!prepared.ok) return prepared;
  const { rootfs, memory, warnings, budget } = prepared.value;
  const { strippedBytes } = prepared.value.kernel;
  if (budget !== undefined && strippedBytes > budget.bytes)
    return err(overBudget(strippedBytes, budget.bytes, undefined, budget.place));
  const kernel =
    folder === undefined ? ok(prepared.value.kernel) : deliverKernel(prepared.value.kernel, folder);
  return kernel.ok ? ok({ kernel: kernel.value, rootfs, memory, warnings }) : kernel;
}
