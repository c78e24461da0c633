// SPDX-License-Identifier: MIT
// What `run`, `build` and `demo` have in common: from PROGRAM and options to a kernel and an image that are ready to boot.
import { CONFIGURATION_FILE } from '../component/index.ts';
import { err, ok, type Diagnostic, type Place, type Result } from '../diagnostic/index.ts';
import { readManifest, type ImageEntry, type ImageTree } from '../image/index.ts';
import type { GuestCommand, MachineName } from '../machine/index.ts';
import { unreachedOnly, type ImageNeeds } from '../needs/index.ts';
import type { ExportRequest, KernelBuild } from '../toolchain/index.ts';
import { basename, dirname, isFile, join, resolve } from '../util/index.ts';
import { checkProgramWorld } from './check-program-world.ts';
import type { CommandContext } from './command.ts';
import { checkCpus, cpuSwitches } from './cpu-switches.ts';
import { nothingToBuild } from './messages.ts';
import type { OptionValues } from './options.ts';
import { planProgramImage } from './plan-program-image.ts';
import { buildProfileKernel, resolveKernel, type KernelBuildOptions } from './prepare-kernel.ts';
import { checkAllocatorUse, checkLibcUse, kernelLibcFor, type ProgramLibc } from './program-libc.ts';
import { DEFAULT_CPUS, DEFAULT_MACHINE, DEFAULT_MEMORY, type PROGRAM_OPTIONS } from './program-options.ts';
import { configuredProgram, plainProgram, resolveProgram, type Program } from './resolve-program.ts';
import type { Tailoring } from './tailor-kernel.ts';
import { chooseTailoring } from './choose-tailoring.ts';
import { storeImage, type StoredImage } from './store-image.ts';

export type ProgramOptions = OptionValues<typeof PROGRAM_OPTIONS> & {
  readonly verbose: boolean;
  /** A file of needs into which is recorded what the program asks for. */
  readonly record?: string | undefined;
};

export interface BuildWish {
  /** Where the image goes, absolute; `build/image/<name>` unless given. */
  readonly folder?: string;
  /** The machine that the kernel is for, as --for takes it. */
  readonly for?: string | undefined;
  /** What the kernel exports, instead of what the image was found to need; with all that is listed or global, it is not cut. */
  readonly exports?: ExportRequest;
  /** How many compilers run at once; as many as there are CPUs unless given. */
  readonly jobs?: number | undefined;
  /** What to take when no word names a program: one that was found otherwise, or none, also in a folder with a configuration. */
  readonly program?: Program | 'none';
}

/** A kernel and an image, and what the kernel is to be told. */
export interface PreparedProgram {
  /** Names the results. */
  readonly name: string;
  readonly kernel: KernelBuild;
  readonly rootfs: StoredImage;
  /** What is in the image. */
  readonly tree: ImageTree;
  /** What the program binds to. */
  readonly libc: ProgramLibc;
  readonly machine: MachineName;
  /** Bytes. */
  readonly memory: number;
  readonly cpus: number;
  /** Absent for an image without a program. */
  readonly command?: GuestCommand;
  /** What the stripped kernel may have at most, as the declaration says; in bytes. */
  readonly budget?: { readonly bytes: number; readonly place: Place };
  /** What the files of the image need; absent where the kernel is universal. */
  readonly needs?: ImageNeeds;
  readonly warnings: readonly Diagnostic[];
  readonly seconds: {
    readonly analyze: number;
    readonly compile: number;
    readonly link: number;
    readonly image: number;
  };
}

/** The kernel gives a program no environment of its own; these are what programs cannot do without. */
export const BASE_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/',
};

/** Has kernel/ldso start a program whose symbols are not all there. */
const ALLOW_MISSING: Readonly<Record<string, string>> = { THIMBLE_ALLOW_MISSING: '1' };

