// SPDX-License-Identifier: MIT
// The world of a command, for programs that call what commands do.
import type { ImageDeclaration } from '../component/index.ts';
import type { Result } from '../diagnostic/index.ts';
import { basename, fileURLToPath, join, readText, resolve } from '../util/index.ts';
import type { CommandContext, Output } from './command.ts';
import { declaredProgram } from './declared-program.ts';
import type { Program } from './resolve-program.ts';

/** The folder of the package, which holds `kernel/` and `profiles/`; what is compiled goes below its `build/`. */
export const packageFolder: string = resolve(fileURLToPath(new URL('../../../..', import.meta.url)));

export interface LibraryOptions {
  /** What relative paths are relative to; the working directory of the process unless given. */
  readonly cwd?: string;
  /** Gets a line for what takes time: compiling, linking. */
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A context without streams, terminal and exit. */
export function contextOf(options: LibraryOptions): CommandContext {
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

/** The program that a configuration declares, with relative paths as the caller means them. */
export function libraryProgram(context: CommandContext, image: ImageDeclaration): Promise<Result<Program>> {
  const name = typeof image.program === 'string' ? basename(image.program) : basename(context.cwd);
  const place = { file: join(context.cwd, 'the declaration') };
  return declaredProgram(context, { name, declaration: image, folder: context.cwd, place });
}
