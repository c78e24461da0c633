// SPDX-License-Identifier: MIT
import type { Result } from '../diagnostic/index.ts';
import type { CommandContext } from './command.ts';
import { planProgramImage, type ProgramImagePlan } from './plan-program-image.ts';
import { givenEntries, hostByGuest, programOf, type ImageOptions } from './prepare-program.ts';
import { kernelLibcFor } from './program-libc.ts';

/** Plans the image of a program, as `prepareProgram` would build it, or of a manifest when `word` is undefined. */
export async function planProgram(
  context: CommandContext,
  word: string | undefined,
  options: ImageOptions,
): Promise<Result<ProgramImagePlan>> {
  const beforeProgram = givenEntries(context, undefined, options);
  if (!beforeProgram.ok) return beforeProgram;
  const program = await programOf(context, word, options, hostByGuest(beforeProgram.value), undefined);
  if (!program.ok) return program;
  const given = givenEntries(context, program.value, options);
  if (!given.ok) return given;
  const asked = options.libc ?? program.value?.libc;
  return planProgramImage({
    given: given.value,
    libraryPath: options.env.get('LD_LIBRARY_PATH')?.split(':') ?? [],
    kernelLibc: kernelLibcFor(asked),
    insistsOnKernelLibc: asked === 'kernel',
    ...(program.value === undefined ? {} : { program: program.value }),
  });
}