function commandOf(
  context: CommandContext,
  program: Program | undefined,
  args: readonly string[],
  options: ProgramOptions,
): GuestCommand | undefined {
  if (options.cmdline !== undefined) return { kind: 'line', text: options.cmdline };
  if (program === undefined) return undefined;
  const term = context.env['TERM'];
  const terminal = context.stdinIsTerminal && term !== undefined ? { TERM: term } : {};
  const missing = options.allowMissing ? ALLOW_MISSING : {};
  const env = {
    ...BASE_ENVIRONMENT,
    ...terminal,
    ...missing,
    ...program.env,
    ...Object.fromEntries(options.env),
  };
  const cwd = options.cwd ?? program.cwd;
  return {
    kind: 'program',
    path: program.guest,
    args: [...program.args, ...args],
    env: new Map(Object.entries(env)),
    ...(cwd === undefined ? {} : { cwd }),
  };
}

/** The options that say what is in an image. */
export type ImageOptions = Pick<ProgramOptions, 'file' | 'manifest' | 'var' | 'env' | 'libc'>;

/** What the user puts into the image: of things wished for twice, the last counts. */
export function givenEntries(
  context: CommandContext,
  program: Program | undefined,
  options: ImageOptions,
): Result<ImageEntry[]> {
  const entries: ImageEntry[] = [];
  for (const [guest, path] of program?.files ?? []) entries.push({ guest, content: { kind: 'host', path } });
  if (options.manifest !== undefined) {
    const variables = { ...Object.fromEntries(options.var) };
    const manifest = readManifest(resolve(context.cwd, options.manifest), variables);
    if (!manifest.ok) return manifest;
    entries.push(...manifest.value);
  }
  for (const [guest, path] of options.file) {
    entries.push({ guest, content: { kind: 'host', path: resolve(context.cwd, path) } });
  }
  return ok(entries);
}

/**
 * PROGRAM may also name a guest path that a manifest or --file fills. Without one, a configuration in the working directory says what
 * to take, unless there is a manifest, which may do without a program.
 */
export async function programOf(
  context: CommandContext,
  word: string | undefined,
  options: Pick<ProgramOptions, 'manifest'>,
  given: ReadonlyMap<string, string>,
  instead: Program | 'none' | undefined,
): Promise<Result<Program | undefined>> {
  if (word === undefined) {
    if (typeof instead === 'object') return ok(instead);
    if (options.manifest !== undefined || instead === 'none') return ok(undefined);
    const configured = isFile(join(context.cwd, CONFIGURATION_FILE));
    return configured ? configuredProgram(context, context.cwd) : err(nothingToBuild());
  }
  const host = given.get(word);
  if (host === undefined) return resolveProgram(context, word);
  return ok(plainProgram(basename(word), host, word));
}

export function hostByGuest(entries: readonly ImageEntry[]): Map<string, string> {
  return new Map(
    entries.flatMap(({ guest, content }): [string, string][] =>
      content.kind === 'host' ? [[guest, content.path]] : [],
    ),
  );
}

/** What a kernel is not to have of all that its components can give. */
function cutOf(
  tailoring: Tailoring | undefined,
  records: boolean,
  build: BuildWish | undefined,
): KernelBuildOptions {
  if (tailoring?.cut !== undefined) return tailoring.cut;
  const exports = build?.exports === undefined ? {} : { exports: build.exports };
  return records ? { ...exports, records } : exports;
}

/**
 * Prepares a program to be booted. What has been built before from the same things is used again.
 *
 * @param words PROGRAM and ARGS; may be empty when a manifest says what is in the image.
 * @param build What `build` has that `run`, which starts a machine itself, has not.
 */
