// SPDX-License-Identifier: MIT
// What `run`, `build` and `demo` have in common: from PROGRAM and options to a kernel and an image that are ready to boot.
import { err, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import { readManifest, type ImageEntry, type ImageTree } from '../image/index.ts';
import type { GuestCommand, MachineName } from '../machine/index.ts';
import type { KernelBuild } from '../toolchain/index.ts';
import { basename, dirname, resolve } from '../util/index.ts';
import type { CommandContext } from './command.ts';
import { nothingToBuild } from './messages.ts';
import type { OptionValues } from './options.ts';
import { planProgramImage } from './plan-program-image.ts';
import { buildProfileKernel, resolveKernel } from './prepare-kernel.ts';
import { DEFAULT_MEMORY, type PROGRAM_OPTIONS } from './program-options.ts';
import { resolveProgram, type Program } from './resolve-program.ts';
import { storeImage, type StoredImage } from './store-image.ts';

export type ProgramOptions = OptionValues<typeof PROGRAM_OPTIONS>;

/** A kernel and an image, and what the kernel is to be told. */
export interface PreparedProgram {
  /** Names the results. */
  readonly name: string;
  readonly kernel: KernelBuild;
  readonly rootfs: StoredImage;
  /** What is in the image. */
  readonly tree: ImageTree;
  readonly machine: MachineName;
  /** Bytes. */
  readonly memory: number;
  /** Absent for an image without a program. */
  readonly command?: GuestCommand;
  readonly warnings: readonly Diagnostic[];
  readonly seconds: {
    readonly analyze: number;
    readonly compile: number;
    readonly link: number;
    readonly image: number;
  };
}

/** The kernel gives a program no environment of its own; these are what programs cannot do without. */
const BASE_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: '/',
};

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
  const env = { ...BASE_ENVIRONMENT, ...terminal, ...program.env, ...Object.fromEntries(options.env) };
  const cwd = options.cwd ?? program.cwd;
  return {
    kind: 'program',
    path: program.guest,
    args: [...program.args, ...args],
    env: new Map(Object.entries(env)),
    ...(cwd === undefined ? {} : { cwd }),
  };
}

/** What the user puts into the image: of things wished for twice, the last counts. */
function givenEntries(
  context: CommandContext,
  program: Program | undefined,
  options: ProgramOptions,
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

/** PROGRAM may also name a guest path that a manifest or --file fills. */
async function programOf(
  context: CommandContext,
  word: string | undefined,
  given: ReadonlyMap<string, string>,
): Promise<Result<Program | undefined>> {
  if (word === undefined) return ok(undefined);
  const host = given.get(word);
  if (host === undefined) return resolveProgram(context, word);
  return ok({ name: basename(word), host, guest: word, args: [], env: {}, files: new Map() });
}

function hostByGuest(entries: readonly ImageEntry[]): Map<string, string> {
  return new Map(
    entries.flatMap(({ guest, content }): [string, string][] =>
      content.kind === 'host' ? [[guest, content.path]] : [],
    ),
  );
}

/**
 * Prepares a program to be booted. What has been built before from the same things is used again.
 *
 * @param words PROGRAM and ARGS; may be empty when a manifest says what is in the image.
 * @param folder Where the image goes; `build/image/<name>` unless given.
 * @param target The machine that the kernel is for, where it is not the one that `run` starts.
 */
export async function prepareProgram(
  context: CommandContext,
  words: readonly string[],
  options: ProgramOptions,
  folder?: string,
  target?: string,
): Promise<Result<PreparedProgram>> {
  const started = context.clock();
  const [word, ...args] = words;
  if (word === undefined && options.manifest === undefined) return err(nothingToBuild());
  const beforeProgram = givenEntries(context, undefined, options);
  if (!beforeProgram.ok) return beforeProgram;
  const program = await programOf(context, word, hostByGuest(beforeProgram.value));
  if (!program.ok) return program;
  const given = givenEntries(context, program.value, options);
  if (!given.ok) return given;
  const libraryPath = options.env.get('LD_LIBRARY_PATH')?.split(':') ?? [];
  const plan = planProgramImage({
    given: given.value,
    libraryPath,
    ...(program.value === undefined ? {} : { program: program.value }),
  });
  if (!plan.ok) return plan;
  const profile = await resolveKernel(context, {
    profile: options.profile,
    for: target,
    machine: options.machine,
    switches: options.component,
  });
  if (!profile.ok) return profile;
  const analyzed = context.clock();

  const kernel = await buildProfileKernel(context, profile.value);
  if (!kernel.ok) return kernel;
  const linked = context.clock();

  const name = program.value?.name ?? basename(dirname(resolve(context.cwd, options.manifest ?? '')));
  const rootfs = storeImage(context, plan.value, name, folder);
  if (!rootfs.ok) return rootfs;
  const command = commandOf(context, program.value, args, options);
  return ok({
    name,
    kernel: kernel.value,
    rootfs: rootfs.value,
    tree: plan.value.tree,
    machine: options.machine,
    memory: options.memory ?? program.value?.memoryBytes ?? DEFAULT_MEMORY,
    ...(command === undefined ? {} : { command }),
    warnings: [...profile.value.warnings, ...plan.value.warnings],
    seconds: {
      analyze: (analyzed - started) / 1000,
      ...kernel.value.seconds,
      image: (context.clock() - linked) / 1000,
    },
  });
}
