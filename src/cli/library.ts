// SPDX-License-Identifier: MIT
// What the commands do, for programs: the same functions with the streams, the exit code and the words left out.
import type { ImageDeclaration } from '../component/index.ts';
import { all, ok, type Diagnostic, type Result } from '../diagnostic/index.ts';
import type { Switch } from '../graph/index.ts';
import type { ExportRequest, KernelBuild } from '../toolchain/index.ts';
import { basename, fileURLToPath, join, readText, resolve } from '../util/index.ts';
import type { CommandContext, Output } from './command.ts';
import { declaredProgram } from './declared-program.ts';
import { deliverKernel } from './deliver-kernel.ts';
import { ensurePackages } from './ensure-packages.ts';
import type { OptionTable } from './command.ts';
import { buildProfileKernel, resolveKernel } from './prepare-kernel.ts';
import { prepareProgram, type ProgramOptions } from './prepare-program.ts';
import { PROGRAM_OPTIONS } from './program-options.ts';

/** The folder of the package, which holds `kernel/` and `profiles/`; what is compiled goes below its `build/`. */
export const packageFolder: string = resolve(fileURLToPath(new URL('../../../..', import.meta.url)));

export interface LibraryOptions {
  /** What relative paths are relative to; the working directory of the process unless given. */
  readonly cwd?: string;
  /** Gets a line for what takes time: compiling, linking. */
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

function contextOf(options: LibraryOptions): CommandContext {
  const onProgress = options.onProgress ?? ((): void => undefined);
  const output: Output = { write: (text) => onProgress(text.trimEnd()), isTerminal: false, colour: false };
  const version = readText(join(packageFolder, 'package.json'));
  return {
    root: packageFolder,
    cwd: resolve(options.cwd ?? process.cwd()),
    version: version.ok ? (JSON.parse(version.value) as { version: string }).version : 'unknown',
    env: process.env,
    stdout: output,
    stderr: output,
    stdinIsTerminal: false,
    outputsAreOne: false,
    streams: () => ({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }),
    tell: (diagnostics) => diagnostics.forEach(({ message }) => onProgress(message)),
    // A library installs nothing on the system.
    isRoot: false,
    clock: () => performance.now(),
    interrupted: options.signal ?? new AbortController().signal,
    finally: () => undefined,
  };
}

/** The options of `build` when none is given. */
function noOptions(): Result<ProgramOptions> {
  const table: OptionTable = PROGRAM_OPTIONS;
  const values = all(
    Object.entries(table).map(([key, option]): Result<[string, unknown]> => {
      const value = option.read([]);
      return value.ok ? ok([key, value.value]) : value;
    }),
  );
  if (!values.ok) return values;
  // The table that was read is the one that the type is made of.
  return ok({ ...Object.fromEntries(values.value), verbose: false } as unknown as ProgramOptions);
}

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
  const name = typeof image.program === 'string' ? basename(image.program) : basename(context.cwd);
  const place = { file: join(context.cwd, 'the declaration') };
  const program = await declaredProgram(context, { name, declaration: image, folder: context.cwd, place });
  if (!program.ok) return program;
  const folder = options.output === undefined ? undefined : resolve(context.cwd, options.output);
  const prepared = await prepareProgram(context, [], defaults.value, {
    program: program.value,
    ...(folder === undefined ? {} : { folder }),
  });
  if (!prepared.ok) return prepared;
  const { rootfs, memory, warnings } = prepared.value;
  const kernel =
    folder === undefined ? ok(prepared.value.kernel) : deliverKernel(prepared.value.kernel, folder);
  return kernel.ok ? ok({ kernel: kernel.value, rootfs, memory, warnings }) : kernel;
}

/** What a kernel is to have. */
export interface TailorWish {
  /** The name of a profile, or the path of a file that declares one. */
  readonly profile?: string;
  /** The machine, as --for takes it; without a profile, the profile is derived from it. */
  readonly for?: string;
  /** Components that are put in or left out, whatever the profile says. */
  readonly components?: Readonly<Record<string, 'on' | 'off'>>;
  /** What programs can bind to; all that the lists name unless given. */
  readonly exports?: ExportRequest;
}

/** A kernel that has been linked, and what is to be known of it. */
export interface TailoredKernel extends KernelBuild {
  readonly warnings: readonly Diagnostic[];
}

/** Links a kernel of what a profile or a machine, switches and a list of symbols ask for. */
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
  const profile = await resolveKernel(context, { profile: wish.profile, for: wish.for, switches });
  if (!profile.ok) return profile;
  const kernel = await buildProfileKernel(
    context,
    profile.value,
    wish.exports === undefined ? {} : { exports: wish.exports },
  );
  return kernel.ok ? ok({ ...kernel.value, warnings: profile.value.warnings }) : kernel;
}