export async function prepareProgram(
  context: CommandContext,
  words: readonly string[],
  options: ProgramOptions,
  build?: BuildWish,
): Promise<Result<PreparedProgram>> {
  const started = context.clock();
  const [word, ...args] = words;
  const beforeProgram = givenEntries(context, undefined, options);
  if (!beforeProgram.ok) return beforeProgram;
  const program = await programOf(context, word, options, hostByGuest(beforeProgram.value), build?.program);
  if (!program.ok) return program;
  const given = givenEntries(context, program.value, options);
  if (!given.ok) return given;
  const declared = program.value;
  const libraryPath = options.env.get('LD_LIBRARY_PATH')?.split(':') ?? [];
  const askedLibc = options.libc ?? declared?.libc;
  const switches = [...(declared?.switches ?? []), ...options.component];
  const plan = planProgramImage({
    given: given.value,
    libraryPath,
    networked: switches.some(({ name, on }) => on && name === 'virtio-net'),
    kernelLibc: kernelLibcFor(askedLibc),
    insistsOnKernelLibc: askedLibc === 'kernel',
    ...(program.value === undefined ? {} : { program: program.value }),
  });
  if (!plan.ok) return plan;
  const { world } = plan.value;
  const machine = options.machine ?? declared?.machine ?? DEFAULT_MACHINE;
  const ofProfile = options.profile ?? (build?.for === undefined ? declared?.profile : undefined);
  // A kernel that is built for a profile is for no machine of ours, unless one was named.
  const isFor = build === undefined || ofProfile === undefined || options.machine !== undefined;
  const cpus = options.cpus ?? declared?.cpus ?? DEFAULT_CPUS;
  const profile = await resolveKernel(context, {
    profile: ofProfile,
    for: build === undefined ? undefined : (build.for ?? declared?.target),
    ...(isFor ? { machine } : {}),
    switches: [...switches, ...cpuSwitches(cpus, switches)],
    libc: world.libc === 'kernel',
    allocator: options.allocator,
    mode: options.debug ? 'debug' : 'release',
  });
  if (!profile.ok) return profile;
  const command = commandOf(context, program.value, args, options);
  const { set } = profile.value;
  const tailoring = await chooseTailoring(context, options, {
    set,
    tree: plan.value.tree,
    key: plan.value.key,
    libc: world.libc,
    command,
    exports: build?.exports,
    declared: declared?.cut,
  });
  if (!tailoring.ok) return tailoring;
  const analyzed = context.clock();

  const kernel = await buildProfileKernel(context, profile.value, {
    jobs: build?.jobs,
    ...cutOf(tailoring.value, options.record !== undefined, build),
  });
  if (!kernel.ok) return kernel;
  const linked = context.clock();

  const unreached = tailoring.value === undefined ? [] : unreachedOnly(tailoring.value.needs);
  const checked = checkProgramWorld(world, [...kernel.value.exports, ...unreached], options.allowMissing);
  if (!checked.ok) return checked;
  const { errors, warnings, notes } = checked.value;
  const [missing, ...alsoMissing] = errors;
  if (missing !== undefined) return err(missing, ...alsoMissing, ...(options.verbose ? notes : []));

  const name = program.value?.name ?? basename(dirname(resolve(context.cwd, options.manifest ?? '')));
  const rootfs = storeImage(context, plan.value, name, build?.folder);
  if (!rootfs.ok) return rootfs;
  return ok({
    name,
    kernel: kernel.value,
    rootfs: rootfs.value,
    tree: plan.value.tree,
    machine,
    memory: options.memory ?? declared?.memoryBytes ?? DEFAULT_MEMORY,
    cpus,
    ...(command === undefined ? {} : { command }),
    ...(declared?.budget === undefined ? {} : { budget: declared.budget }),
    libc: world.libc,
    ...(tailoring.value === undefined ? {} : { needs: tailoring.value.needs }),
    warnings: [
      ...profile.value.warnings,
      ...checkCpus(cpus, profile.value),
      ...checkLibcUse(askedLibc, world.libc),
      ...checkAllocatorUse(options.allocator, world.libc),
      ...plan.value.warnings,
      ...(build !== undefined || options.verbose ? (tailoring.value?.warnings ?? []) : []),
      ...warnings,
      ...(options.verbose ? notes : []),
    ],
    seconds: {
      analyze: (analyzed - started) / 1000,
      ...kernel.value.seconds,
      image: (context.clock() - linked) / 1000,
    },
  });
}
