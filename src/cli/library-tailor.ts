// SPDX-License-Identifier: MIT
// What an image needs, and kernels that are cut to it, for programs.
import { loadComponents, type ComponentSet, type ImageDeclaration } from '../component/index.ts';
import { ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { Switch } from '../graph/index.ts';
import { selectNeeds, type ImageNeeds, type NeedsPolicy } from '../needs/index.ts';
import type { ExportRequest, KernelBuild } from '../toolchain/index.ts';
import { addedBy } from './added-needs.ts';
import { analyzedLibc } from './analyze-tree.ts';
import { availableIn } from './available.ts';
import { ensurePackages } from './ensure-packages.ts';
import { imageEvidence, type FileEvidence } from './image-evidence.ts';
import { imageFacts } from './image-facts.ts';
import { contextOf, libraryProgram, type LibraryOptions } from './library-context.ts';
import { planProgramImage } from './plan-program-image.ts';
import { buildProfileKernel, resolveKernel, type KernelBuildOptions } from './prepare-kernel.ts';
import { checkLibcUse, kernelLibcFor, type ProgramLibc } from './program-libc.ts';
import { DEFAULT_NEEDS } from './program-options.ts';
import { cutTo } from './tailor-kernel.ts';

/** What the files of an image need, and what a kernel that is cut to it has to know besides. */
export interface ImageAnalysis {
  readonly needs: ImageNeeds;
  /** Where the programs of the image find their libc: in the kernel, in the image, or in their own file. */
  readonly libc: ProgramLibc;
  /** What else stands in the files, for which parts of a kernel are needed. */
  readonly files: FileEvidence;
  /** Arguments and variables of the environment, which count as the files do. */
  readonly texts: readonly string[];
  /** What could not be analyzed. */
  readonly warnings: readonly Diagnostic[];
}

/** Does what `thimble analyze` does with a configuration. */
export async function analyze(
  image: ImageDeclaration,
  options: LibraryOptions = {},
): Promise<Result<ImageAnalysis>> {
  const context = contextOf(options);
  const program = await libraryProgram(context, image);
  if (!program.ok) return program;
  const { files, libc, args, env } = program.value;
  const plan = planProgramImage({
    program: program.value,
    given: [...files].map(([guest, path]) => ({ guest, content: { kind: 'host', path } })),
    libraryPath: env['LD_LIBRARY_PATH']?.split(':') ?? [],
    kernelLibc: kernelLibcFor(libc),
    insistsOnKernelLibc: libc === 'kernel',
  });
  if (!plan.ok) return plan;
  const { tree, key, world, warnings } = plan.value;
  const set = await loadComponents(context.root);
  if (!set.ok) return set;
  const facts = await imageFacts(set.value, tree, analyzedLibc(world.libc), key);
  if (!facts.ok) return facts;
  const before = addedBy(program.value.cut.needsFile, facts.value.needs);
  if (!before.ok) return before;
  return ok({
    needs: { ...facts.value.needs, added: before.value.added },
    libc: world.libc,
    files: facts.value.files,
    texts: [...args, ...Object.values(env)],
    warnings: [
      ...checkLibcUse(libc, world.libc),
      ...warnings,
      ...facts.value.warnings,
      ...before.value.warnings,
    ],
  });
}

/** What a kernel is to have. */
export interface TailorWish {
  /** The name of a profile, or the path of a file that declares one. */
  readonly profile?: string;
  /** The machine, as --for takes it; without a profile, the profile is derived from it. */
  readonly for?: string;
  /** Components that are put in or left out, whatever the profile says. */
  readonly components?: Readonly<Record<string, 'on' | 'off'>>;
  /** The image that it is cut to; without one it is not cut. */
  readonly image?: ImageAnalysis;
  /** Which needs of the image it meets; `balanced` unless given. */
  readonly needs?: NeedsPolicy;
  /** Symbols and system calls that it has besides what was found. */
  readonly addSymbols?: readonly string[];
  readonly addSyscalls?: readonly string[];
  /** What programs can bind to; what the image needs, or without one all that the lists name, unless given. */
  readonly exports?: ExportRequest;
}

/** A kernel that has been linked, and what is to be known of it. */
export interface TailoredKernel extends KernelBuild {
  readonly warnings: readonly Diagnostic[];
}

function wishedCut(set: ComponentSet, wish: TailorWish): Result<KernelBuildOptions> {
  const { image, exports, needs = DEFAULT_NEEDS, addSymbols = [], addSyscalls = [] } = wish;
  const given = exports === undefined ? {} : { exports };
  if (image === undefined) return ok(given);
  const available = availableIn(set.root);
  if (!available.ok) return available;
  const requests = { symbols: addSymbols, systemCalls: addSyscalls };
  const selected = selectNeeds(image.needs, needs, available.value, requests);
  if (!selected.ok) return selected;
  const wished = { policy: needs, texts: image.texts, allowMissing: false };
  const evidence = imageEvidence(set, image.needs, image.files, wished);
  return ok({ ...cutTo(selected.value, image.libc, { symbols: addSymbols }, evidence), ...given });
}

/** Links a kernel of what a profile or a machine, switches, an image and a list of symbols ask for. */
export async function tailor(
  wish: TailorWish,
  options: LibraryOptions = {},
): Promise<Result<TailoredKernel>> {
  const context = contextOf(options);
  const ensured = await ensurePackages(context, 'build');
  if (!ensured.ok) return ensured;
  const switches = Object.entries(wish.components ?? {}).map(([name, value]): Switch => ({
    name,
    on: value === 'on',
    by: `components.${name}`,
  }));
  const libc = wish.image?.libc === 'kernel';
  const profile = await resolveKernel(context, { profile: wish.profile, for: wish.for, switches, libc });
  if (!profile.ok) return profile;
  const cut = wishedCut(profile.value.set, wish);
  if (!cut.ok) return cut;
  const kernel = await buildProfileKernel(context, profile.value, cut.value);
  return kernel.ok ? ok({ ...kernel.value, warnings: profile.value.warnings }) : kernel;
}
